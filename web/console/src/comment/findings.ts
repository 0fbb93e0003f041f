// Findings in the moderator's words, from the code and the facts that the phase saw.

import type { Finding } from '../queue/item.ts';
import { languageName, listOf, number, say, sayIfKnown } from '../shell/words.ts';

type Saw = Finding['saw'];
type Phrase = (saw: Saw) => string | null;

const two = (value: unknown): string =>
  number(Number(value), { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const one = (value: unknown): string => number(Number(value), { maximumFractionDigits: 1 });
const listed = (value: unknown): string => (Array.isArray(value) ? listOf(value) : '');

const PHRASES: Readonly<Record<string, Phrase>> = {
  scores: ({ above }) => (Array.isArray(above) ? above.map(aboveWords).join(' · ') : null),
  links: ({ links, count, allowed }) =>
    say('finding_links', { n: Number(links ?? count ?? 0), allowed: Number(allowed ?? 0) }),
  words: ({ banned, suspect }) =>
    banned
      ? say('finding_banned', { words: listed(banned) })
      : say('finding_suspect', { words: listed(suspect) }),
  history: ({ rejected, first }) =>
    rejected === undefined
      ? say('finding_first', { n: Number(first) })
      : say('finding_history', { n: Number(rejected) }),
  copies: ({ copies }) => say('finding_copies', { n: Number(copies) }),
  reports: ({ weight, holds_at }) =>
    say('finding_reports', { weight: one(weight), limit: one(holds_at) }),
  language: ({ language }) =>
    language
      ? say('finding_language', { language: languageName(String(language)) })
      : say('finding_languageUnknown'),
  premoderate: ({ because }) => sayIfKnown(`finding_premoderate_${because}`),
  scoring_failed: () => say('finding_failed'),
  external: ({ said }) =>
    said ? say('finding_external', { said: listed(said) }) : say('finding_externalSilent'),
};

/** One finding as a short phrase; the service's English where we have no words for it. */
export function findingWords(finding: Finding): string {
  const phrase = PHRASES[finding.phase]?.(finding.saw ?? {});
  return phrase || sayIfKnown(`finding_${finding.phase}`) || finding.message;
}

function aboveWords(each: { attribute: string; score: number; holds_at: number }): string {
  return say('finding_score', {
    attribute: sayIfKnown(`attribute_${each.attribute}`) ?? each.attribute,
    score: two(each.score),
    limit: two(each.holds_at),
  });
}
