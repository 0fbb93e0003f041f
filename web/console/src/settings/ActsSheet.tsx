// The log of what administrators changed.

import { useEffect, useState } from 'preact/hooks';
import { get } from '../shell/wire.ts';
import { ago, exactly } from '../shell/words.ts';
import { useRoom } from './room.ts';
import { tell, tellIfKnown } from './words.ts';

interface SiteAct {
  id: string;
  actor: { name: string | null };
  verb: string;
  subject: string;
  at: string;
}

interface Listed {
  items: SiteAct[];
  next_cursor: string | null;
}

export function ActsSheet() {
  const { site, found, missing, act } = useRoom<Listed>('/acts');
  const [older, setOlder] = useState<Listed | null>(null);
  useEffect(() => setOlder(null), [site]);
  if (!found) return missing;
  const items = [...found.items, ...(older?.items ?? [])];
  const cursor = (older ?? found).next_cursor;
  const more = () =>
    act(async () => {
      const next = await get<Listed>(`/sites/${site}/acts`, { cursor });
      setOlder({ items: [...(older?.items ?? []), ...next.items], next_cursor: next.next_cursor });
    });
  return (
    <>
      <p class="muted lead">{tell('actsLead')}</p>
      {items.length === 0 && <p class="empty">{tell('noActs')}</p>}
      {items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        <section class="table" aria-label={tell('acts')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {(['when', 'who', 'what'] as const).map((each) => (
                  <th key={each}>{tell(each)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((each) => (
                <tr key={each.id}>
                  <td>
                    <time dateTime={each.at} title={exactly(each.at)}>
                      {ago(each.at)}
                    </time>
                  </td>
                  <td>
                    <bdi>{each.actor.name}</bdi>
                  </td>
                  <td>
                    {tellIfKnown(`act_${each.verb}`, each.verb)}: <bdi>{each.subject}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {cursor && (
        <button type="button" onClick={() => void more()}>
          {tell('more')}
        </button>
      )}
    </>
  );
}
