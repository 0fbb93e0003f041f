// Fills `<span data-parley-count="article">` all over a page with one request per hundred articles.

import { get } from '@parley/shared/get';

const AT_ONCE = 100; // the most articles the service answers in one request

interface Counts {
  items: { article: string; comment_count: number }[];
}

export async function fill(base: string, site: string | undefined): Promise<void> {
  const places = new Map<string, Element[]>();
  for (const element of document.querySelectorAll<HTMLElement>('[data-parley-count]')) {
    const article = element.dataset.parleyCount;
    if (article) places.set(article, [...(places.get(article) ?? []), element]);
  }
  const articles = [...places.keys()];
  for (let at = 0; site && at < articles.length; at += AT_ONCE) {
    const query = articles
      .slice(at, at + AT_ONCE)
      .map((key) => `article=${encodeURIComponent(key)}`);
    const answer = await get<Counts>(
      `${base}api/v1/sites/${encodeURIComponent(site)}/counts?${query.join('&')}`,
    );
    for (const { article, comment_count } of answer.items) {
      for (const place of places.get(article) ?? []) show(place, comment_count);
    }
  }
}

function show(place: Element, count: number): void {
  const locale = place.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
  place.textContent = new Intl.NumberFormat(locale).format(count);
}
