import { beforeEach, describe, expect, it } from 'vitest';
import { countCharacters } from './count.ts';
import { draftKey, draftsOfReplies, loadDraft, saveDraft } from './draft.ts';

describe('a draft', () => {
  beforeEach(() => localStorage.clear());

  it('comes back with the key that makes a repeated sending one comment', () => {
    const key = draftKey('article');
    saveDraft(key, { text: 'half a thought', key: 'k1' });
    expect(loadDraft(key)).toEqual({ text: 'half a thought', key: 'k1' });
  });

  it('of a reply is kept apart from that of the article', () => {
    saveDraft(draftKey('article', 'c1'), { text: 'a reply', key: 'k' });
    expect(loadDraft(draftKey('article')).text).toBe('');
  });

  it('of a reply is found without the comment that it answers', () => {
    saveDraft(draftKey('article'), { text: 'a comment', key: 'k' });
    saveDraft(draftKey('article', 'c1'), { text: 'a reply', key: 'k' });
    saveDraft(draftKey('article-2', 'c2'), { text: 'elsewhere', key: 'k' });
    localStorage.setItem('parley:draft:article:c3', '{');
    expect(draftsOfReplies('article')).toEqual([{ parent: 'c1', text: 'a reply' }]);
  });

  it('leaves nothing behind when it is empty', () => {
    saveDraft('draft:x', { text: 'something', key: 'k' });
    saveDraft('draft:x', { text: '  ', key: 'k' });
    expect(localStorage.length).toBe(0);
  });

  it('that is broken is an empty one', () => {
    localStorage.setItem('parley:draft:x', '{');
    expect(loadDraft('draft:x').text).toBe('');
  });
});

describe('characters', () => {
  it.each([
    ['👨‍👩‍👧‍👦', 1, 'a family is one'],
    ['e\u0301', 1, 'a letter with its accent is one'],
    ['  ab ', 2, 'outer blanks do not count'],
  ])('%s', (text, expected) => {
    expect(countCharacters(text, 'en')).toBe(expected);
  });
});
