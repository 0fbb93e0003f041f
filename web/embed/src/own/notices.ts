// What the reader was told: replies to them, decisions on them. The service keeps how far they have
// seen it, so that it is the same on all their devices.

import { call } from '@parley/shared/http';
import type { WriteKey } from '../messages/words.ts';
import type { Session } from '../session/session.ts';

export interface Notice {
  id: string;
  kind: string;
  comment_id: string | null;
  article: { key: string; title: string; url: string | null } | null;
  author: { name: string } | null;
  excerpt: string | null;
  created_at: string;
  is_read: boolean;
}

interface Page {
  items: Notice[];
  next_cursor: string | null;
  unread: number;
}

const AT_ONCE = 10;

const WORDS: Readonly<Record<string, WriteKey>> = {
  reply: 'replyNotice',
  comment_published: 'publishedNotice',
  comment_restored: 'restoredNotice',
  comment_rejected: 'rejectedNotice',
  comment_withheld: 'withheldNotice',
  comment_reopened: 'reopenedNotice',
  appeal_upheld: 'upheldNotice',
  appeal_denied: 'deniedNotice',
  author_warn: 'warnedNotice',
  author_premoderate: 'premoderatedNotice',
  author_suspend: 'errorSuspended',
  author_ban: 'errorBanned',
  author_lift: 'liftedNotice',
};

/** What a notice says; of kinds we do not know nothing is shown. */
export function noticeKey(kind: string): WriteKey | undefined {
  return WORDS[kind];
}

/** Where a notice leads: on this page, or on the page of its article. */
export function noticeLink({ comment_id, article }: Notice, here: string): string | undefined {
  if (!comment_id || !article) return undefined;
  const place = `#parley-${comment_id}`;
  if (encodeURIComponent(article.key) === here) return place;
  return article.url ? article.url + place : undefined;
}

/** The notices of one reader, as far as they were fetched. */
export class Notices {
  items: readonly Notice[] = [];
  cursor: string | null = null;
  unread = 0;

  constructor(
    readonly session: Session,
    /** The address of the reader's own things on the site. */
    readonly url: string,
    readonly onChange: () => void,
  ) {}

  /** They were another reader's. */
  forget(): void {
    this.items = [];
    this.#take({ items: [], next_cursor: null, unread: 0 });
  }

  /** The newest ones. */
  async load(): Promise<void> {
    const page = await this.#page('');
    this.items = page.items;
    this.#take(page);
  }

  async more(): Promise<void> {
    const page = await this.#page(`&cursor=${encodeURIComponent(this.cursor ?? '')}`);
    this.items = [...this.items, ...page.items];
    this.#take(page);
  }

  /** The reader has looked: nothing counts as new any more. */
  async see(): Promise<void> {
    const [newest] = this.items;
    if (!newest || !this.unread) return;
    this.unread = 0;
    this.onChange();
    await this.session.as((bearer) =>
      call(`${this.url}/seen`, { method: 'PUT', body: { until: newest.created_at }, bearer }),
    );
  }

  #page(more: string): Promise<Page> {
    return this.session.as((bearer) =>
      call<Page>(`${this.url}?limit=${AT_ONCE}${more}`, { bearer }),
    );
  }

  #take(page: Page): void {
    this.cursor = page.next_cursor;
    this.unread = page.unread;
    this.onChange();
  }
}
