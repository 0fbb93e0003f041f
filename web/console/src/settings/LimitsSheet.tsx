// What was refused for frequency in the last day, and whether the site is under attack.

import { number } from '../shell/words.ts';
import { useRoom } from './room.ts';
import { tell, tellIfKnown } from './words.ts';

interface Refusals {
  are_limits_on: boolean;
  is_under_attack: boolean;
  refused: { rule: string; count: number }[];
}

export function LimitsSheet() {
  const { found, missing } = useRoom<Refusals>('/refusals');
  if (!found) return missing;
  return (
    <>
      <p class="muted lead">{tell('limitsLead')}</p>
      {!found.are_limits_on && <p class="problem lead">{tell('limitsOff')}</p>}
      {found.is_under_attack && <p class="problem lead">{tell('underAttack')}</p>}
      {found.refused.length === 0 && <p class="empty">{tell('noRefusals')}</p>}
      {found.refused.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        <section class="table" aria-label={tell('limits')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th>{tell('rule')}</th>
                <th>{tell('refused')}</th>
              </tr>
            </thead>
            <tbody>
              {found.refused.map((each) => (
                <tr key={each.rule}>
                  <td>{tellIfKnown(`rule_${each.rule}`, each.rule)}</td>
                  <td>{number(each.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
