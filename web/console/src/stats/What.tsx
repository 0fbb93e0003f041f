// What a figure means, one click away.

import { tell } from './words.ts';

export function What({ name, meaning }: { name: string; meaning: string }) {
  return (
    <details class="what">
      <summary aria-label={tell('what', { name })}>
        <span aria-hidden="true">?</span>
      </summary>
      <p>{meaning}</p>
    </details>
  );
}
