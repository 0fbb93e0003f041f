// The policy as a form: thresholds, what happens in doubt, words.

import { number } from '../shell/words.ts';
import { ATTRIBUTES, type Body, type Effective, valueAt, withValue } from './draft.ts';
import { tell } from './words.ts';

interface Props {
  body: Body;
  effective: Effective;
  onChange: (body: Body) => void;
}

const CHOICES = [
  ['while_unscored', ['wait', 'publish']],
  ['if_scorer_fails', ['hold', 'publish']],
  ['unscored_language', ['hold', 'publish']],
] as const;

export function Form({ body, effective, onChange }: Props) {
  const read = (...path: string[]) => valueAt(body, effective, path);
  const write = (value: unknown, ...path: string[]) => onChange(withValue(body, path, value));
  return (
    <section class="sheet">
      <h2>{tell('thresholds')}</h2>
      {ATTRIBUTES.map((each) => (
        <Threshold
          key={each}
          name={tell(each)}
          value={read('scores', each, 'hold') as number | null}
          onChange={(value) => write(value, 'scores', each, 'hold')}
        />
      ))}
      {CHOICES.map(([name, options]) => (
        <label key={name}>
          <span>{tell(name)}</span>
          <select
            value={String(read(name))}
            onChange={(event) => write(event.currentTarget.value, name)}
          >
            {options.map((each) => (
              <option key={each} value={each}>
                {tell(each)}
              </option>
            ))}
          </select>
        </label>
      ))}
      <label class="check">
        <input
          type="checkbox"
          checked={Boolean(read('premoderate'))}
          onChange={(event) => write(event.currentTarget.checked, 'premoderate')}
        />
        <span>{tell('premoderate')}</span>
      </label>
      <label>
        <span>{tell('links')}</span>
        <input
          type="number"
          min="0"
          max="100"
          value={Number(read('links', 'allowed'))}
          onChange={(event) => write(Number(event.currentTarget.value), 'links', 'allowed')}
        />
      </label>
      {(['banned', 'suspect'] as const).map((name) => (
        <label key={name}>
          <span>{tell(name)}</span>
          <textarea
            dir="auto"
            value={(read('words', name) as string[]).join('\n')}
            onChange={(event) => write(lines(event.currentTarget.value), 'words', name)}
          />
        </label>
      ))}
    </section>
  );
}

function Threshold(props: {
  name: string;
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  const { name, value, onChange } = props;
  return (
    <label class="threshold">
      <span>{name}</span>
      <input
        type="range"
        min="0.3"
        max="1.01"
        step="0.01"
        value={value ?? 1.01}
        aria-valuetext={value === null ? tell('off') : number(value)}
        onInput={(event) => {
          const wish = Number(event.currentTarget.value);
          onChange(wish > 1 ? null : wish);
        }}
      />
      <output>{value === null ? tell('off') : number(value, { minimumFractionDigits: 2 })}</output>
    </label>
  );
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
