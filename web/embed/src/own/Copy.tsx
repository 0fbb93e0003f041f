// Copies a text, and says so on the button. Browsers let only secure pages copy: elsewhere there is none.

import { useState } from 'preact/hooks';
import type { View } from '../view.ts';

export function Copy({ view: { words, thread }, text }: { view: View; text: string }) {
  const [isDone, setDone] = useState(false);
  if (!navigator.clipboard) return null;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setDone(true);
        thread.set({ said: words.say('copied') });
      },
      () => setDone(false),
    );
  return (
    <button type="button" class="link" onClick={copy}>
      {words.say(isDone ? 'copied' : 'copyLink')}
    </button>
  );
}
