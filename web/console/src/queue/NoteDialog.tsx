// A few words with an escalation, or with a decision that one is about to make.

import { useRef } from 'preact/hooks';
import { Dialog } from '../shell/Dialog.tsx';
import { problemWords } from '../shell/problems.ts';
import { tell } from '../shell/toasts.ts';
import { post } from '../shell/wire.ts';
import { say } from '../shell/words.ts';
import type { Row } from './desk.ts';
import { escalate } from './extras.ts';

interface Props {
  rows: readonly Row[];
  kind: 'note' | 'escalate';
  onClose: () => void;
}

export function NoteDialog({ rows, kind, onClose }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isEscalation = kind === 'escalate';
  const name = rows[0]?.item.author.name ?? '';
  const submit = (event?: Event) => {
    event?.preventDefault();
    const note = field.current?.value.trim() ?? '';
    if (!isEscalation && !note) return;
    onClose();
    if (isEscalation) escalate(rows, note);
    else void keepNote(rows, note);
  };
  return (
    <Dialog
      title={isEscalation ? say('escalateTitle', { n: rows.length }) : say('noteTitle', { name })}
      onClose={onClose}
      keys={{ 'Ctrl-enter': submit }}
    >
      <form onSubmit={submit}>
        <label>
          {say(isEscalation ? 'escalateNote' : 'noteForTeam')}
          <textarea
            ref={field}
            data-first
            rows={4}
            maxLength={2000}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
            }}
          />
        </label>
        <div class="dialog-actions">
          <button type="submit" class="primary">
            {say(isEscalation ? 'escalate' : 'saveNote')}
          </button>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

async function keepNote(rows: readonly Row[], text: string): Promise<void> {
  try {
    const authors = new Set(rows.map((row) => row.item.author.id));
    for (const id of authors) await post(`/review/authors/${id}/notes`, { text });
    tell({ kind: 'done', text: say('didNote') });
  } catch (caught) {
    tell({ kind: 'problem', text: problemWords(caught) });
  }
}
