// The articles of a site as the service lists them, and what can be done about a discussion.

import { get, post, withQuery } from '../shell/wire.ts';

export interface Article {
  /** The publisher's key. */
  article: string;
  title: string;
  url: string | null;
  section: string | null;
  state: 'open' | 'closed';
  premoderated_until: string | null;
  slow_mode_until: string | null;
  comment_count: number;
  /** Held for a person now. */
  waiting: number;
  last_comment_at: string | null;
  created_at: string;
}

export const WISHES = ['open', 'closed', 'premoderated', 'slow'] as const;

export interface Asked {
  q?: string;
  article?: string;
  state?: string;
  limit?: number;
  cursor?: string | null;
}

export interface Change {
  state?: Article['state'];
  /** From now on; 0 ends it. */
  premoderated_minutes?: number;
  slow_mode_minutes?: number;
}

export const fetchArticles = (site: string, asked: Asked) =>
  get<{ items: Article[]; next_cursor: string | null }>('/review/articles', { site, ...asked });

/** What the service says of the article afterwards. Throws Problem. */
export const changeArticle = (site: string, article: string, change: Change) =>
  post<Partial<Article>>(
    withQuery(`/review/articles/${encodeURIComponent(article)}/state`, { site }),
    change,
  );
