// The sheet of keys.

import { Dialog } from './Dialog.tsx';
import { type Key, say } from './words.ts';

const SHEET: readonly (readonly [Key, readonly (readonly [string, Key])[]])[] = [
  [
    'helpMoving',
    [
      ['j', 'keyNext'],
      ['k', 'keyBack'],
      ['Enter', 'keyOpen'],
      ['o', 'keyArticle'],
      ['c', 'keyConversation'],
      ['w', 'earlierWording'],
      ['/', 'keySearch'],
      ['l', 'filters'],
      ['1 – 7', 'keyQueues'],
    ],
  ],
  [
    'helpDeciding',
    [
      ['f', 'keyPublish'],
      ['d', 'keyReject'],
      ['D', 'keyRejectNow'],
      ['h', 'keyHold'],
      ['u', 'keyKeep'],
      ['e', 'keyEscalate'],
      ['z', 'keyUndo'],
    ],
  ],
  [
    'helpSelecting',
    [
      ['x', 'keySelect'],
      ['J  K', 'keyRange'],
      ['a', 'keyAll'],
      ['g', 'keyGroup'],
      ['m', 'byScore'],
      ['F  R', 'keyRangeAll'],
      ['Esc', 'keyClear'],
    ],
  ],
  [
    'helpMore',
    [
      ['t', 'keyTake'],
      ['T', 'takeOver'],
      ['b', 'keyAuthor'],
      ['n', 'keyNote'],
      ['s', 'keyFeature'],
      ['v', 'keyVeil'],
      ['r', 'keyReload'],
      ['Ctrl K', 'palette'],
      ['?', 'help'],
    ],
  ],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={say('help')} onClose={onClose} keys={{ '?': onClose }} class="help">
      <div class="help-columns">
        {SHEET.map(([title, rows]) => (
          <section key={title}>
            <h3>{say(title)}</h3>
            <dl>
              {rows.map(([key, label]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{say(label)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
