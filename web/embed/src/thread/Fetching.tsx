// A button that fetches something: busy while it does, and it can be tried again.

import type { ReadKey } from '../messages/words.ts';
import type { View } from '../view.ts';

interface Props {
  view: View;
  /** By which the state knows how the fetching goes. */
  name: string;
  label: ReadKey;
  fetch: () => Promise<void>;
}

export function Fetching({ view: { state, words }, name, label, fetch }: Props) {
  const status = state.fetching[name];
  return (
    <button type="button" class="more" part="more" aria-busy={status === 'busy'} onClick={fetch}>
      {status === 'failed' && `${words.say('failed')} `}
      {words.say(status === 'failed' ? 'retry' : label)}
    </button>
  );
}
