// The few signs we draw, as lines in the colour of the text, on a grid of 16.

const PATHS = {
  queue: 'M2.5 4h11M2.5 8h11M2.5 12h6',
  log: 'M8 4.5V8l2.5 1.5M2.5 8a5.5 5.5 0 1 0 1.8-4.1M2.5 2.5v2.7h2.7',
  chart: 'M3 13V8m3.3 5V3m3.4 10V6M13 13v-3',
  policy: 'M3 4.5h6m3 0h1M3 11.5h1m3 0h6M9 3v3M4 10v3',
  people:
    'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Zm-4 5.6c0-2.2 1.8-3.6 4-3.6s4 1.4 4 3.6M11 3.2a2.2 2.2 0 0 1 0 4.1m1 2.4c1.3.5 2 1.7 2 3.4',
  health: 'M1.8 8.5h3L6.5 4l3 8 1.7-3.5h3',
  notice: 'M8 2.5 14 13H2L8 2.5ZM8 6.5v3m0 1.8v.2',
  publish: 'm3 8.5 3.2 3.2L13 4.8',
  reject: 'm4 4 8 8m0-8-8 8',
  hold: 'M5.8 4v8m4.4-8v8',
  escalate: 'M8 13V3.5M4 7.3l4-4 4 4',
  keep: 'M3 6h10M3 10h10',
  undo: 'M6 3.2 2.8 6.4 6 9.6M3 6.4h6.2a3.6 3.6 0 0 1 0 7.2H6.5',
  star: 'm8 2.5 1.7 3.5 3.8.5-2.8 2.7.7 3.8L8 11.2 4.6 13l.7-3.8-2.8-2.7 3.8-.5L8 2.5Z',
  close: 'm4 4 8 8m0-8-8 8',
  lock: 'M4 7.5h8v5.5H4zM5.7 7.5V5.3a2.3 2.3 0 0 1 4.6 0v2.2',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-1.2L13.5 13.5',
  more: 'M3.5 8h.1M8 8h.1m4.4 0h.1',
  link: 'M6.5 9.5 13 3m0 0H9m4 0v4M11 9.5V13H3V5h3.5',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5V3m0 10v1.5M1.5 8H3m10 0h1.5M3.4 3.4l1 1m7.2 7.2 1 1m0-9.2-1 1m-7.2 7.2-1 1',
  moon: 'M13 9.4A5.5 5.5 0 0 1 6.6 3 5.5 5.5 0 1 0 13 9.4Z',
  auto: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 2.5v11',
  veil: 'M2 2.5l12 11M6.4 6.6a2 2 0 0 0 2.8 2.8M4 4.5C2.7 5.4 1.8 6.700 1.5 8c1 2.600 3.500 4.500 6.500 4.500 1 0 1.900-.2 2.700-.5M7 3.600c.3 0 .7-.1 1-.1 3 0 5.500 1.900 6.500 4.500-.2.7-.6 1.300-1 1.900',
  chevron: 'm6 3.500 4.500 4.500L6 12.500',
  reply: 'M3 3v4.500a2.500 2.500 0 0 0 2.500 2.500H13m0 0L10 7m3 3-3 3',
  bars: 'M2.500 13.500V9m3 4.500V5m3 8.500v-6m3 6V3m2 10.500H2',
  keyboard: 'M1.500 4.500h13v7h-13zM4 7h.1m2.500 0h.1M9.300 7h.1m2.500 0h.1M5 9.500h6',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
