// The draft as a form, place by place, or as text: two views of the same.

import { useState } from 'preact/hooks';
import type { Body, Draft, Format, Policy } from './draft.ts';
import { Form } from './Form.tsx';
import { Places } from './Places.tsx';
import { Text } from './Text.tsx';
import { tell } from './words.ts';

interface Props {
  site: string;
  policy: Policy;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

const VIEWS = ['form', 'toml', 'json'] as const;

export function Editor({ site, policy, draft, onChange }: Props) {
  const [view, setView] = useState<'form' | Format>('form');
  const [place, setPlace] = useState(-1);
  const overlay = draft.overlays[place];
  const onBody = (body: Body) => {
    if (!overlay) onChange({ ...draft, body });
    else
      onChange({
        ...draft,
        overlays: draft.overlays.map((each) => (each === overlay ? { ...each, body } : each)),
      });
  };
  return (
    <section class="sheet editor" aria-label={tell('editor')}>
      <fieldset class="segments">
        <legend class="unseen">{tell('view')}</legend>
        {VIEWS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={view === each}
            onClick={() => setView(each)}
          >
            {each === 'form' ? tell('asForm') : each.toUpperCase()}
          </button>
        ))}
      </fieldset>
      {view === 'form' ? (
        <>
          <Places
            draft={draft}
            place={overlay ? place : -1}
            onPlace={setPlace}
            onChange={onChange}
          />
          <Form
            key={place}
            body={overlay?.body ?? draft.body}
            below={overlay ? [draft.body, policy.effective] : [policy.effective]}
            onChange={onBody}
          />
        </>
      ) : (
        <Text key={view} site={site} format={view} draft={draft} onChange={onChange} />
      )}
    </section>
  );
}
