// The few signs we draw, as lines in the colour of the text.

const PATHS = {
  up: 'M8 3.5 13 9H9.5v4h-3V9H3z',
  down: 'M8 12.5 3 7h3.5V3h3v4H13z',
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
