// The articles of the site: found by title or address, the newest activity first, and what can be
// done about each discussion.

import { useEffect, useState } from 'preact/hooks';
import { More, useListing } from '../shell/listing.tsx';
import { go, route } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { as } from '../shell/stacked.ts';
import { useStore } from '../shell/store.ts';
import { Unanswered } from '../shell/Unanswered.tsx';
import { say } from '../shell/words.ts';
import '../styles/articles.css';
import { type Article, fetchArticles, WISHES } from './articles.ts';
import { Line } from './Line.tsx';
import { type Key, tell } from './words.ts';

const PAUSE = 250; // milliseconds after the last letter

export function Page() {
  const { site } = useStore(session);
  const { query } = useStore(route);
  const asked = { q: query.get('q') ?? '', state: query.get('state') ?? '' };
  const { rows, setRows, cursor, problem, load } = useListing<Article>(
    (from) => fetchArticles(site, { ...asked, cursor: from }),
    JSON.stringify([site, asked]),
  );
  const change = (changed: Article) =>
    setRows((before) =>
      (before ?? []).map((each) => (each.article === changed.article ? changed : each)),
    );
  const isAsked = !!(asked.q || asked.state);
  return (
    <main class="page articles">
      <header class="page-head">
        <h1>{say('navArticles')}</h1>
        <Filters query={query} />
      </header>
      {problem && <Unanswered problem={problem} onAgain={() => void load()} />}
      {rows?.length === 0 && <p class="empty">{tell(isAsked ? 'noneFound' : 'none')}</p>}
      {!!rows?.length && <Table rows={rows} onChange={change} />}
      <More cursor={cursor} onMore={(from) => void load(from)} />
    </main>
  );
}

/** The address with these wishes; empty ones are left out. */
function wishing(query: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(query);
  if (value) next.set(name, value);
  else next.delete(name);
  const text = next.toString();
  return text ? `articles?${text}` : 'articles';
}

function Filters({ query }: { query: URLSearchParams }) {
  const wish = (name: string, value: string) => go(wishing(query, name, value), { replace: true });
  const [words, setWords] = useState(query.get('q') ?? '');
  useEffect(() => {
    if (words.trim() === (query.get('q') ?? '')) return;
    const timer = setTimeout(() => wish('q', words.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <search class="log-filters">
      <input
        type="search"
        dir="auto"
        maxLength={2048}
        aria-label={tell('search')}
        placeholder={tell('search')}
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <select
        aria-label={tell('wish')}
        value={query.get('state') ?? ''}
        onChange={(event) => wish('state', event.currentTarget.value)}
      >
        <option value="">{tell('wish_any')}</option>
        {WISHES.map((each) => (
          <option key={each} value={each}>
            {tell(`wish_${each}`)}
          </option>
        ))}
      </select>
    </search>
  );
}

const COLUMNS: readonly Key[] = ['article', 'comments', 'waiting', 'last', 'state', 'act'];

interface TableProps {
  rows: readonly Article[];
  onChange: (changed: Article) => void;
}

function Table({ rows, onChange }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table stacked" tabIndex={0} aria-label={say('navArticles')}>
      <table {...as.table}>
        <thead {...as.group}>
          <tr {...as.row}>
            {COLUMNS.map((each) => (
              <th key={each} {...as.head}>
                {tell(each)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...as.group}>
          {rows.map((each) => (
            <Line key={each.article} row={each} onChange={onChange} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
