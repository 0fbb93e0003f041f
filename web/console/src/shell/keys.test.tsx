import { render } from 'preact';
import { useState } from 'preact/hooks';
import { afterEach, describe, expect, it } from 'vitest';
import { Dialog } from './Dialog.tsx';
import { useKeys } from './keys.ts';
import { Store, useStore } from './store.ts';

const decided: string[] = [];

function Desk() {
  const [asking, setAsking] = useState<'note' | 'reason' | null>(null);
  const close = () => setAsking(null);
  const reject = () => {
    decided.push('reject');
    close();
  };
  useKeys({
    e: () => setAsking('note'),
    d: () => setAsking('reason'),
    h: () => decided.push('hold'),
  });
  return (
    <>
      {asking === 'note' && (
        <Dialog title="Note" onClose={close}>
          <textarea data-first />
        </Dialog>
      )}
      {asking === 'reason' && (
        <Dialog title="Reason" onClose={close} keys={{ d: reject }}>
          <button type="button" data-first>
            Spam
          </button>
        </Dialog>
      )}
    </>
  );
}

/** Keys as fast as they can come: no drawing, no promise, no timer runs between them. */
function burst(keys: string): void {
  for (const key of keys) {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  }
}

describe('keys in one burst', () => {
  const root = document.createElement('div');
  document.body.append(root);

  afterEach(() => {
    render(null, root);
    decided.length = 0;
  });

  it('after one that opens a field belong to the field, not to the shortcuts', () => {
    render(<Desk />, root);
    burst('eh');
    expect(document.activeElement?.tagName).toBe('TEXTAREA');
    expect(decided).toEqual([]);
  });

  it('after one that opens a dialog are heard by the dialog', () => {
    render(<Desk />, root);
    burst('dd');
    expect(decided).toEqual(['reject']);
    expect(document.querySelector('dialog')).toBeNull();
  });

  it('after one that closes a dialog are shortcuts again', () => {
    render(<Desk />, root);
    burst('ddhdd');
    expect(decided).toEqual(['reject', 'hold', 'reject']);
  });
});

describe('a store', () => {
  it('that changes before its view is painted is drawn as it is now', async () => {
    const store = new Store({ count: 0 });
    const root = document.createElement('div');
    const View = () => <p>{useStore(store).count}</p>;
    render(<View />, root);
    store.set({ count: 1 });
    await Promise.resolve();
    expect(root.textContent).toBe('1');
    render(null, root);
  });
});
