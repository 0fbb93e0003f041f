// Every version of the policy; any can be loaded into the draft, which is how one rolls back.

import { exactly } from '../shell/words.ts';
import type { Body, Version } from './draft.ts';
import { tell } from './words.ts';

interface Props {
  versions: readonly Version[];
  onLoad: (body: Body) => void;
}

export function Versions({ versions, onLoad }: Props) {
  return (
    <section class="sheet">
      <h2>{tell('versions')}</h2>
      {versions.length === 0 && <p class="muted">{tell('none')}</p>}
      <ul class="plain">
        {versions.map((each) => (
          <li key={each.version}>
            <strong>{tell('version', { n: each.version })}</strong>{' '}
            <span class="muted">
              {exactly(each.created_at)} · <bdi>{each.author}</bdi>
            </span>
            {each.note && (
              <p>
                <bdi>{each.note}</bdi>
              </p>
            )}
            <button type="button" class="quiet" onClick={() => onLoad(each.body)}>
              {tell('load')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
