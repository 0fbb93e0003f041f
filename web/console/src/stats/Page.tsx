// What the conversation is worth: figures of a range, in a link that keeps the filters.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Csv } from '../shell/Csv.tsx';
import { problemWords } from '../shell/problems.ts';
import { route } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { Unanswered } from '../shell/Unanswered.tsx';
import type { Parameters } from '../shell/wire.ts';
import { spoken } from '../shell/words.ts';
import '../styles/figures.css';
import '../styles/statistics.css';
import { Cohorts, Conversations, Sections } from './Breakdown.tsx';
import { chartsOf } from './charts.ts';
import { Filters } from './Filters.tsx';
import { csvPath, type Statistics } from './figures.ts';
import { type Loaded, load } from './load.ts';
import { Plot } from './Plot.tsx';
import { onPaper } from './paper.ts';
import { NudgeTable, Quality } from './Quality.tsx';
import { askedOf, rangeOf } from './range.ts';
import { Threads } from './Threads.tsx';
import { Tiles } from './Tiles.tsx';
import { Week } from './Week.tsx';
import { Weekly } from './Weekly.tsx';
import { tell } from './words.ts';

const FRESH = 30_000; // milliseconds between two looks

export function Page() {
  const { site } = useStore(session);
  const { query } = useStore(route);
  const [found, setFound] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState('');
  const now = new Date();
  const range = rangeOf(query, now);
  const asked = askedOf(range, now);
  const question = JSON.stringify(asked);
  const look = useRef(() => {});
  useEffect(() => {
    let isHere = true;
    look.current = () =>
      void load(site, asked).then(
        (loaded) => {
          if (!isHere) return;
          setFound(loaded);
          setProblem('');
        },
        (caught) => isHere && setProblem(problemWords(caught)),
      );
    look.current();
    const timer = setInterval(
      () => document.visibilityState === 'visible' && look.current(),
      FRESH,
    );
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [site, question]);
  useEffect(onPaper, []);
  return (
    <main class="page statistics">
      <header class="page-head">
        <h1>{tell('title')}</h1>
        <Filters
          range={range}
          query={query}
          sections={found?.breakdowns.sections.map((each) => each.section) ?? []}
        />
        <p class="head-ways">
          <Weekly />
          <button type="button" onClick={() => print()}>
            {tell('print')}
          </button>
          <Csv path={csvPath(site)} asked={asked} />
        </p>
      </header>
      {problem && <Unanswered problem={problem} onAgain={() => look.current()} />}
      {!found && !problem && <p class="empty">{tell('loading')}</p>}
      {found && <Found loaded={found} asked={asked} onChange={() => look.current()} />}
    </main>
  );
}

interface FoundProps {
  loaded: Loaded;
  asked: Parameters;
  onChange: () => void;
}

function Found({ loaded, asked, onChange }: FoundProps) {
  const { statistics, before, breakdowns } = loaded;
  const charts = useMemo(() => chartsOf(statistics, before), [loaded]);
  const { totals } = statistics;
  return (
    <>
      <p class="muted range-words">{rangeWords(statistics, asked)}</p>
      <section aria-labelledby="headline">
        <h2 id="headline" class="unseen">
          {tell('headline')}
        </h2>
        <Tiles found={statistics} />
      </section>
      {totals.comments + totals.scored + totals.views === 0 && <p class="empty">{tell('empty')}</p>}
      <section aria-labelledby="charts">
        <h2 id="charts">{tell('charts')}</h2>
        <div class="plots">
          {charts.map((chart, at) => (
            <Plot
              key={chart.title}
              chart={chart}
              places={tell(at === charts.length - 1 ? 'score' : 'start')}
            />
          ))}
        </div>
      </section>
      <Threads asked={asked} />
      <Week week={breakdowns.week} />
      <div class="pairs-of-sheets">
        <Sections sections={breakdowns.sections} />
        <Quality totals={totals} />
        <NudgeTable nudges={totals.nudges} />
        <Conversations
          title={tell('liveliest')}
          meaning={tell('liveliestMeaning')}
          threads={breakdowns.conversations}
          onChange={onChange}
        />
        <Conversations
          title={tell('featured')}
          meaning={tell('featuredMeaning')}
          threads={breakdowns.featured}
          onChange={onChange}
        />
      </div>
      <Cohorts cohorts={breakdowns.cohorts} />
      <p class="muted">{tell('smallGroups')}</p>
    </>
  );
}

function rangeWords(found: Statistics, asked: Parameters): string {
  const { locale } = spoken.value;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: found.time_zone });
  const last = new Date(Date.parse(found.to) - 1);
  const range = day.formatRange(new Date(found.from), last);
  const scope = [asked.section, asked.article].filter(Boolean).join(' · ');
  return tell('rangeWords', {
    range: scope ? `${scope} · ${range}` : range,
    zone: found.time_zone,
  });
}
