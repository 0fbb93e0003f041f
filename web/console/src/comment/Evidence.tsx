// What speaks for and against: findings, reports, scores, near copies, the author, earlier decisions.

import type { ComponentChildren } from 'preact';
import { Record } from '../people/Record.tsx';
import { desk } from '../queue/desk.ts';
import { ATTRIBUTES, type Item, type PastDecision } from '../queue/item.ts';
import { reasonNamed } from '../queue/reasons.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { ago, exactly, number, say, sayIfKnown } from '../shell/words.ts';
import { becameWords, stampOf } from './became.ts';
import { copies, groupSize } from './copies.ts';
import { editedAfter } from './edits.ts';
import { findingWords } from './findings.ts';
import { SimilarList } from './SimilarList.tsx';

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="part">
      <h2 class="label">{title}</h2>
      {children}
    </section>
  );
}

export function Findings({ item }: { item: Item }) {
  const findings = item.findings ?? [];
  // Where the newest wording is harmless, the one that was held is still why it is here.
  const isForEarlier = !findings.length && item.status === 'held' && editedAfter(item) === 'held';
  if (!findings.length && !isForEarlier) return null;
  return (
    <Part title={say('findings')}>
      {isForEarlier && <p>{say('heldForEarlier')}</p>}
      <ul class="findings">
        {findings.map((each) => (
          <li key={each.phase} class={`finding finding-${each.action}`}>
            {findingWords(each)}
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Scores({ item }: { item: Item }) {
  const known = ATTRIBUTES.filter((each) => item.scores?.[each] != null);
  if (!known.length) return null;
  return (
    <Part title={say('scores')}>
      <dl class="scores">
        {known.map((each) => {
          const score = item.scores?.[each] ?? 0;
          return (
            <div key={each}>
              <dt>{say(`attribute_${each}`)}</dt>
              <dd>
                <meter min={0} max={1} value={score} aria-label={say(`attribute_${each}`)} />
                <span>{number(score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      {item.rank && item.rank !== 'decides' && <p class="muted">{say('onlyAdvises')}</p>}
    </Part>
  );
}

export function Reports({ item }: { item: Item }) {
  const { reports } = item;
  if (!reports?.count) return null;
  const reasons = Object.entries(reports.reasons).map(
    ([code, n]) => `${sayIfKnown(`report_${code}`) ?? code} ${number(n)}`,
  );
  return (
    <Part title={say('reportCount', { n: reports.count })}>
      <p>
        {reasons.join(' · ')}
        <span class="muted">
          {' '}
          {say('reportWeight', { weight: number(reports.weight, { maximumFractionDigits: 1 }) })}
        </span>
      </p>
      <ul class="details">
        {reports.items
          .filter((each) => each.detail)
          .map((each) => (
            <li key={each.created_at} dir="auto">
              “{each.detail}”
            </li>
          ))}
      </ul>
    </Part>
  );
}

export function Similar({ item, isWholeGroup }: { item: Item; isWholeGroup: boolean }) {
  useStore(copies);
  if (!item.similar) return null;
  return (
    <Part title={say('similarCount', { n: item.similar })}>
      {groupSize(item) > 1 && (
        <label class="check">
          <input
            type="checkbox"
            checked={isWholeGroup}
            onChange={(event) => desk.set({ isWholeGroup: event.currentTarget.checked })}
          />
          <span>{say('decideTogether', { n: groupSize(item) })}</span>
          <kbd>g</kbd>
        </label>
      )}
      <SimilarList id={item.id} />
    </Part>
  );
}

export function Author({ item, onOpen }: { item: Item; onOpen: () => void }) {
  const { author, history } = item;
  return (
    <Part title={say('author')}>
      <div class="author">
        <button type="button" class="author-name" onClick={onOpen}>
          <bdi>{author.name}</bdi>
        </button>
        <Record history={history} />
        <AuthorStanding item={item} />
      </div>
    </Part>
  );
}

function AuthorStanding({ item }: { item: Item }) {
  const { history } = item;
  const signs = [
    history.is_trusted && say('isTrusted'),
    history.is_premoderated && say('isPremoderated'),
    history.suspended_until && say('isSuspended', { until: exactly(history.suspended_until) }),
    history.banned_at && say('isBanned'),
    history.notes ? say('noteCount', { n: history.notes }) : false,
  ].filter((each) => typeof each === 'string');
  if (!signs.length) return null;
  return <span class="standing">{signs.join(' · ')}</span>;
}

export function PastDecisions({ item }: { item: Item }) {
  const decisions = item.decisions ?? [];
  if (!decisions.length) return null;
  return (
    <Part title={say('pastDecisions')}>
      <ol class="past">
        {decisions.map((each) => (
          <li key={each.id}>
            <span class={stampOf(each)}>{becameWords(each)}</span> <bdi>{byWords(each)}</bdi>
            {each.reason && each.reason !== 'appeal' && each.kind !== 'machine' && (
              <span> · {reasonNamed(session.value.site, each.reason)}</span>
            )}{' '}
            <time class="muted" dateTime={each.at} title={exactly(each.at)}>
              {ago(each.at)}
            </time>
            {each.note && <p dir="auto">{each.note}</p>}
          </li>
        ))}
      </ol>
    </Part>
  );
}

function byWords(decision: PastDecision): string {
  return decision.by ?? sayIfKnown(`by_${decision.kind}`) ?? decision.kind;
}
