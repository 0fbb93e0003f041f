// How moderation goes: handled, waited, overturned, agreed; one's own row, or all for admins.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { Unanswered } from '../shell/Unanswered.tsx';
import { get } from '../shell/wire.ts';
import { duration, number, say, sayIfKnown } from '../shell/words.ts';

interface Health {
  queues: { queue: string; handled: number; median_seconds: number | null }[];
  moderators: {
    name: string;
    handled: number;
    median_seconds: number | null;
    overturned: number;
  }[];
  overturned: { count: number; of: number };
  appeals: { open: number; upheld: number; denied: number };
  audit: {
    judged: number;
    errors: number;
    rate: number | null;
    low: number | null;
    high: number | null;
  };
  agreement: {
    value: number | null;
    low: number | null;
    high: number | null;
    pairs: number;
  };
}

const wait = (seconds: number | null): string => (seconds === null ? '–' : duration(seconds));
const percent = (share: number | null): string =>
  number(share ?? 0, { style: 'percent', maximumFractionDigits: 1 });
const two = (value: number | null): string => number(value ?? 0, { maximumFractionDigits: 2 });

export function Page() {
  const { site } = useStore(session);
  const [health, setHealth] = useState<Health | null>(null);
  const [problem, setProblem] = useState('');
  const load = () => {
    get<Health>('/review/health', { site }).then(
      (found) => {
        setHealth(found);
        setProblem('');
      },
      (caught) => setProblem(problemWords(caught)),
    );
  };
  useEffect(load, [site]);
  return (
    <main class="page">
      <header class="page-head">
        <h1>{say('navHealth')}</h1>
        <p class="muted">{say('healthLead')}</p>
      </header>
      {problem && <Unanswered problem={problem} onAgain={load} />}
      {health && <Figures health={health} />}
    </main>
  );
}

function Figures({ health }: { health: Health }) {
  return (
    <div class="figures">
      <Queues health={health} />
      <Moderators health={health} />
      <Single title={say('healthOverturned')}>
        {say('healthOf', { n: health.overturned.count, of: health.overturned.of })}
      </Single>
      <Single title={say('healthAppeals')}>{say('healthAppealsWords', health.appeals)}</Single>
      <Single title={say('healthAudit')}>{auditWords(health)}</Single>
      <Single title={say('healthAgreement')}>{agreementWords(health)}</Single>
    </div>
  );
}

function auditWords({ audit }: Health): string {
  if (audit.rate === null) return say('healthNone');
  const { rate, low, high, judged } = audit;
  return say('healthRate', {
    rate: percent(rate),
    low: percent(low),
    high: percent(high),
    n: judged,
  });
}

function agreementWords({ agreement }: Health): string {
  if (agreement.value === null) return say('healthNone');
  const { value, low, high, pairs } = agreement;
  return say('healthKappa', { value: two(value), low: two(low), high: two(high), n: pairs });
}

function Single({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="figure">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}

function Queues({ health }: { health: Health }) {
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('healthQueue')}</th>
            <th scope="col">{say('healthHandled')}</th>
            <th scope="col">{say('healthMedian')}</th>
          </tr>
        </thead>
        <tbody>
          {health.queues.map((each) => (
            <tr key={each.queue}>
              <td>{sayIfKnown(`queue_${each.queue}`) ?? each.queue}</td>
              <td>{number(each.handled)}</td>
              <td>{wait(each.median_seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Moderators({ health }: { health: Health }) {
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('healthWho')}</th>
            <th scope="col">{say('healthHandled')}</th>
            <th scope="col">{say('healthMedian')}</th>
            <th scope="col">{say('healthOverturned')}</th>
          </tr>
        </thead>
        <tbody>
          {health.moderators.map((each) => (
            <tr key={each.name}>
              <td>
                <bdi>{each.name || say('by_key')}</bdi>
              </td>
              <td>{number(each.handled)}</td>
              <td>{wait(each.median_seconds)}</td>
              <td>{number(each.overturned)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
