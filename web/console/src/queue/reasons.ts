// The site's reasons for a rejection, and the one that the findings suggest.

import { get } from '../shell/wire.ts';
import { sayIfKnown, spoken } from '../shell/words.ts';
import type { Row } from './desk.ts';
import type { Item } from './item.ts';

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

/** Somebody changed it: the next one who asks gets it anew. */
export const forgetReasons = (site: string): boolean => lists.delete(site);

export const reasonsNow = (site: string): readonly Reason[] => lists.get(site) ?? NO_LIST;

export function reasonName(reason: Reason): string {
  const { language } = spoken.value;
  return (
    reason.names[language] ??
    sayIfKnown(`reason_${reason.code}`) ??
    reason.names.en ??
    Object.values(reason.names)[0] ??
    reason.code.replaceAll('_', ' ')
  );
}

/** The name of a reason by its code, for logs and histories. */
export function reasonNamed(site: string, code: string): string {
  const known = reasonsNow(site).find((each) => each.code === code);
  return reasonName(known ?? { code, names: {}, rule: null, ground: 'terms' });
}

const ABUSE = ['abuse', 'insult'] as const;
const SPAM = ['spam'] as const;
const BY_PHASE: Readonly<Record<string, readonly string[]>> = {
  words: ['words', ...ABUSE],
  links: SPAM,
  copies: SPAM,
  repeat: SPAM,
};
const BY_ATTRIBUTE: Readonly<Record<string, readonly string[]>> = {
  toxicity: ABUSE,
  severe_toxicity: ABUSE,
  insult: ABUSE,
  identity_attack: ['hate', ...ABUSE],
  threat: ['threat', 'violence', ...ABUSE],
  sexual_explicit: ['sexual', 'obscene', ...ABUSE],
  obscene: ['obscene', ...ABUSE],
};

/**
 * The reason that the findings suggest for these rows: a code of the site's list. Null when one of
 * them is there only to be read first, or to be read in its language: nothing speaks against it.
 */
export function reasonFor(rows: readonly Row[], site: string): string | null {
  const codes = reasonsNow(site).map((each) => each.code);
  const found = rows.map(({ item }) => wishes(item).find((wish) => codes.includes(wish)) ?? null);
  return found.includes(null) ? null : (found[0] ?? null);
}

/** Codes that would fit, the likeliest first: from the phases, the scores above their thresholds,
 * and what readers reported it for. */
function wishes(item: Item): readonly string[] {
  const phases = (item.findings ?? []).flatMap(({ phase }) => BY_PHASE[phase] ?? []);
  const reported = Object.entries(item.reports?.reasons ?? {}).sort(([, a], [, b]) => b - a);
  return [
    ...phases.filter((code) => code === 'spam'),
    ...worstAbove(item),
    ...phases,
    ...reported.map(([code]) => code).filter((code) => code !== 'other'),
  ];
}

/** What the score furthest above its threshold says. */
function worstAbove(item: Item): readonly string[] {
  const above = item.findings?.find(({ phase }) => phase === 'scores')?.saw?.above;
  const worst = Array.isArray(above) ? above[0]?.attribute : '';
  return BY_ATTRIBUTE[String(worst)] ?? [];
}
