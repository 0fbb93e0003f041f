// One article: how its discussion stands, and only what makes sense to do about it.

import { useState } from 'preact/hooks';
import { Dialog } from '../shell/Dialog.tsx';
import { problemWords } from '../shell/problems.ts';
import { linkTo } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { as } from '../shell/stacked.ts';
import { tell as toast } from '../shell/toasts.ts';
import { withQuery } from '../shell/wire.ts';
import { ago, exactly, number, spoken } from '../shell/words.ts';
import { PageLink } from '../stats/PageLink.tsx';
import { type Article, type Change, changeArticle } from './articles.ts';
import { type Key, tell } from './words.ts';

type ForAWhile = 'premoderated_minutes' | 'slow_mode_minutes';

interface Props {
  row: Article;
  onChange: (changed: Article) => void;
}

export function Line({ row, onChange }: Props) {
  const [asking, setAsking] = useState<ForAWhile | null>(null);
  const title = row.title || row.article;
  const act = async (change: Change, done: Key) => {
    try {
      onChange({ ...row, ...(await changeArticle(session.value.site, row.article, change)) });
      toast({ kind: 'done', text: tell(done, { title }) });
    } catch (caught) {
      toast({ kind: 'problem', text: problemWords(caught) });
    }
  };
  return (
    <tr {...as.row}>
      <th {...as.name}>
        <PageLink title={title} url={row.url} />
        <span class="muted article-place">
          {row.section && (
            <>
              <bdi>{row.section}</bdi> ·{' '}
            </>
          )}
          <bdi title={row.url ?? undefined}>{placeOf(row)}</bdi>
        </span>
      </th>
      <td {...as.cell}>
        <a {...linkTo(withQuery('queue/all', { article: row.article }))}>
          <span class="article-name">{tell('itsComments')}: </span>
          {number(row.comment_count)}
        </a>
      </td>
      <td {...as.cell}>
        {row.waiting > 0 ? (
          <a {...linkTo(withQuery('queue/held', { article: row.article }))}>
            <span class="article-name">{tell('waiting')}: </span>
            {number(row.waiting)}
          </a>
        ) : (
          <span class="article-none">{number(0)}</span>
        )}
      </td>
      <td {...as.cell} class="article-last">
        <span class="stacked-name">{tell('last')}: </span>
        {row.last_comment_at ? (
          <time dateTime={row.last_comment_at} title={exactly(row.last_comment_at)}>
            {ago(row.last_comment_at)}
          </time>
        ) : (
          '–'
        )}
      </td>
      <td {...as.cell}>
        <States row={row} />
      </td>
      <td {...as.cell}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a line of a table */}
        <div class="article-ways" role="group" aria-label={tell('actsOn', { title })}>
          <Ways row={row} onAct={act} onAsk={setAsking} />
          <a {...linkTo(withQuery('statistics', { article: row.article }))}>{tell('itsFigures')}</a>
        </div>
        {asking && (
          <HowLong
            wish={asking}
            title={title}
            onClose={() => setAsking(null)}
            onChoose={(minutes) => void act({ [asking]: minutes }, 'didChange')}
          />
        )}
      </td>
    </tr>
  );
}

/** What one knows the page by: its address without the host, or the key. */
function placeOf({ url, article }: Article): string {
  if (!url || !URL.canParse(url)) return article;
  const { pathname, search } = new URL(url);
  return decodeURI(pathname) + search;
}

function States({ row }: { row: Article }) {
  return (
    <span class="article-states">
      <span class={`stamp ${row.state === 'closed' ? 'fate-rejected' : 'fate-published'}`}>
        {tell(row.state)}
      </span>
      {(['premoderated', 'slow'] as const).map((each) => {
        const until = each === 'slow' ? row.slow_mode_until : row.premoderated_until;
        return (
          until && (
            <span key={each} class="stamp fate-held" title={exactly(until)}>
              {tell(each, { time: soon(until) })}
            </span>
          )
        );
      })}
    </span>
  );
}

/** The hour; of another day, the day too. */
function soon(until: string): string {
  const at = new Date(until);
  const isToday = at.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat(spoken.value.locale, {
    hour: 'numeric',
    minute: '2-digit',
    ...day,
  }).format(at);
}

interface WaysProps {
  row: Article;
  onAct: (change: Change, done: Key) => Promise<void>;
  onAsk: (wish: ForAWhile) => void;
}

/** A closed discussion is neither read first nor slow: one opens it before. */
function Ways({ row, onAct, onAsk }: WaysProps) {
  if (row.state === 'closed') {
    return (
      <button type="button" onClick={() => void onAct({ state: 'open' }, 'didOpen')}>
        {tell('openAgain')}
      </button>
    );
  }
  return (
    <>
      <button type="button" onClick={() => void onAct({ state: 'closed' }, 'didClose')}>
        {tell('close')}
      </button>
      {row.premoderated_until ? (
        <button type="button" onClick={() => void onAct({ premoderated_minutes: 0 }, 'didEnd')}>
          {tell('endReadFirst')}
        </button>
      ) : (
        <button type="button" onClick={() => onAsk('premoderated_minutes')}>
          {tell('readFirst')}
        </button>
      )}
      {row.slow_mode_until ? (
        <button type="button" onClick={() => void onAct({ slow_mode_minutes: 0 }, 'didEnd')}>
          {tell('endSlow')}
        </button>
      ) : (
        <button type="button" onClick={() => onAsk('slow_mode_minutes')}>
          {tell('slowDown')}
        </button>
      )}
    </>
  );
}

const HOUR = 60; // minutes
const DAY = 24 * HOUR;
const LENGTHS = [HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY];

interface HowLongProps {
  wish: ForAWhile;
  title: string;
  onClose: () => void;
  onChoose: (minutes: number) => void;
}

function HowLong({ wish, title, onClose, onChoose }: HowLongProps) {
  const isSlow = wish === 'slow_mode_minutes';
  return (
    <Dialog title={tell(isSlow ? 'slowTitle' : 'readFirstTitle')} onClose={onClose}>
      <p>{tell(isSlow ? 'slowLead' : 'readFirstLead', { title })}</p>
      <div class="dialog-actions">
        {LENGTHS.map((minutes, at) => (
          <button
            key={minutes}
            type="button"
            data-first={at === 0 || undefined}
            onClick={() => {
              onClose();
              onChoose(minutes);
            }}
          >
            {lengthOf(minutes)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

const lengthOf = (minutes: number): string =>
  minutes < DAY
    ? number(minutes / HOUR, { style: 'unit', unit: 'hour', unitDisplay: 'long' })
    : number(minutes / DAY, { style: 'unit', unit: 'day', unitDisplay: 'long' });
