// The headline figures, each with its meaning, its threads and what can be done one click away.

import { Icon } from '../shell/icons.tsx';
import { linkTo, route } from '../shell/route.ts';
import { useStore } from '../shell/store.ts';
import type { Statistics } from './figures.ts';
import { type Tile, tilesOf } from './headline.ts';
import { withWish } from './range.ts';
import { What } from './What.tsx';
import { tell } from './words.ts';

export const THREADS = 'threads'; // the id of the table of threads

export function Tiles({ found }: { found: Statistics }) {
  const { query } = useStore(route);
  const article = query.get('article');
  const scope = article ? `?article=${encodeURIComponent(article)}` : '';
  return (
    <ul class="tiles">
      {tilesOf(found, scope).map((tile) => (
        <li key={tile.name} class="tile">
          <header>
            <h3>{tile.name}</h3>
            <What name={tile.name} meaning={tile.meaning} />
          </header>
          <p class="tile-value">{tile.value}</p>
          {tile.change && <p class={`change change-${tile.change.mood}`}>{tile.change.text}</p>}
          {tile.course && <Course values={tile.course} />}
          {tile.details.filter(Boolean).map((each) => (
            <p key={each} class="muted">
              {each}
            </p>
          ))}
          <Ways tile={tile} query={query} />
        </li>
      ))}
    </ul>
  );
}

function Ways({ tile, query }: { tile: Tile; query: URLSearchParams }) {
  const link = tile.threads && linkTo(withWish(query, { figure: tile.threads }));
  return (
    <p class="tile-ways">
      {link && (
        <a
          href={link.href}
          aria-label={tell('threadsOf', { name: tile.name })}
          onClick={(event) => {
            link.onClick(event);
            document.getElementById(THREADS)?.scrollIntoView();
          }}
        >
          {tell('threads')}
        </a>
      )}
      {tile.action && (
        <a {...linkTo(tile.action.path)}>
          {tile.action.label}
          <Icon name="chevron" />
        </a>
      )}
    </p>
  );
}

const [WIDTH, HIGH] = [100, 24];

/** The course of a figure as a small line; the charts below say it in full. */
function Course({ values }: { values: readonly (number | null)[] }) {
  const most = Math.max(...values.map((each) => each ?? 0));
  if (values.length < 3 || !most) return null;
  const step = WIDTH / (values.length - 1);
  const points = values
    .map((each, at) =>
      each === null ? '' : `${at * step},${HIGH - 1 - (each / most) * (HIGH - 2)}`,
    )
    .filter(Boolean);
  if (points.length < 2) return null; // one moment is no course
  const [from, to] = [points[0]?.split(',')[0], points.at(-1)?.split(',')[0]];
  return (
    <svg
      class="course"
      viewBox={`0 0 ${WIDTH} ${HIGH}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polygon points={`${from},${HIGH} ${points.join(' ')} ${to},${HIGH}`} />
      <polyline points={points.join(' ')} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
