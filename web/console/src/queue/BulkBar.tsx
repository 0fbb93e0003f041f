// What to do with several at once.

import { Icon } from '../shell/icons.tsx';
import { useStore } from '../shell/store.ts';
import { say } from '../shell/words.ts';
import { decide } from './deciding.ts';
import { chosenRows, clearSelection, desk } from './desk.ts';
import { featureChosen } from './extras.ts';
import { mayBe } from './item.ts';
import type { Asking } from './Page.tsx';

export function BulkBar({ onAsk }: { onAsk: (asking: Asking) => void }) {
  const { selected } = useStore(desk);
  if (!selected.size) return null;
  const mayBeHeld = chosenRows().some(({ item }) => mayBe(item, 'hold'));
  const isFeaturable = chosenRows().every(({ item }) => item.status === 'published');
  return (
    <div class="bulk" role="toolbar" aria-label={say('selected', { n: selected.size })}>
      <strong>{say('selected', { n: selected.size })}</strong>
      <button type="button" class="publish" onClick={() => decide('publish', chosenRows())}>
        <Icon name="publish" />
        {say('publish')}
        <kbd>f</kbd>
      </button>
      <button type="button" class="reject" onClick={() => onAsk('reject')}>
        <Icon name="reject" />
        {say('reject')}
        <kbd>d</kbd>
      </button>
      {mayBeHeld && (
        <button type="button" onClick={() => decide('hold', chosenRows())}>
          <Icon name="hold" />
          {say('hold')}
          <kbd>h</kbd>
        </button>
      )}
      {isFeaturable && (
        <button type="button" onClick={featureChosen}>
          <Icon name="star" />
          {say('feature')}
          <kbd>s</kbd>
        </button>
      )}
      <button type="button" onClick={() => onAsk('escalate')}>
        <Icon name="escalate" />
        {say('escalate')}
        <kbd>e</kbd>
      </button>
      <button type="button" class="quiet" onClick={clearSelection}>
        {say('clear')}
        <kbd>Esc</kbd>
      </button>
    </div>
  );
}
