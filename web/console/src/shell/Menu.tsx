// What opens below a button and closes as menus do: by Escape, a choice, or going elsewhere.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from './keys.ts';

interface Props {
  class: string;
  /** What opens it; `label` names a face without words. */
  face: ComponentChildren;
  label?: string;
  children: ComponentChildren;
}

export function Menu({ class: name, face, label, children }: Props) {
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      ref={details}
      class={name}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary aria-label={label}>{face}</summary>
      {children}
      {isOpen && <WhileOpen details={details} onClose={() => setOpen(false)} />}
    </details>
  );
}

/** A part of its own, so that its key is heard before those of the room below. */
function WhileOpen({
  details,
  onClose,
}: {
  details: { current: HTMLDetailsElement | null };
  onClose: () => void;
}) {
  const goBack = () => {
    details.current?.querySelector('summary')?.focus();
    onClose();
  };
  useKeys({ Escape: goBack });
  useLayoutEffect(() => {
    const menu = details.current;
    const elsewhere = ({ target }: Event) => {
      if (target instanceof Node && !menu?.contains(target)) onClose();
    };
    // The focus is back at the button before a dialog opens, which gives it back there.
    const chosen = ({ target }: Event) => {
      const choice = target instanceof Element ? target.closest('a, button') : null;
      if (choice && menu?.contains(choice)) goBack();
    };
    menu?.addEventListener('click', chosen);
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    return () => {
      menu?.removeEventListener('click', chosen);
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    };
  }, []);
  return null;
}
