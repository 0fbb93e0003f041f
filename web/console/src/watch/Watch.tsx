// In the bar: how many discussions heat up; opened, which, why, and the way to their queue.

import { useEffect } from 'preact/hooks';
import { Menu } from '../shell/Menu.tsx';
import { go, linkTo } from '../shell/route.ts';
import { mayModerate, session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { dismiss, tell as toast } from '../shell/toasts.ts';
import { ago, number } from '../shell/words.ts';
import '../styles/watch.css';
import { type Hot, heat, type Reason, watchHeat } from './heat.ts';
import { tell } from './words.ts';

const PERCENT = { style: 'percent', maximumFractionDigits: 0 } as const;

export function Watch() {
  const { staff, site } = useStore(session);
  const { items } = useStore(heat);
  const isModerator = mayModerate();
  useEffect(() => {
    if (!staff || !isModerator) return;
    const told: number[] = [];
    const stop = watchHeat(site, (hot) => told.push(announce(hot)));
    return () => {
      stop();
      for (const id of told) dismiss(id); // its way leads into the queue of this site
    };
  }, [staff, site, isModerator]);
  if (items.length === 0) return null;
  return (
    <Menu
      class="watch"
      face={
        <span class="hot">
          <span class="ember" aria-hidden="true" />
          <span class="hot-words">{tell('hot', { n: items.length })}</span>
          <span class="hot-count" aria-hidden="true">
            {number(items.length)}
          </span>
        </span>
      }
    >
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
    </Menu>
  );
}

function announce(hot: Hot): number {
  return toast({
    kind: 'news',
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
