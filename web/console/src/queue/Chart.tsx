// The bars and the range over them: dragged with a pointer, or moved by two sliders.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { number, say } from '../shell/words.ts';

export interface Range {
  min: number;
  max: number;
}

interface Props {
  bins: readonly { from: number; to: number; count: number }[];
  range: Range | null;
  onRange: (range: Range) => void;
}

const HEIGHT = 100;

export function Chart({ bins, range, onRange }: Props) {
  const start = useRef<number | null>(null);
  const most = Math.max(1, ...bins.map((each) => each.count));
  const width = bins.length;
  const edge = (event: PointerEvent): number => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width;
    return Math.min(1, Math.max(0, Math.round(place * width) / width));
  };
  const drag = (event: PointerEvent) => {
    if (start.current === null) return;
    const here = edge(event);
    const [min, max] = [Math.min(start.current, here), Math.max(start.current, here)];
    if (min < max) onRange({ min, max });
  };
  return (
    <div class="chart" dir="ltr">
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerDown={(event) => {
          start.current = edge(event);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          start.current = null;
        }}
      >
        {range && (
          <rect
            class="chosen"
            x={range.min * width}
            width={(range.max - range.min) * width}
            y={0}
            height={HEIGHT}
          />
        )}
        {bins.map((each, at) => (
          <rect
            key={each.from}
            class={range && each.from >= range.min && each.to <= range.max ? 'bin is-in' : 'bin'}
            x={at + 0.08}
            width={0.84}
            y={HEIGHT - barHeight(each.count, most)}
            height={barHeight(each.count, most)}
          />
        ))}
      </svg>
      <Edges range={range ?? { min: 0, max: 1 }} step={1 / width} onRange={onRange} />
    </div>
  );
}

/** Square roots, so that a rare bar can still be seen next to a common one. */
const barHeight = (count: number, most: number): number =>
  count ? Math.max(1.5, Math.sqrt(count / most) * (HEIGHT - 4)) : 0;

interface EdgesProps {
  range: Range;
  step: number;
  onRange: (range: Range) => void;
}

function Edges({ range, step, onRange }: EdgesProps) {
  const edges = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Who opened it with a key goes on with the arrows; who writes meanwhile is left alone.
    if (!document.activeElement?.matches('input, textarea, select'))
      edges.current?.querySelector('input')?.focus();
  }, []);
  const slider = (label: string, value: number, move: (value: number) => Range) => (
    <label>
      {label}
      <input
        type="range"
        min={0}
        max={1}
        step={step}
        value={value}
        aria-valuetext={number(value, { maximumFractionDigits: 2 })}
        onInput={(event) => onRange(move(Number(event.currentTarget.value)))}
      />
      <output>{number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</output>
    </label>
  );
  return (
    <div class="edges" ref={edges}>
      {slider(say('filter_min'), range.min, (min) => ({
        min: Math.min(min, range.max - step),
        max: range.max,
      }))}
      {slider(say('filter_max'), range.max, (max) => ({
        min: range.min,
        max: Math.max(max, range.min + step),
      }))}
    </div>
  );
}
