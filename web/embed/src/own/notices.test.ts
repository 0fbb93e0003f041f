import { describe, expect, it } from 'vitest';
import { type Notice, noticeKey, noticeLink } from './notices.ts';

const makeNotice = (over: Partial<Notice> = {}): Notice => ({
  id: 'n',
  kind: 'reply',
  comment_id: 'c1',
  article: { key: 'a story', title: 'A story', url: 'https://news.example/story' },
  author: { name: 'Bo' },
  excerpt: 'At noon.',
  created_at: '2026-06-01T12:00:00.000Z',
  is_read: false,
  ...over,
});

describe('a notice', () => {
  it('leads to its place on this page', () => {
    expect(noticeLink(makeNotice(), 'a%20story')).toBe('#parley-c1');
  });

  it('leads to the page of another article, if that is known', () => {
    expect(noticeLink(makeNotice(), 'other')).toBe('https://news.example/story#parley-c1');
    const article = { key: 'a story', title: 'A story', url: null };
    expect(noticeLink(makeNotice({ article }), 'other')).toBeUndefined();
  });

  it('leads nowhere when it is about no comment', () => {
    expect(noticeLink(makeNotice({ comment_id: null, article: null }), 'other')).toBeUndefined();
  });

  it('says nothing of a kind that we have no words for', () => {
    expect(noticeKey('reply')).toBe('replyNotice');
    expect(noticeKey('of_tomorrow')).toBeUndefined();
  });
});
