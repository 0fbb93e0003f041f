// A chart with its definition one click away and the same figures as a table behind it.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Chart, dataOf, HEIGHT, type Line, optionsOf } from './plots.ts';
import { NOTHING } from './shows.ts';
import { What } from './What.tsx';
import { tell } from './words.ts';

interface Props {
  chart: Chart;
  /** What the places are: days, scores. */
  places: string;
}

export function Plot({ chart, places }: Props) {
  const [at, setAt] = useState<number | null>(null);
  return (
    <figure class="plot">
      <figcaption>
        <h3>{chart.title}</h3>
        <What name={chart.title} meaning={chart.meaning} />
      </figcaption>
      <Canvas chart={chart} onPlace={setAt} />
      <ul class="legend">
        <li class="plot-place" aria-hidden="true">
          {at === null ? '' : chart.labels[at]}
        </li>
        {chart.lines.map((line) => (
          <li key={line.name}>
            <span
              class={`swatch swatch-${line.kind}`}
              style={{ '--swatch': `var(${line.colour})` }}
            />
            {line.name}
            {at !== null && <strong aria-hidden="true">{written(chart, line, at)}</strong>}
          </li>
        ))}
      </ul>
      <Behind chart={chart} places={places} />
    </figure>
  );
}

const written = (chart: Chart, line: Line, at: number): string => {
  const value = line.values[at];
  return value === null || value === undefined ? NOTHING : chart.write(value);
};

function Canvas({ chart, onPlace }: { chart: Chart; onPlace: (at: number | null) => void }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = place.current;
    if (!box) return undefined;
    const isRtl = document.documentElement.dir === 'rtl';
    const options = optionsOf(chart, uPlot, box.clientWidth || 300, isRtl, onPlace);
    const plot = new uPlot(options, dataOf(chart), box);
    const size = new ResizeObserver(() => {
      // for paper the styles make it fit: a canvas of another size is empty until it is drawn again
      if (box.clientWidth && !matchMedia('print').matches)
        plot.setSize({ width: box.clientWidth, height: HEIGHT });
    });
    size.observe(box);
    const stop = onTheme(() => plot.redraw());
    return () => {
      stop();
      size.disconnect();
      plot.destroy();
    };
  }, [chart]);
  return <div class="plot-canvas" ref={place} aria-hidden="true" />;
}

/** Calls back when the colours changed: by choice, by the system, or for paper. */
function onTheme(draw: () => void): () => void {
  const chosen = new MutationObserver(draw);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', draw);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', draw);
  };
}

function Behind({ chart, places }: Props) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [chart.title]);
  return (
    <details class="behind" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{tell('table')}</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        <section class="table" tabIndex={0} aria-label={chart.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{places}</th>
                {chart.lines.map((line) => (
                  <th key={line.name} scope="col">
                    {line.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {chart.labels.map((label, at) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {chart.lines.map((line) => (
                    <td key={line.name}>{written(chart, line, at)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
