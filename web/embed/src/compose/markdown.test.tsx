import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { Markdown } from './markdown.tsx';

function html(text: string): string {
  const box = document.createElement('div');
  render(<Markdown text={text} />, box);
  return box.innerHTML;
}

describe('the preview', () => {
  it.each([
    ['**bold** and *soft*', '<p><strong>bold</strong> and <em>soft</em></p>'],
    ['> said\n\nanswered', '<blockquote><p>said</p></blockquote><p>answered</p>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['1. one\n2. two', '<ol><li>one</li><li>two</li></ol>'],
    ['`**x**`', '<p><code>**x**</code></p>'],
    ['a\nb', '<p>a<br>b</p>'],
    ['snake_case_word', '<p>snake_case_word</p>'],
    ['\\*not soft\\*', '<p>*not soft*</p>'],
  ])('shows %j', (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it('never makes an element of what was written', () => {
    expect(html('<img src=x onerror=alert(1)>')).not.toContain('<img');
  });

  it('links only to the web', () => {
    expect(html('[x](javascript:alert(1))')).not.toContain('href');
    expect(html('see https://example.org/a.')).toContain('href="https://example.org/a"');
  });
});
