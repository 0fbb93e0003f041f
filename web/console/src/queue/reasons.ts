// The site's reasons for a rejection, and the one that the findings suggest.

import { get } from '../shell/wire.ts';
import { sayIfKnown, spoken } from '../shell/words.ts';
import type { Row } from './desk.ts';
import { worstScore } from './item.ts';

export interface Reason {
  code: string;
  names: Readonly<Record<string, string>>;
  rule: string | null;
  ground: 'terms' | 'law';
}

const NO_LIST: readonly Reason[] = ['abuse', 'hate', 'spam', 'off_topic', 'other'].map((code) => ({
  code,
  names: {},
  rule: null,
  ground: 'terms',
}));
const lists = new Map<string, readonly Reason[]>();

/** The list of a site, from the service once; our plain list until it is there. */
export async function reasonsOf(site: string): Promise<readonly Reason[]> {
  const known = lists.get(site);
  if (known) return known;
  const { items } = await get<{ items: Reason[] }>(`/sites/${encodeURIComponent(site)}/reasons`);
  lists.set(site, items);
  return items;
}

export const reasonsNow = (site: string): readonly Reason[] => lists.get(site) ?? NO_LIST;

export function reasonName(reason: Reason): string {
  const { language } = spoken.value;
  return (
    reason.names[language] ??
    sayIfKnown(`reason_${reason.code}`) ??
    reason.names.en ??
    reason.code.replaceAll('_', ' ')
  );
}

/** The name of a reason by its code, for logs and histories. */
export function reasonNamed(site: string, code: string): string {
  const known = reasonsNow(site).find((each) => each.code === code);
  return reasonName(known ?? { code, names: {}, rule: null, ground: 'terms' });
}

const BY_PHASE: Readonly<Record<string, string>> = {
  links: 'spam',
  copies: 'spam',
  repeat: 'spam',
};
const BY_ATTRIBUTE: Readonly<Record<string, readonly string[]>> = {
  identity_attack: ['hate'],
  threat: ['threat', 'violence'],
  sexual_explicit: ['sexual', 'obscene'],
  obscene: ['obscene'],
};

/** The reason that the findings suggest for these rows: a code of the site's list, or null. */
export function reasonFor(rows: readonly Row[], site: string): string | null {
  const item = rows[0]?.item;
  if (!item) return null;
  const codes = reasonsNow(site).map((each) => each.code);
  const phase = item.findings?.find((each) => each.phase in BY_PHASE)?.phase ?? '';
  const worst = worstScore(item)?.attribute ?? '';
  const wishes = [BY_PHASE[phase], ...(BY_ATTRIBUTE[worst] ?? []), 'abuse', 'insult'];
  return wishes.find((wish) => wish && codes.includes(wish)) ?? codes[0] ?? null;
}
