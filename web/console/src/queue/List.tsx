// The list: one row a comment, in its own direction; decided rows turn slim and stay.

import { useEffect, useRef } from 'preact/hooks';
import { editedAfter } from '../comment/edits.ts';
import { findingWords } from '../comment/findings.ts';
import { SpannedText } from '../comment/SpannedText.tsx';
import { isVeiled, veil } from '../comment/veil.ts';
import { Icon } from '../shell/icons.tsx';
import { linkTo } from '../shell/route.ts';
import { useStore } from '../shell/store.ts';
import { ago, exactly, listOf, number, say } from '../shell/words.ts';
import { claim, isClaimDone, takeNext } from './claim.ts';
import { counts } from './counts.ts';
import { undoRow } from './deciding.ts';
import {
  desk,
  type Elsewhere,
  focusOn,
  lay,
  layMore,
  openRows,
  type Row,
  selectTo,
  toggle,
} from './desk.ts';
import { worstScore } from './item.ts';
import { around, elsewhereWords, holderOf, lookersOf } from './looking.ts';
import { type Filters, pathOfAll, type View } from './view.ts';

export function List({ view }: { view: View }) {
  const { rows, focus, selected, isLoading, problem, cursor } = useStore(desk);
  useStore(veil);
  const place = rows.findIndex((row) => row.item.id === focus);
  useEffect(() => {
    if (cursor && place >= rows.length - 8) void layMore();
  }, [cursor, place, rows.length]);
  if (problem) return <Missing words={problem} label={say('tryAgain')} view={view} />;
  if (!rows.length) return isLoading ? <Waiting /> : <Empty view={view} />;
  return (
    <ul class="list" aria-busy={isLoading}>
      {rows.map((row) => (
        <li key={row.item.id}>
          {row.fate ? (
            <SlimRow row={row} />
          ) : (
            <OpenRow
              row={row}
              isFocus={row.item.id === focus}
              isSelected={selected.has(row.item.id)}
            />
          )}
        </li>
      ))}
      <End view={view} />
    </ul>
  );
}

interface RowProps {
  row: Row;
  isFocus: boolean;
  isSelected: boolean;
}

function OpenRow({ row, isFocus, isSelected }: RowProps) {
  const { item } = row;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isFocus) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isFocus]);
  const choose = (event: MouseEvent) => {
    if ((event.target as Element).closest('input')) return;
    if (event.shiftKey) selectTo(item.id);
    else focusOn(item.id);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: j, k and Enter do the same for the keyboard
    // biome-ignore lint/a11y/noStaticElementInteractions: its button inside is the control
    <div
      ref={element}
      class={`row ${isFocus ? 'is-focus' : ''} ${isSelected ? 'is-selected' : ''} ${row.elsewhere ? 'is-elsewhere' : ''}`}
      data-id={item.id}
      onClick={choose}
    >
      <input
        type="checkbox"
        aria-label={say('selectBy', { name: item.author.name })}
        checked={isSelected}
        disabled={row.elsewhere !== null}
        onClick={(event) => (event.shiftKey ? selectTo(item.id) : toggle(item.id))}
      />
      <div class="row-main">
        <p class="row-head">
          <button type="button" class="row-open" aria-current={isFocus ? 'true' : undefined}>
            <bdi>{item.author.name}</bdi>
          </button>
          <time dateTime={item.created_at} title={exactly(item.created_at)}>
            {ago(item.created_at)}
          </time>
          {desk.value.view.queue === 'all' && (
            <span class={`stamp row-status fate-${item.status}`}>
              {say(`status_${item.status}`)}
            </span>
          )}
          <bdi class="row-article">{item.article_title ?? item.article}</bdi>
          {row.elsewhere ? <Decided elsewhere={row.elsewhere} /> : <WorstScore row={row} />}
        </p>
        <p class="row-text" dir={item.direction} lang={item.language ?? undefined}>
          {isVeiled(item) ? (
            <span class="veiled">{say('veiled')}</span>
          ) : (
            <SpannedText text={item.text} spans={item.spans} />
          )}
        </p>
        <Signs row={row} />
      </div>
    </div>
  );
}

/** In the line that is there already, so that no row changes its height under somebody's eyes. */
function Decided({ elsewhere }: { elsewhere: Elsewhere }) {
  const { status, by } = elsewhere;
  return (
    <span class={`stamp row-decided fate-${status}`} title={elsewhereWords(elsewhere)}>
      {say(`status_${status}`)}
      {by && (
        <>
          {' '}
          · <bdi>{by}</bdi>
        </>
      )}
    </span>
  );
}

function WorstScore({ row }: { row: Row }) {
  const worst = worstScore(row.item);
  if (!worst) return null;
  return (
    <span class="row-score" title={say(`attribute_${worst.attribute}`)}>
      <meter min={0} max={1} value={worst.score} aria-label={say(`attribute_${worst.attribute}`)} />
      <span>{number(worst.score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span>
    </span>
  );
}

function Signs({ row }: { row: Row }) {
  const { item, conflict } = row;
  useStore(around);
  const holder = holderOf(item);
  const names = lookersOf(item).filter((name) => name !== holder);
  const findings = (item.findings ?? []).filter((each) => each.action !== 'allow');
  const after = editedAfter(item);
  return (
    <p class="signs">
      {conflict && <span class="sign sign-conflict">{conflict}</span>}
      {holder && <span class="sign sign-claim">{say('heldBy', { name: holder })}</span>}
      {after && <span class="sign sign-claim">{say(`edited_${after}`)}</span>}
      {names.length > 0 && <span class="sign">{say('lookedAtBy', { names: listOf(names) })}</span>}
      {findings.map((each) => (
        <span key={each.phase} class={`sign sign-${each.action}`}>
          {findingWords(each)}
        </span>
      ))}
      {item.reports && item.reports.count > 0 && (
        <span class="sign">{say('reportCount', { n: item.reports.count })}</span>
      )}
      {!!item.similar && <span class="sign">{say('similarCount', { n: item.similar })}</span>}
    </p>
  );
}

function SlimRow({ row }: { row: Row }) {
  const { item, fate } = row;
  if (!fate) return null;
  return (
    <div class={`row slim fate-${fate.status}`} data-id={item.id} data-state={fate.state}>
      <span class="stamp">{say(`status_${fate.status}`)}</span>
      <span class="slim-text" dir={item.direction}>
        {isVeiled(item) ? '' : item.text}
      </span>
      <button type="button" class="quiet" onClick={() => undoRow(item.id)}>
        {say('undo')}
      </button>
    </div>
  );
}

/** Below the last row: more to come, or done. */
function End({ view }: { view: View }) {
  const { cursor, isLoading, site } = desk.value;
  const { holder } = useStore(claim);
  const { queues, isStale } = useStore(counts);
  const count = queues[view.queue]?.count ?? 0;
  const isSending = desk.value.rows.some(({ fate }) => fate?.state === 'sending');
  if (cursor) {
    return (
      <li class="end">
        <button type="button" disabled={isLoading} onClick={() => void layMore()}>
          {say('more')}
        </button>
      </li>
    );
  }
  if (isClaimDone()) {
    return (
      <li class="end">
        <button type="button" class="primary" onClick={() => void takeNext()}>
          {say('takeMore')}
          <kbd>t</kbd>
        </button>
      </li>
    );
  }
  const isFiltered = Object.keys(view.filters).length > 0; // the count is of the whole queue
  // what one has decided a moment ago still counts: that is nothing new
  if (holder || isStale || isSending || isFiltered || count <= openRows().length) return null;
  return (
    <li class="end">
      <button type="button" onClick={() => void lay(site, view)}>
        {say('newer')}
        <kbd>r</kbd>
      </button>
    </li>
  );
}

function Empty({ view }: { view: View }) {
  const isFiltered = Object.keys(view.filters).length > 0;
  return (
    <div class="empty">
      <Icon name={isFiltered ? 'search' : 'publish'} />
      <p>{say(isFiltered ? 'emptyFiltered' : 'emptyQueue')}</p>
      <p class="muted">{say(`about_${view.queue}`)}</p>
      {view.queue !== 'all' && <AskOfAll filters={view.filters} />}
    </div>
  );
}

/** What is not in this queue may well be published: the same words, asked of everything. */
function AskOfAll({ filters: { q, name, author } }: { filters: Filters }) {
  const words = q ?? name;
  if (!words && !author) return null;
  const filters = { ...(q && { q }), ...(name && { name }), ...(author && { author }) };
  return (
    <p>
      <a {...linkTo(pathOfAll(filters))}>
        {words ? say('searchAllFor', { words }) : say('searchAll')}
      </a>
    </p>
  );
}

function Missing({ words, label, view }: { words: string; label: string; view: View }) {
  return (
    <div class="empty" role="alert">
      <p>{words}</p>
      <button type="button" onClick={() => void lay(desk.value.site, view)}>
        {label}
      </button>
    </div>
  );
}

function Waiting() {
  return (
    <div class="list skeleton" role="status" aria-label={say('loading')}>
      {[1, 2, 3, 4, 5].map((each) => (
        <div key={each} class="row" />
      ))}
    </div>
  );
}
