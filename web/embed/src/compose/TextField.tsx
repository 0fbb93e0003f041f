// The field for a text: grows with it, shows how it will look, and counts.

import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { View } from '../view.ts';
import { countCharacters, limitOf } from './count.ts';
import { Markdown } from './markdown.tsx';
import { applyMark, Toolbar } from './Toolbar.tsx';

const NEAR = 200; // characters left when the count starts to show

interface Props {
  view: View;
  label: string;
  text: string;
  /** It is being sent: what one wrote now would be lost. */
  isBusy: boolean;
  /** What is being answered, to be quoted. */
  answered?: string | undefined;
  onText: (text: string) => void;
  onSend: () => void;
}

export function TextField({ view, label, text, isBusy, answered, onText, onSend }: Props) {
  const { words } = view;
  const [isPreview, setPreview] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  // before anything is painted: what is typed at once belongs in here
  useLayoutEffect(() => {
    if (!isPreview) field.current?.focus();
  }, [isPreview]);
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey ? keys[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };
  const mark = (name: 'bold' | 'italic') => {
    if (field.current && !isBusy) onText(applyMark(field.current, name));
  };
  const keys: Record<string, () => void> = {
    Enter: onSend,
    b: () => mark('bold'),
    i: () => mark('italic'),
  };
  return (
    <div class="field">
      <div class="tabs">
        <label for={id}>{label}</label>
        <button type="button" aria-pressed={!isPreview} onClick={() => setPreview(false)}>
          {words.say('write')}
        </button>
        <button type="button" aria-pressed={isPreview} onClick={() => setPreview(true)}>
          {words.say('preview')}
        </button>
      </div>
      {isPreview ? (
        <div class="body preview" dir="auto">
          {text.trim() ? <Markdown text={text} /> : words.say('nothingToPreview')}
        </div>
      ) : (
        <textarea
          id={id}
          ref={field}
          part="textarea"
          dir={text ? 'auto' : undefined}
          rows={4}
          value={text}
          readOnly={isBusy}
          placeholder={words.say('placeholder')}
          aria-describedby={`${id}-hint`}
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      )}
      <div class="hint">
        {!isPreview && (
          <Toolbar view={view} field={field} isBusy={isBusy} answered={answered} onText={onText} />
        )}
        <span id={`${id}-hint`}>
          <bdi>{words.say('format')}</bdi>
        </span>
        <Left view={view} text={text} />
      </div>
    </div>
  );
}

function Left({ view, text }: { view: View; text: string }) {
  const { words, state } = view;
  const limit = limitOf(state.about);
  if (text.length < limit - NEAR) return null;
  const left = limit - countCharacters(text);
  if (left > NEAR) return null;
  return left < 0 ? (
    <strong class="over">{words.say('over', { n: -left })}</strong>
  ) : (
    <span>{words.say('left', { n: left })}</span>
  );
}
