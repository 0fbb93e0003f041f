// A page that is set up wrong, so that nobody can write there: its maker is told in the browser's
// console what to do, its readers before they have written. Fetched where nobody wrote yet.

import type { Ways } from '@parley/shared/api';
import { get } from '@parley/shared/get';
import { Problem } from '@parley/shared/problems';
import { canonicalUrl } from './article.ts';
import type { Config } from './config.ts';
import type { View } from './view.ts';

interface Mistake {
  /** For the maker of the page. */
  why: string;
  /** For its readers. */
  words: 'failed' | 'errorOrigin';
}

/** Tells of a mistake, if there is one, and puts one sentence in the discussion's place; `stop` takes
 * the discussion away. */
export async function tell(view: View, stop: () => void): Promise<void> {
  const { box, words, config, thread, state } = view;
  const found =
    inTag(config) ?? (state.phase === 'ready' ? await inSite(config, thread.api.site) : null);
  if (!found) return;
  console.error(`Parley: ${found.why} See docs/embed.md, "When it is set up wrong".`);
  await words.loadWriting().catch(() => undefined);
  if (!box.isConnected) return; // another discussion stands here by now
  const root = box.getRootNode() as ShadowRoot;
  const place = box.cloneNode() as HTMLElement;
  const sentence = document.createElement('p');
  sentence.className = 'notice';
  sentence.role = 'alert';
  sentence.textContent = words.say(found.words) || words.say('failed');
  stop();
  place.append(sentence);
  root.append(place);
}

/** What one sees without asking the service. */
function inTag({ site, article, url }: Config): Mistake | null {
  if (!site) return { why: 'data-site is missing: it names the site.', words: 'failed' };
  if (url && !URL.canParse(url, location.href)) {
    return { why: `data-url="${url}" is no address.`, words: 'failed' };
  }
  if (article && (article.includes('/') || [...article].length > 255)) {
    const why = `data-article="${article}" cannot be a key: it has 1 to 255 characters and no /.`;
    return { why, words: 'failed' };
  }
  return null;
}

async function inSite(config: Config, address: string): Promise<Mistake | null> {
  const { site, base } = config;
  const { origin } = new URL(canonicalUrl(config, document));
  try {
    const ways = await get<Ways>(`${address}/sign-in?origin=${encodeURIComponent(origin)}`);
    if (ways.may_open !== false) return null;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 404) return null;
    const why = `data-site="${site}": there is no such site at ${base}, see "parley site list".`;
    return { why, words: 'failed' };
  }
  const why =
    `the origin of this page's address, ${origin}, is none of those of the site "${site}": add it ` +
    `in the site's settings or by "parley site set ${site} --origin …", which names all anew.`;
  return { why, words: 'errorOrigin' };
}
