// A kind second thought. Posting anyway is always possible.

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
        <button type="button" class="primary" onClick={onEdit}>
          {words.say('nudgeEdit')}
        </button>
      </div>
    </div>
  );
}
