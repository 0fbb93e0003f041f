// What was decided: searchable, exportable, and every batch can be taken back.

import type { Status } from '@parley/shared/api';
import { useEffect } from 'preact/hooks';
import { becameWords, stampOf } from '../comment/became.ts';
import { undoBatch } from '../queue/deciding.ts';
import { reasonNamed, reasonsOf } from '../queue/reasons.ts';
import { Csv } from '../shell/Csv.tsx';
import { More, useListing } from '../shell/listing.tsx';
import { problemWords } from '../shell/problems.ts';
import { linkTo, route } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { as } from '../shell/stacked.ts';
import { useStore } from '../shell/store.ts';
import { tell } from '../shell/toasts.ts';
import { Unanswered } from '../shell/Unanswered.tsx';
import { get } from '../shell/wire.ts';
import { ago, exactly, say, sayIfKnown } from '../shell/words.ts';
import { Filters } from './Filters.tsx';

interface Entry {
  id: string;
  at: string;
  comment_id: string;
  article: string;
  article_title: string | null;
  author: string;
  /** Of the text that was decided on; null where its author took it back. */
  excerpt: string | null;
  verb: string;
  before: Status;
  after: Status;
  kind: string;
  by: string | null;
  reason: string | null;
  note: string | null;
  batch: string | null;
  is_undo: boolean;
  /** Taken back since. */
  is_undone: boolean;
}

export function Page() {
  const { site } = useStore(session);
  const { query } = useStore(route);
  const asked = { site, ...askedOf(query) };
  const {
    rows: entries,
    cursor,
    problem,
    load,
  } = useListing<Entry>(
    (cursor) => get('/review/log', { ...asked, cursor }),
    JSON.stringify(asked),
  );
  useEffect(() => {
    void reasonsOf(site).catch(() => null); // names of reasons; their codes stand in
  }, [site]);
  const undo = async (batch: string) => {
    try {
      await undoBatch(batch);
      tell({ kind: 'done', text: say('batchTaken') });
      await load();
    } catch (caught) {
      tell({ kind: 'problem', text: problemWords(caught) });
    }
  };
  return (
    <main class="page log">
      <header class="page-head">
        <h1>{say('navLog')}</h1>
        <Filters query={query} />
        <Csv path="/review/log.csv" asked={asked} />
      </header>
      {problem && <Unanswered problem={problem} onAgain={() => void load()} />}
      {entries?.length === 0 && <p class="empty">{say('logEmpty')}</p>}
      {!!entries?.length && <Table entries={entries} onUndo={undo} />}
      <More cursor={cursor} onMore={(from) => void load(from)} />
    </main>
  );
}

const DAY = 86_400_000; // milliseconds

/** Days of the calendar become times; the last day is meant whole. */
function askedOf(query: URLSearchParams): Record<string, string> {
  const asked = Object.fromEntries(query);
  const { from, to } = asked;
  if (from) asked.from = new Date(`${from}T00:00`).toISOString();
  if (to) asked.to = new Date(Date.parse(`${to}T00:00`) + DAY).toISOString();
  return asked;
}

interface TableProps {
  entries: readonly Entry[];
  onUndo: (batch: string) => void;
}

function Table({ entries, onUndo }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table stacked" tabIndex={0} aria-label={say('navLog')}>
      <table {...as.table}>
        <thead {...as.group}>
          <tr {...as.row}>
            <th {...as.head}>{say('logWhen')}</th>
            <th {...as.head}>{say('logWhat')}</th>
            <th {...as.head}>{say('logComment')}</th>
            <th {...as.head}>{say('logWho')}</th>
            <th {...as.head}>{say('reason')}</th>
            <th {...as.head}>
              <span class="unseen">{say('undo')}</span>
            </th>
          </tr>
        </thead>
        <tbody {...as.group}>
          {entries.map((each) => (
            <Line key={each.id} entry={each} onUndo={onUndo} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ entry, onUndo }: { entry: Entry; onUndo: (batch: string) => void }) {
  const { batch } = entry;
  return (
    <tr {...as.row}>
      <td {...as.cell}>
        <a {...linkTo(`queue/all?comment=${entry.comment_id}`)} class="log-when">
          <time dateTime={entry.at} title={exactly(entry.at)}>
            {ago(entry.at)}
          </time>
        </a>
      </td>
      <td {...as.cell}>
        <span class={`${stampOf(entry)} ${entry.is_undone ? 'is-undone' : ''}`}>
          {becameWords(entry)}
        </span>{' '}
        {entry.is_undo && <span class="muted">{say('isUndo')}</span>}
        {entry.is_undone && <span class="muted">{say('isUndone')}</span>}
      </td>
      <td {...as.cell}>
        {/* its direction is the text's: `auto` does not look into what is isolated */}
        <p class="log-text" dir={entry.excerpt ? 'auto' : undefined}>
          <bdi class="log-author">{entry.author}</bdi> {entry.excerpt}
        </p>
        <p class="muted" dir="auto" title={entry.article}>
          {entry.article_title ?? entry.article}
        </p>
      </td>
      <td {...as.cell}>
        <bdi>{entry.by ?? sayIfKnown(`by_${entry.kind}`) ?? entry.kind}</bdi>
      </td>
      <td {...as.cell}>
        {entry.reason && reasonNamed(session.value.site, entry.reason)}
        {entry.note && (
          <p class="muted" dir="auto">
            {entry.note}
          </p>
        )}
      </td>
      <td {...as.cell}>
        {batch && !entry.is_undo && !entry.is_undone && (
          <button type="button" class="quiet" onClick={() => onUndo(batch)}>
            {say('undo')}
          </button>
        )}
      </td>
    </tr>
  );
}
