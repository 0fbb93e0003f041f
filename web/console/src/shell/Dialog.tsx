// The browser's own modal dialog: focus stays inside, Escape closes, the rest is inert.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { type Keys, useKeys } from './keys.ts';
import { say } from './words.ts';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  keys?: Keys;
  class?: string;
}

export function Dialog({ title, onClose, children, keys = {}, class: name = '' }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const label = useId();
  useKeys(keys, { isModal: true });
  // Before the next key: one that is typed ahead belongs to the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${name}`}
      aria-labelledby={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-inside">
        <header>
          <h2 id={label}>{title}</h2>
          <button type="button" class="quiet square" aria-label={say('close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
