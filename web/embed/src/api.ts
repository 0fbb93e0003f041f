// The routes one reads by. Those for taking part are in participant.tsx.

import type { Article, Item, Order, Page, TopLevel } from '@parley/shared/api';
import { get } from '@parley/shared/get';

const PAGE = 25; // top-level comments a page: about six screens

const e = encodeURIComponent;

export class Api {
  readonly root: string;
  readonly site: string;
  readonly article: string;
  /** Of the article, as it stands in addresses. */
  readonly key: string;

  constructor(base: string, site: string, article: string) {
    this.root = `${base}api/v1`;
    this.site = `${this.root}/sites/${e(site)}`;
    this.key = e(article);
    this.article = `${this.site}/articles/${this.key}`;
  }

  about(): Promise<Article> {
    return get(this.article);
  }

  comments(order: Order, cursor?: string | null): Promise<Page<TopLevel>> {
    const from = cursor ? `&cursor=${e(cursor)}` : '';
    return get(`${this.article}/comments?order=${order}&limit=${PAGE}${from}`);
  }

  around(id: string): Promise<Page<TopLevel>> {
    return get(`${this.comment(id)}/conversation`);
  }

  replies(id: string, cursor: string): Promise<Page<Item>> {
    return get(`${this.comment(id)}/replies?cursor=${e(cursor)}`);
  }

  comment(id: string): string {
    return `${this.root}/comments/${e(id)}`;
  }
}
