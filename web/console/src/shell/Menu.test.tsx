import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useKeys } from './keys.ts';
import { Menu } from './Menu.tsx';

const root = document.createElement('div');
document.body.append(root);
const heard: string[] = [];

/** A room whose own keys are there after those of the menu. */
function Room() {
  useKeys({ Escape: () => heard.push('room') });
  return (
    <>
      <Menu class="more" label="More" face="…">
        <input type="checkbox" />
        <button type="button" onClick={() => heard.push('choice')}>
          Feature
        </button>
      </Menu>
      <button type="button" id="elsewhere">
        Elsewhere
      </button>
    </>
  );
}

const find = (what: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(what);
  if (!found) throw new Error(`no ${what}`);
  return found;
};
const isOpen = () => find('details').hasAttribute('open');

beforeEach(async () => {
  heard.length = 0;
  await act(() => render(<Room />, root));
  await act(async () => {
    find('details').setAttribute('open', '');
    find('details').dispatchEvent(new Event('toggle'));
  });
  expect(isOpen()).toBe(true);
});

afterEach(() => render(null, root));

describe('an open menu', () => {
  it('closes by Escape, before the room hears it, and gives the focus back', async () => {
    find('details button').focus();
    const press = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
    await act(() => void document.activeElement?.dispatchEvent(press));
    expect([isOpen(), document.activeElement]).toEqual([false, find('summary')]);
    expect(heard).toEqual([]);
  });

  it('closes by a choice, which is made', async () => {
    await act(() => find('details button').click());
    expect([isOpen(), document.activeElement]).toEqual([false, find('summary')]);
    expect(heard).toEqual(['choice']);
  });

  it('closes by a press or a focus elsewhere, and leaves the focus there', async () => {
    const press = new Event('pointerdown', { bubbles: true });
    await act(() => void find('#elsewhere').dispatchEvent(press));
    expect(isOpen()).toBe(false);
  });

  it('stays while one sets what it holds', async () => {
    await act(() => find('input').click());
    expect(isOpen()).toBe(true);
  });
});
