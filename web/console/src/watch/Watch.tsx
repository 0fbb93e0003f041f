// In the bar: how many discussions heat up; opened, which, why, and the way to their queue.

import { useEffect } from 'preact/hooks';
import { go, linkTo } from '../shell/route.ts';
import { mayModerate, session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import { ago, number } from '../shell/words.ts';
import '../styles/watch.css';
import { type Hot, heat, type Reason, watchHeat } from './heat.ts';
import { tell } from './words.ts';

const PERCENT = { style: 'percent', maximumFractionDigits: 0 } as const;

export function Watch() {
  const { staff, site } = useStore(session);
  const { items } = useStore(heat);
  const isModerator = mayModerate();
  useEffect(
    () => (staff && isModerator ? watchHeat(site, announce) : undefined),
    [staff, site, isModerator],
  );
  if (items.length === 0) return null;
  return (
    <details class="watch">
      <summary class="hot">
        <span class="ember" aria-hidden="true" />
        {tell('hot', { n: items.length })}
      </summary>
      <section class="watch-list" aria-label={tell('title')}>
        <ul>
          {items.map((each) => (
            <li key={each.article.key}>
              <a {...linkTo(queueOf(each))} dir="auto">
                {each.article.title || each.article.key}
              </a>
              <p class="muted">{ago(each.since)}</p>
              <ul>
                {each.reasons.map((reason) => (
                  <li key={reason}>{reasonWords(each, reason)}</li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </section>
    </details>
  );
}

function announce(hot: Hot): void {
  toast({
    kind: 'problem',
    text: tell('announce', { title: hot.article.title || hot.article.key }),
    action: { label: tell('look'), run: () => go(queueOf(hot)) },
  });
}

const queueOf = (hot: Hot) => `queue/held?article=${encodeURIComponent(hot.article.key)}`;

function reasonWords({ figures }: Hot, reason: Reason): string {
  const options = reason === 'rate' ? { maximumFractionDigits: 0 } : PERCENT;
  return tell(reason, {
    now: number(figures[reason], options),
    usual: number(figures[`usual_${reason}`], reason === 'rate' ? USUAL : options),
  });
}

const USUAL = { maximumFractionDigits: 1 } as const;
