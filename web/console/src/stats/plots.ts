// A chart as data, and what uPlot needs to draw it: bars and lines over numbered places, right to
// left where one reads so, in the colours of the theme of the moment.

import type uPlot from 'uplot';

/** One series. `colour` names a custom property of the style sheets. */
export interface Line {
  name: string;
  kind: 'bars' | 'line' | 'dashed';
  colour: string;
  values: readonly (number | null)[];
}

export interface Chart {
  title: string;
  meaning: string;
  /** Of the places: on the axis, and in full. */
  axis: readonly string[];
  labels: readonly string[];
  lines: readonly Line[];
  /** Bars stand on each other. */
  isStacked?: boolean;
  isLogarithmic?: boolean;
  write: (value: number) => string;
  writeOnAxis: (value: number) => string;
}

const FONT = '11px system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif';
const STEPS = [1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 50, 100, 200, 500];

const WHOLE = Array.from({ length: 9 }, (_, at) =>
  [1, 2, 5].map((digit) => digit * 10 ** at),
).flat();

export const HEIGHT = 210; // pixels

/** The colour that a custom property has in the theme of the moment. */
function colour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** The values of uPlot, x first. What stands on others is drawn first, as high as all of them. */
export function dataOf(chart: Chart): uPlot.AlignedData {
  const places = chart.labels.map((_, at) => at);
  return [places, ...drawn(chart).map((each) => [...each.heights])];
}

export function drawn(chart: Chart): { line: Line; heights: (number | null)[] }[] {
  const sums = chart.labels.map(() => 0);
  const all = chart.lines.map((line) => ({
    line,
    heights: line.values.map((value, at) => {
      if (!chart.isStacked || line.kind !== 'bars') return value;
      sums[at] = (sums[at] ?? 0) + (value ?? 0);
      return sums[at] ?? 0;
    }),
  }));
  return chart.isStacked ? all.reverse() : all;
}

export function optionsOf(
  chart: Chart,
  plot: typeof uPlot,
  width: number,
  isRtl: boolean,
  onPlace: (at: number | null) => void,
): uPlot.Options {
  const grid = { stroke: () => colour('--line'), width: 1 };
  const text = { stroke: () => colour('--muted'), font: FONT, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    padding: [8, isRtl ? 0 : 12, 0, isRtl ? 12 : 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    hooks: { setCursor: [(self) => onPlace(self.cursor.idx ?? null)] },
    scales: {
      x: {
        time: false,
        dir: isRtl ? -1 : 1,
        range: () => [-0.6, Math.max(1, chart.labels.length) - 0.4],
      },
      y: chart.isLogarithmic
        ? { distr: 3 }
        : { range: (_self, _low, high) => [0, high > 0 ? high * 1.05 : 1] },
    },
    axes: [
      {
        ...text,
        grid: { show: false },
        size: 28,
        space: 56,
        incrs: STEPS,
        values: (_self, splits) => splits.map((at) => chart.axis[at] ?? ''),
      },
      {
        ...text,
        grid,
        side: isRtl ? 1 : 3,
        size: 48,
        ...(isCounted(chart) ? { incrs: WHOLE } : {}),
        ...(chart.isLogarithmic ? { splits: decades } : {}),
        values: (_self, splits) =>
          splits.map((value) => (value === null ? '' : chart.writeOnAxis(value))),
      },
    ],
    series: [{}, ...drawn(chart).map(({ line }) => seriesOf(line, plot))],
  };
}

/** Whether only whole numbers have a meaning: half a comment was never written. */
const isCounted = ({ lines }: Chart): boolean =>
  lines.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));

/** Lengths of time that are easily named; a line for each tenth of a decade would be too many. */
const SECONDS = [0.1, 0.3, 1, 3, 10, 30, 60, 300, 1_200, 3_600, 14_400, 43_200, 86_400, 259_200];

const decades = (_self: uPlot, _axis: number, low: number, high: number): number[] =>
  SECONDS.filter((each) => each >= low && each <= high);

function seriesOf(line: Line, plot: typeof uPlot): uPlot.Series {
  const ink = () => colour(line.colour);
  if (line.kind === 'bars') {
    const bars = plot.paths.bars?.({ size: [0.78, 44], radius: 0.12 });
    return { fill: ink, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) };
  }
  // a point that has no neighbour is on no line
  const points = { show: true, size: 6, fill: ink, filter: alone(line) };
  const series = { stroke: ink, width: 2, spanGaps: false, points };
  return line.kind === 'dashed' ? { ...series, width: 1.5, dash: [4, 4] } : series;
}

/** The places whose neighbours are both empty. */
function alone({ values }: Line): uPlot.Series.Points.Filter {
  const isEmpty = (at: number) => values[at] === null || values[at] === undefined;
  const found = values.flatMap((_, at) =>
    !isEmpty(at) && isEmpty(at - 1) && isEmpty(at + 1) ? [at] : [],
  );
  return () => found;
}
