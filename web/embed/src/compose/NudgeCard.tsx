// A kind second thought. Posting anyway is always possible.

import { useEffect, useRef } from 'preact/hooks';
import type { View } from '../view.ts';
import type { Nudge } from './sending.ts';

interface Props {
  view: View;
  nudge: Nudge;
  onEdit: () => void;
  onPost: () => void;
}

export function NudgeCard({ view, nudge, onEdit, onPost }: Props) {
  const { words } = view;
  const first = useRef<HTMLButtonElement>(null);
  // the button that was pressed is gone: the focus goes on from here, and back to the text
  useEffect(() => first.current?.focus(), []);
  const edit = () => {
    const form = first.current?.form;
    onEdit();
    form?.querySelector('textarea')?.focus();
  };
  return (
    <div class="nudge" role="alertdialog" aria-labelledby="nudge-title" part="nudge">
      <strong id="nudge-title">{words.say('nudgeTitle')}</strong>
      <p>{words.say('nudgeText')}</p>
      {nudge.spans.length > 0 && (
        <p>
          {nudge.spans.map((span) => (
            <mark key={span}>{span}</mark>
          ))}
        </p>
      )}
      <div class="row">
        <button type="button" class="quiet" onClick={onPost}>
          {words.say('nudgePost')}
        </button>
        <button ref={first} type="button" class="primary" onClick={edit}>
          {words.say('nudgeEdit')}
        </button>
      </div>
    </div>
  );
}
