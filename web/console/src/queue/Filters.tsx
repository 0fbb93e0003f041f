// The order, the search, and the filters that are on.

import type { RefObject } from 'preact';
import { Icon } from '../shell/icons.tsx';
import { useStore } from '../shell/store.ts';
import { duration, languageName, number, say, sayIfKnown } from '../shell/words.ts';
import { desk } from './desk.ts';
import { ATTRIBUTES, type Order, STATUSES } from './item.ts';
import { commentIn, type FilterName, ordersOf, type View } from './view.ts';

interface Props {
  view: View;
  onLook: (change: Partial<View>) => void;
  search: RefObject<HTMLInputElement>;
  isByScore: boolean;
  onByScore: () => void;
  onFilters: () => void;
}

export function Filters({ view, onLook, search, isByScore, onByScore, onFilters }: Props) {
  const set = (change: Partial<Record<FilterName, string>>) => {
    const filters = Object.entries({ ...view.filters, ...change }).filter(([, value]) => value);
    onLook({ filters: Object.fromEntries(filters) });
  };
  const isLookingUp = view.queue === 'all';
  const searchWords = say(isLookingUp ? 'searchAll' : 'search');
  return (
    <div class="filters">
      <h1 class="unseen">{say(`queue_${view.queue}`)}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const words = search.current?.value.trim() ?? '';
          const comment = commentIn(words);
          if (comment) onLook({ queue: 'all', filters: { comment } });
          else set({ q: words, comment: '' });
          search.current?.blur();
        }}
      >
        <Icon name="search" />
        <input
          ref={search}
          type="search"
          key={view.filters.q ?? view.filters.comment}
          defaultValue={view.filters.q ?? ''}
          placeholder={say(isLookingUp ? 'searchHint' : 'search')}
          aria-label={searchWords}
          maxLength={200}
        />
        <kbd>/</kbd>
      </form>
      <select
        aria-label={say('order')}
        value={view.order}
        onChange={(event) => onLook({ order: event.currentTarget.value as Order })}
      >
        {ordersOf(view.queue).map((order) => (
          <option key={order} value={order}>
            {say(`order_${order}`)}
          </option>
        ))}
      </select>
      {isLookingUp ? (
        <StatusFilter view={view} onSet={set} />
      ) : (
        <AttributeFilter view={view} onSet={set} />
      )}
      <button type="button" class="by-score" onClick={onFilters}>
        <Icon name="filter" />
        <span>{say('filters')}</span>
        <kbd>l</kbd>
      </button>
      {!isLookingUp && (
        <button type="button" class="by-score" aria-pressed={isByScore} onClick={onByScore}>
          <Icon name="bars" />
          <span>{say('byScore')}</span>
          <kbd>m</kbd>
        </button>
      )}
      <ActiveFilters view={view} onSet={set} />
    </div>
  );
}

type Setter = (change: Partial<Record<FilterName, string>>) => void;

function StatusFilter({ view, onSet }: { view: View; onSet: Setter }) {
  return (
    <select
      aria-label={say('filter_status')}
      value={view.filters.status ?? ''}
      onChange={(event) => onSet({ status: event.currentTarget.value })}
    >
      <option value="">{say('anyStatus')}</option>
      {STATUSES.map((status) => (
        <option key={status} value={status}>
          {say(`status_${status}`)}
        </option>
      ))}
    </select>
  );
}

function AttributeFilter({ view, onSet }: { view: View; onSet: Setter }) {
  const wish = view.filters.attribute ?? '';
  return (
    <select
      aria-label={say('attribute')}
      value={wish}
      onChange={(event) => {
        const attribute = event.currentTarget.value;
        onSet(attribute ? { attribute } : { attribute: '', min: '', max: '' });
      }}
    >
      <option value="">{say('anyAttribute')}</option>
      {ATTRIBUTES.map((attribute) => (
        <option key={attribute} value={attribute}>
          {say(`attribute_${attribute}`)}
        </option>
      ))}
    </select>
  );
}

const SHOWN: readonly FilterName[] = [
  'article',
  'section',
  'language',
  'author',
  'name',
  'status',
  'q',
  'comment',
  'min',
  'max',
  'age_min',
  'age_max',
];

function ActiveFilters({ view, onSet }: { view: View; onSet: Setter }) {
  useStore(desk); // who it is, one knows once their comments are there
  const active = SHOWN.filter(
    (name) => view.filters[name] && !(name === 'status' && view.queue === 'all'),
  );
  if (!active.length) return null;
  return (
    <ul class="active-filters" aria-label={say('filters')}>
      {active.map((name) => (
        <li key={name}>
          <button type="button" onClick={() => onSet({ [name]: '' })}>
            {say(`filter_${name}` as 'filter_q')} <bdi>{shown(name, view.filters[name] ?? '')}</bdi>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function shown(name: FilterName, value: string): string {
  if (name === 'status') return sayIfKnown(`status_${value}`) ?? value;
  if (name === 'author') return authorNamed(value);
  if (name === 'language') return languageName(value);
  if (name === 'article') return value.replaceAll('/', ', ');
  if (name === 'age_min' || name === 'age_max') return duration(Number(value));
  if (name === 'min' || name === 'max') return number(Number(value), { maximumFractionDigits: 2 });
  return value;
}

/** By their comments on the desk; the id of who has none there. */
function authorNamed(id: string): string {
  const theirs = desk.value.rows.find(({ item }) => item.author.id === id);
  return theirs?.item.author.name ?? id;
}
