// Every line of a policy as the form shows it, in groups. A test holds them against the schema.

interface Line {
  path: readonly string[];
}

export type Field = Line &
  (
    | { kind: 'threshold' | 'check' | 'words' | 'clock' }
    | { kind: 'number'; min: number; max: number; step?: number; isOptional?: true }
    | { kind: 'choice'; options: readonly string[] }
  );

export interface Group {
  name: string;
  fields: readonly Field[];
}

const whole = (path: string, min: number, max: number): Field => ({
  path: path.split('.'),
  kind: 'number',
  min,
  max,
});
const part = (path: string, max = 1, step = 0.01): Field => ({
  path: path.split('.'),
  kind: 'number',
  min: 0,
  max,
  step,
});
const choice = (path: string, ...options: string[]): Field => ({
  path: path.split('.'),
  kind: 'choice',
  options,
});
const simple = (path: string, kind: 'check' | 'words' | 'clock'): Field => ({
  path: path.split('.'),
  kind,
});

/** Thresholds stand in a group of their own, which is always open. */
export const GROUPS: readonly Group[] = [
  {
    name: 'doubt',
    fields: [
      choice('while_unscored', 'wait', 'publish'),
      choice('if_scorer_fails', 'hold', 'publish'),
      choice('unscored_language', 'hold', 'publish'),
      simple('premoderate', 'check'),
      part('audit_share'),
    ],
  },
  { name: 'words', fields: [simple('words.banned', 'words'), simple('words.suspect', 'words')] },
  {
    name: 'text',
    fields: [
      whole('length.minimum', 1, 1000),
      whole('length.maximum', 1, 5000),
      whole('links.allowed', 0, 100),
      whole('links.refused', 0, 100),
      whole('edit_minutes', 0, 10080),
      part('nudge'),
    ],
  },
  {
    name: 'repetition',
    fields: [
      whole('speed.seconds_between', 0, 86400),
      whole('speed.hourly', 0, 10000),
      whole('repeat.hours', 0, 720),
      whole('repeat.characters', 1, 5000),
      whole('copies.allowed', 0, 100),
      whole('copies.hours', 0, 720),
      part('copies.similarity'),
      whole('copies.characters', 1, 5000),
    ],
  },
  {
    name: 'authors',
    fields: [
      whole('history.rejected_of_ten', 0, 10),
      whole('history.first_comments', 0, 100),
      part('reports.hold_at', 1000, 0.1),
    ],
  },
  {
    name: 'surges',
    fields: [
      choice('surge.action', 'off', 'slow', 'newcomers', 'premoderate'),
      whole('surge.per_minute', 1, 10000),
      part('surge.hold_share'),
      whole('surge.minutes', 1, 1440),
      { path: ['close_after_days'], kind: 'number', min: 1, max: 3650, isOptional: true },
      simple('nightly.closed_from', 'clock'),
      simple('nightly.closed_to', 'clock'),
    ],
  },
];
