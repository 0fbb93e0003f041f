// The article of a comment; only addresses of the web become links.

import type { Item } from '../queue/item.ts';
import { Icon } from '../shell/icons.tsx';

export function ArticleLink({ item }: { item: Item }) {
  const title = <bdi>{item.article_title ?? item.article}</bdi>;
  if (!item.article_url || !/^https?:\/\//.test(item.article_url)) return title;
  return (
    <a href={item.article_url} target="_blank" rel="noopener noreferrer">
      {title}
      <Icon name="link" />
    </a>
  );
}
