// What the service sends and takes, in the words of the HTTP contract.

export type Status = 'submitted' | 'published' | 'held' | 'rejected' | 'withdrawn';
export type Order = 'newest' | 'oldest' | 'top';
export type Direction = 'ltr' | 'rtl';

export interface Author {
  id: string;
  name: string;
  badges: string[];
}

export interface Votes {
  up: number;
  down: number;
}

/** Why a comment was restricted, as its author is told. */
export interface Statement {
  rule: string | null;
  explanation: string | null;
  automated: boolean;
}

/** Why a comment is held or not published; `code` is stable and is what the UI translates. */
export interface Reason {
  code: string;
  automated?: boolean;
}

export interface Comment {
  id: string;
  article: string;
  parent_id: string | null;
  author: Author;
  text: string;
  /** Sanitised by the server: the only HTML the embed ever sets as HTML. */
  html: string;
  language: string | null;
  direction: Direction;
  status: Status;
  revision: number;
  created_at: string;
  edited_at: string | null;
  votes: Votes;
  reply_count: number;
  depth: number;
  featured?: boolean;
  reasons?: Reason[];
}

/** One's own comment, asked for alone: when it was rejected, with the statement of reasons. */
export interface OwnComment extends Comment {
  statement?: Statement | null;
  appeal?: { status: string } | null;
  /** Whoever holds it may appeal for the author. */
  appeal_url?: string | null;
}

/** The place of a comment that is gone while its replies stay. */
export interface Removed {
  id: string;
  parent_id: string | null;
  depth: number;
  removed: true;
}

export type Item = Comment | Removed;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  /** Of the article when the page was made. */
  version?: number;
}

export type TopLevel = Item & { replies?: Page<Item> };

export interface Article {
  state: 'open' | 'closed';
  comment_count: number;
  version: number;
  premoderated: boolean;
  /** Until then people read first comments of new authors before they appear. */
  newcomers_held_until?: string | null;
  /** Between two comments of one reader; 0: the usual. */
  slow_mode_seconds?: number;
  /** Minutes in which one may change one's comment. */
  edit_minutes?: number;
  max_characters?: number;
}

export interface Changes {
  version: number;
  items: Item[];
}

export interface Mine {
  comments: Comment[];
  votes: { id: string; value: 1 | -1 }[];
  flags: { id: string; reason: string }[];
}

export interface Reader {
  id: string;
  name: string;
  kind?: 'guest' | 'publisher' | 'account';
}

/** How readers may sign in: as guests, or otherwise. */
export interface Ways {
  guests?: boolean;
  mail: boolean;
  providers: { name: string }[];
  /** Whether a page of the origin that one asked about may open a discussion. */
  may_open?: boolean;
}

export interface SessionAnswer {
  token: string;
  reader: Reader;
}

export function isRemoved(item: Item): item is Removed {
  return 'removed' in item && item.removed === true;
}
