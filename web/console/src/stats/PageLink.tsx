// The page of a discussion; only addresses of the web become links.

import { Icon } from '../shell/icons.tsx';

export function PageLink({ title, url }: { title: string; url: string | null }) {
  const name = <bdi>{title}</bdi>;
  if (!url || !/^https?:\/\//.test(url)) return name;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {name}
      <Icon name="link" />
    </a>
  );
}
