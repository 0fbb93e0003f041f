// What the conversation is worth: figures of a range, in a link that keeps the filters.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { go, route } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { addressOf, withQuery } from '../shell/wire.ts';
import { number, spoken } from '../shell/words.ts';
import '../styles/figures.css';
import { Bars } from './Bars.tsx';
import { fetchStatistics, RANGES, rangeQuery, type Statistics, statisticsPath } from './figures.ts';
import { Tiles } from './Tiles.tsx';
import { tell } from './words.ts';

const LENGTHS = ['hour', 'day', 'week'] as const;

export function Page() {
  const { site } = useStore(session);
  const { query } = useStore(route);
  const [found, setFound] = useState<Statistics | null>(null);
  const [problem, setProblem] = useState('');
  const days = Number(query.get('days') ?? 30);
  const by = query.get('by') ?? (days <= 2 ? 'hour' : 'day');
  const asked = {
    ...rangeQuery(days, new Date()),
    by,
    article: query.get('article'),
    section: query.get('section'),
  };
  useEffect(() => {
    let isHere = true;
    fetchStatistics(site, asked).then(
      (statistics) => {
        if (!isHere) return;
        setFound(statistics);
        setProblem('');
      },
      (caught) => isHere && setProblem(problemWords(caught)),
    );
    return () => {
      isHere = false;
    };
  }, [site, query.toString()]);
  const change = (name: string, value: string) => {
    const wish = new URLSearchParams(query);
    if (value) wish.set(name, value);
    else wish.delete(name);
    go(`statistics?${wish}`, { replace: true });
  };
  return (
    <main class="page statistics">
      <header class="page-head">
        <h1>{tell('title')}</h1>
        <form class="log-filters" onSubmit={(event) => event.preventDefault()}>
          <label>
            <span class="unseen">{tell('range')}</span>
            <select value={days} onChange={(event) => change('days', event.currentTarget.value)}>
              {RANGES.map((each) => (
                <option key={each} value={each}>
                  {tell('days', { n: each })}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span class="unseen">{tell('by')}</span>
            <select value={by} onChange={(event) => change('by', event.currentTarget.value)}>
              {LENGTHS.map((each) => (
                <option key={each} value={each}>
                  {tell(each)}
                </option>
              ))}
            </select>
          </label>
          {(['article', 'section'] as const).map((name) => (
            <input
              key={name}
              type="search"
              aria-label={tell(name)}
              placeholder={tell(name)}
              defaultValue={query.get(name) ?? ''}
              onChange={(event) => change(name, event.currentTarget.value.trim())}
            />
          ))}
        </form>
        <a class="button" href={addressOf(withQuery(statisticsPath(site, '.csv'), asked))} download>
          {tell('csv')}
        </a>
      </header>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {!found && !problem && <p class="empty">{tell('loading')}</p>}
      {found && <Figures found={found} />}
    </main>
  );
}

function Figures({ found }: { found: Statistics }) {
  const time = new Intl.DateTimeFormat(spoken.value.locale, {
    dateStyle: 'short',
    ...(found.by === 'hour' ? { timeStyle: 'short' } : {}),
    timeZone: found.time_zone,
  });
  return (
    <>
      <Tiles found={found} />
      {found.buckets.length === 0 ? (
        <p class="empty">{tell('empty')}</p>
      ) : (
        <Bars
          title={tell('overTime')}
          names={[tell('start'), tell('count')]}
          bars={found.buckets.map((each) => ({
            label: time.format(new Date(each.start)),
            value: each.comments,
          }))}
        />
      )}
      <Bars
        title={tell('toxicity')}
        names={[tell('score'), tell('count')]}
        bars={found.totals.toxicity.map((value, at) => ({
          label: `${number(at / 10)} – ${number((at + 1) / 10)}`,
          value,
        }))}
      />
    </>
  );
}
