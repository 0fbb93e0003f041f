// Bold, italic and quote for those who do not write Markdown by hand.

import type { RefObject } from 'preact';
import type { WriteKey } from '../messages/words.ts';
import type { View } from '../view.ts';

type Mark = 'bold' | 'italic' | 'quote';

const SIGNS: Readonly<Record<Mark, string>> = { bold: 'B', italic: 'I', quote: '❝' };

interface Props {
  view: View;
  field: RefObject<HTMLTextAreaElement>;
  isBusy: boolean;
  /** What is being answered, as its author wrote it. */
  answered: string | undefined;
  onText: (text: string) => void;
}

export function Toolbar({ view, field, isBusy, answered, onText }: Props) {
  const button = (mark: Mark & WriteKey) => (
    <button
      type="button"
      class={mark}
      disabled={isBusy}
      aria-label={view.words.say(mark)}
      title={view.words.say(mark)}
      onClick={() => {
        if (field.current) onText(applyMark(field.current, mark, answered));
      }}
    >
      {SIGNS[mark]}
    </button>
  );
  return (
    <span class="toolbar">
      {button('bold')}
      {button('italic')}
      {button('quote')}
    </span>
  );
}

/** Marks the selection in place, leaves it selected, and returns the text. Where nothing is selected,
 * what is quoted is the answered text, once; one goes on below it. */
export function applyMark(field: HTMLTextAreaElement, mark: Mark, answered = ''): string {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  const quote = mark === 'quote' && !chosen && quoteOf(answered);
  if (quote && !value.includes(quote)) {
    const gap = value.slice(0, start).trim() ? '\n\n' : '';
    field.focus();
    field.setRangeText(`${gap}${quote}\n\n`, start, end, 'end');
    return field.value;
  }
  const around = mark === 'bold' ? '**' : '*';
  const marked = mark === 'quote' ? chosen.replace(/^/gm, '> ') : `${around}${chosen}${around}`;
  const shift = mark === 'quote' ? 2 : around.length;
  field.focus();
  field.setRangeText(marked, start, end);
  if (chosen) field.setSelectionRange(start, start + marked.length);
  else field.setSelectionRange(start + shift, start + shift);
  return field.value;
}

/** An answered text as a quote; what it quotes itself is left out. */
function quoteOf(answered: string): string {
  const own = answered.replace(/^>.*\n?/gm, '').trim();
  return own && own.replace(/^/gm, '> ');
}
