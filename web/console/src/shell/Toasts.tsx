// The notes, spoken by screen readers as they come.

import { Icon } from './icons.tsx';
import { useStore } from './store.ts';
import { dismiss, toasts } from './toasts.ts';
import { say } from './words.ts';

export function Toasts() {
  const { list } = useStore(toasts);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {list.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.kind}`}>
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              onClick={() => {
                toast.action?.run();
                dismiss(toast.id);
              }}
            >
              {toast.action.label}
              {toast.action.key && <kbd>{toast.action.key}</kbd>}
            </button>
          )}
          <button
            type="button"
            class="square"
            aria-label={say('dismiss')}
            onClick={() => dismiss(toast.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
