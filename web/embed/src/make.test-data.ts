// Comments for tests.

import type { Comment } from '@parley/shared/api';

export function makeComment(id: string, over: Partial<Comment> = {}): Comment {
  return {
    id,
    article: 'a',
    parent_id: null,
    author: { id: `reader-${id}`, name: `Reader ${id}`, badges: [] },
    text: id,
    html: `<p>${id}</p>`,
    language: 'en',
    direction: 'ltr',
    status: 'published',
    revision: 1,
    created_at: '2026-03-01T12:00:00Z',
    edited_at: null,
    votes: { up: 0, down: 0 },
    reply_count: 0,
    depth: 0,
    ...over,
  };
}
