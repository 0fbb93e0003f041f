// A comment as moderators see it. Parts that an older service leaves out are optional.

import type { Comment, Direction, Status } from '@parley/shared/api';

export type Verb = 'publish' | 'hold' | 'reject' | 'keep';
/** `all` is no queue but every comment, for looking things up: nothing waits in it. */
export const QUEUES = [
  'held',
  'reported',
  'submitted',
  'appeals',
  'escalated',
  'audit',
  'all',
] as const;
export type QueueName = (typeof QUEUES)[number];
export const ORDERS = ['oldest', 'newest', 'score', 'uncertain'] as const;
export type Order = (typeof ORDERS)[number];
export const STATUSES: readonly Status[] = [
  'published',
  'held',
  'rejected',
  'submitted',
  'withdrawn',
];
export const ATTRIBUTES = [
  'toxicity',
  'severe_toxicity',
  'obscene',
  'threat',
  'insult',
  'identity_attack',
  'sexual_explicit',
] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

export interface Finding {
  phase: string;
  action: 'allow' | 'wait' | 'hold' | 'reject' | 'refuse';
  message: string;
  saw: Readonly<Record<string, unknown>>;
}

/** Places are in code points of the text; `end` is behind the last. */
export interface Span {
  begin: number;
  end: number;
  attribute: string;
  strength: number;
}

export interface Parent {
  id: string;
  name: string;
  excerpt: string;
  status: Status;
  direction: Direction;
  created_at: string;
}

export interface History {
  published: number;
  rejected: number;
  last_ten?: Status[];
  is_trusted?: boolean;
  is_premoderated?: boolean;
  suspended_until?: string | null;
  banned_at?: string | null;
  notes?: number;
}

export interface Reports {
  count: number;
  weight: number;
  reasons: Readonly<Record<string, number>>;
  items: {
    reason: string;
    detail: string | null;
    weight: number;
    revision?: number;
    created_at: string;
  }[];
}

export interface PastDecision {
  id: string;
  verb: string;
  before: Status;
  after: Status;
  kind: 'machine' | 'author' | 'moderator' | 'key' | string;
  by: string | null;
  reason: string | null;
  note: string | null;
  revision?: number;
  at: string;
  batch: string | null;
  is_undo: boolean;
}

export interface Item extends Comment {
  article_title: string | null;
  article_url?: string | null;
  queue?: QueueName;
  allowed?: Verb[];
  scores: Partial<Record<Attribute, number | null>> | null;
  rank?: string | null;
  model?: string | null;
  spans: Span[];
  uncertainty?: number | null;
  findings: Finding[] | null;
  parents?: Parent[];
  history: History;
  reports?: Reports | null;
  decisions?: PastDecision[];
  similar?: number;
  claim?: { id: string; holder: string; is_mine: boolean; expires_at: string } | null;
  escalation?: { by: string; note: string | null; at: string } | null;
  appeal?: { id: string; text: string; created_at: string; is_own_decision: boolean } | null;
}

const WAITING: ReadonlySet<Status> = new Set(['submitted', 'held']);

/** Whether the contract lets a moderator do this to the item. */
export function mayBe(item: Item, verb: Verb): boolean {
  if (item.allowed) return item.allowed.includes(verb);
  if (verb === 'publish') return WAITING.has(item.status) || item.status === 'rejected';
  if (verb === 'hold') return item.status === 'submitted' || item.status === 'published';
  if (verb === 'reject') return WAITING.has(item.status) || item.status === 'published';
  return !WAITING.has(item.status); // what waits is decided, not left
}

/** The worst score and its attribute. */
export function worstScore(item: Item): { attribute: Attribute; score: number } | null {
  let worst: { attribute: Attribute; score: number } | null = null;
  for (const attribute of ATTRIBUTES) {
    const score = item.scores?.[attribute];
    if (score != null && score > (worst?.score ?? -1)) worst = { attribute, score };
  }
  return worst;
}

const SEVERE: readonly Attribute[] = [
  'severe_toxicity',
  'threat',
  'identity_attack',
  'sexual_explicit',
];

/** Text that one should only read when ready to. */
export function isSevere(item: Item): boolean {
  const scores = item.scores ?? {};
  return SEVERE.some((attribute) => (scores[attribute] ?? 0) >= 0.8);
}
