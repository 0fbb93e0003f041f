// The threads behind a figure, most of it first; and what can be done about one.

import { useEffect, useState } from 'preact/hooks';
import { Csv } from '../shell/Csv.tsx';
import { problemWords } from '../shell/problems.ts';
import { go, linkTo, route } from '../shell/route.ts';
import { mayModerate, session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { type Parameters, post, withQuery } from '../shell/wire.ts';
import { fetchThreads, LISTED, type Listed, type Thread, threadsCsvPath } from './figures.ts';
import { PageLink } from './PageLink.tsx';
import { withWish } from './range.ts';
import { count, percent } from './shows.ts';
import { THREADS } from './Tiles.tsx';
import { type Key, tell } from './words.ts';

const SHOWN = 10;

export function Threads({ asked }: { asked: Parameters }) {
  const { site } = useStore(session);
  const { query } = useStore(route);
  const figure = LISTED.find((each) => each === query.get('figure')) ?? 'comments';
  const [rows, setRows] = useState<Thread[] | null>(null);
  const [problem, setProblem] = useState('');
  const load = () =>
    fetchThreads(site, asked, figure, SHOWN).then(
      ({ items }) => setRows(items),
      (caught) => setProblem(problemWords(caught)),
    );
  useEffect(() => void load(), [site, figure, JSON.stringify(asked)]);
  const open = async (article: string) => {
    const place = `/review/articles/${encodeURIComponent(article)}/state`;
    await post(withQuery(place, { site }), { state: 'open' }).then(load, (caught) =>
      setProblem(problemWords(caught)),
    );
  };
  return (
    <section class="sheet" id={THREADS}>
      <header class="sheet-head">
        <h2>{tell('threadsTitle')}</h2>
        <label>
          <span class="unseen">{tell('threadsBy')}</span>
          <select
            value={figure}
            onChange={(event) =>
              go(withWish(query, { figure: event.currentTarget.value }), { replace: true })
            }
          >
            {LISTED.map((each) => (
              <option key={each} value={each}>
                {tell(`list_${each}` as Key)}
              </option>
            ))}
          </select>
        </label>
        <Csv
          path={threadsCsvPath(site)}
          asked={{ ...asked, figure, limit: 100 }}
          of={tell('threadsTitle')}
        />
      </header>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {rows?.length === 0 && <p class="muted">{tell('empty')}</p>}
      {rows && rows.length > 0 && <Table rows={rows} figure={figure} onOpen={open} />}
    </section>
  );
}

interface TableProps {
  rows: readonly Thread[];
  figure: Listed;
  onOpen: (article: string) => void;
}

function Table({ rows, figure, onOpen }: TableProps) {
  const { query } = useStore(route);
  const most = Math.max(...rows.map((each) => each.value));
  const mayAct = mayModerate();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
    <section class="table" tabIndex={0} aria-label={tell('threadsTitle')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{tell('articleName')}</th>
            <th scope="col">{tell('section')}</th>
            <th scope="col">{tell(`list_${figure}` as Key)}</th>
            <th scope="col">{tell('held')}</th>
            <th scope="col">{tell('toxicShare')}</th>
            <th scope="col" class="row-ways">
              {tell('act')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.article}>
              <th scope="row" class="row-title">
                <PageLink title={row.title ?? row.article} url={row.url} />
              </th>
              <td>
                <bdi>{row.section}</bdi>
              </td>
              <td class="measured">
                <span class="measure" style={{ '--share': row.value / most }} aria-hidden="true" />
                {count(row.value)}
              </td>
              <td>{count(row.held)}</td>
              <td>{percent(row.toxic_share)}</td>
              <td class="row-ways">
                <a {...linkTo(withWish(query, { article: row.article, figure: '' }))}>
                  {tell('itsFigures')}
                </a>
                {mayAct && row.held > 0 && (
                  <a {...linkTo(withQuery('queue/held', { article: row.article }))}>
                    {tell('openHeld')}
                  </a>
                )}
                {mayAct && row.state === 'closed' && (
                  <button type="button" onClick={() => onOpen(row.article)}>
                    {tell('openAgain')}
                  </button>
                )}
                {!mayAct && row.state === 'closed' && <span class="muted">{tell('closed')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
