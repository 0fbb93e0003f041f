import { expect, it } from 'vitest';
import { askedOf, commentIn, viewOf } from './view.ts';

const ID = 'aaaqbb2cde3fgh4ijk5l';

it('finds the comment in the link that it has below its article', () => {
  expect(commentIn(`https://news.example/story?page=2#parley-${ID}`)).toBe(ID);
});

it.each(['parley', '#parley', `${ID}`, `see https://news.example/#parley-${ID}`, '#parley-in=x'])(
  'takes other words for words to search: %s',
  (words) => expect(commentIn(words)).toBe(null),
);

it('keeps the comment in the address and out of what the queue is asked for', () => {
  const view = viewOf('held', new URLSearchParams({ comment: ID, language: 'en' }));
  expect(view.filters.comment).toBe(ID);
  expect(askedOf('demo', view)).toEqual({
    site: 'demo',
    queue: 'held',
    order: 'oldest',
    language: 'en',
  });
});
