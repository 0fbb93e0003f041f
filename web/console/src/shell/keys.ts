// The keyboard: the newest layer of keys hears first; text fields keep their own.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { drawnAtOnce } from './drawing.ts';

export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

interface Layer {
  keys: { current: Keys };
  /** Nothing below hears while this one is there: dialogs. */
  isModal: boolean;
}

const layers: Layer[] = [];

/** `j`, `J` (with Shift), `Ctrl-k`, `Escape`. Other alphabets are read by the place of the key. */
export function nameOf(event: KeyboardEvent): string {
  let key = event.key;
  if (key.length === 1 && key > '\u007f' && event.code.startsWith('Key')) {
    key = event.code.slice(3);
    if (!event.shiftKey) key = key.toLowerCase();
  }
  return event.ctrlKey || event.metaKey ? `Ctrl-${key.toLowerCase()}` : key;
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !/^(checkbox|radio|button|range)$/.test(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Enter and Space belong to the button that has the focus. */
const isPressing = (event: KeyboardEvent): boolean =>
  (event.key === 'Enter' || event.key === ' ') &&
  event.target instanceof HTMLElement &&
  event.target.closest('button, a, summary, [role=option]') !== null;

/** Arrows move a slider that has the focus. */
const isSliding = (event: KeyboardEvent): boolean =>
  event.key.startsWith('Arrow') &&
  event.target instanceof HTMLInputElement &&
  /^(range|radio)$/.test(event.target.type);

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const name = nameOf(event);
  const isOwn = isWriting(event.target) && name !== 'Escape' && !name.startsWith('Ctrl-');
  if (isOwn || isPressing(event) || isSliding(event)) return;
  for (const layer of layers.toReversed()) {
    const run = layer.keys.current[name];
    if (run) {
      event.preventDefault();
      drawnAtOnce(() => run(event)); // the next key finds the dialog, and its field, there
      return;
    }
    if (layer.isModal) return;
  }
}

document.addEventListener('keydown', hear);

/** These keys work while the view is there. */
export function useKeys(keys: Keys, options: { isModal?: boolean } = {}): void {
  const current = useRef(keys);
  current.current = keys;
  const isModal = options.isModal ?? false;
  useLayoutEffect(() => {
    const layer = { keys: current, isModal };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [isModal]);
}
