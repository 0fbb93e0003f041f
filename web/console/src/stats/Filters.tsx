// The range, the length of bars, the section and the article; each in the address.

import type { ComponentChildren } from 'preact';
import { KeyInput } from '../articles/KeyInput.tsx';
import { go } from '../shell/route.ts';
import type { Range } from './range.ts';
import { lengthsFor, RANGES, withWish } from './range.ts';
import { tell } from './words.ts';

interface Props {
  range: Range;
  query: URLSearchParams;
  sections: readonly string[];
}

const OWN = 'own';

export function Filters({ range, query, sections }: Props) {
  const wish = (wishes: Readonly<Record<string, string>>) =>
    go(withWish(query, wishes), { replace: true });
  const chooseRange = (value: string) =>
    wish(
      value === OWN
        ? { days: '', from: range.from, to: range.to }
        : { days: value, from: '', to: '', by: '' },
    );
  return (
    <form class="log-filters" onSubmit={(event) => event.preventDefault()}>
      <Choice label={tell('range')} value={String(range.days ?? OWN)} onChoose={chooseRange}>
        {RANGES.map((each) => (
          <option key={each} value={each}>
            {tell('days', { n: each })}
          </option>
        ))}
        <option value={OWN}>{tell('ownRange')}</option>
      </Choice>
      {range.days === null &&
        (['from', 'to'] as const).map((name) => (
          <input
            key={name}
            type="date"
            aria-label={tell(name)}
            value={range[name]}
            required
            onChange={({ currentTarget: { value } }) => value && wish({ [name]: value })}
          />
        ))}
      <Choice label={tell('by')} value={range.by} onChoose={(by) => wish({ by })}>
        {lengthsFor(range).map((each) => (
          <option key={each} value={each}>
            {tell(each)}
          </option>
        ))}
      </Choice>
      <Choice
        label={tell('section')}
        value={range.section}
        onChoose={(section) => wish({ section, article: '' })}
      >
        <option value="">{tell('everySection')}</option>
        {[...new Set([range.section, ...sections])].filter(Boolean).map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </Choice>
      <KeyInput
        key={range.article}
        type="search"
        label={tell('article')}
        value={range.article}
        onDone={(article) => wish({ article })}
      />
    </form>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  children: ComponentChildren;
}

function Choice({ label, value, onChoose, children }: ChoiceProps) {
  return (
    <label>
      <span class="unseen">{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}
