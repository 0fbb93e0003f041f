// Saving the draft as a new version, with a word about it.

import { useState } from 'preact/hooks';
import { tell } from './words.ts';

interface Props {
  isChanged: boolean;
  onSave: (note: string) => void;
  onDiscard: () => void;
}

export function Save({ isChanged, onSave, onDiscard }: Props) {
  const [note, setNote] = useState('');
  return (
    <form
      class="sheet"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(note);
        setNote('');
      }}
    >
      <label>
        <span>{tell('note')}</span>
        <input value={note} maxLength={2000} onInput={(e) => setNote(e.currentTarget.value)} />
      </label>
      <div class="policy-actions">
        <button type="submit" class="primary" disabled={!isChanged}>
          {tell('save')}
        </button>
        {isChanged && (
          <button type="button" class="quiet" onClick={onDiscard}>
            {tell('discard')}
          </button>
        )}
      </div>
      {!isChanged && <p class="muted">{tell('unchanged')}</p>}
    </form>
  );
}
