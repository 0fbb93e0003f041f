import { render } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import { Form } from './Form.tsx';

const DEFAULTS = { close_after_days: null, edit_minutes: 15 };

/** The body that the form makes when somebody writes that into a line. */
function written(path: string, value: string) {
  const onChange = vi.fn();
  render(
    <Form body={{ close_after_days: 30 }} below={[DEFAULTS]} onChange={onChange} />,
    document.body,
  );
  const input = document.querySelector(`#line-${path}`) as HTMLInputElement;
  input.value = value;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return onChange.mock.lastCall?.[0];
}

afterEach(() => render(null, document.body));

it('takes an empty line for none, where there may be none', () => {
  expect(written('close_after_days', '')).toEqual({ close_after_days: null });
  expect(written('close_after_days', '14')).toEqual({ close_after_days: 14 });
});

it('leaves what must be a number as it is until it is one', () => {
  expect(written('edit_minutes', '')).toBeUndefined();
  expect(written('edit_minutes', '20')).toEqual({ close_after_days: 30, edit_minutes: 20 });
});

it('shows none as an empty line', () => {
  render(<Form body={{}} below={[DEFAULTS]} onChange={() => {}} />, document.body);
  expect((document.querySelector('#line-close_after_days') as HTMLInputElement).value).toBe('');
});
