// The policy as a form: thresholds first, the rest in groups that open.

import { number } from '../shell/words.ts';
import { ATTRIBUTES, type Body, isSet, valueAt, withValue } from './draft.ts';
import { type Field, GROUPS } from './fields.ts';
import { type Key, tell, tellIfKnown } from './words.ts';

interface Props {
  body: Body;
  /** What holds where the draft says nothing: the site's lines, then the default ones. */
  below: readonly Body[];
  onChange: (body: Body) => void;
}

export function Form({ body, below, onChange }: Props) {
  const bodies = [body, ...below];
  const line = (field: Field) => (
    <Line
      key={field.path.join('.')}
      field={field}
      value={valueAt(bodies, field.path)}
      isOwn={isSet(body, field.path)}
      onChange={(value) => onChange(withValue(body, field.path, value))}
    />
  );
  return (
    <div class="policy-form">
      <fieldset>
        <legend>{tell('thresholds')}</legend>
        {ATTRIBUTES.map((each) => line({ path: ['scores', each, 'hold'], kind: 'threshold' }))}
      </fieldset>
      {GROUPS.map(({ name, fields }) => (
        <details key={name} open={fields.some((each) => isSet(body, each.path))}>
          <summary>{tell(`group_${name}` as Key)}</summary>
          {fields.map(line)}
        </details>
      ))}
    </div>
  );
}

interface LineProps {
  field: Field;
  value: unknown;
  /** The draft says it itself, so that it can be taken out. */
  isOwn: boolean;
  onChange: (value: unknown) => void;
}

function Line(props: LineProps) {
  const { field, isOwn, onChange } = props;
  const name = nameOf(field);
  return (
    <div class={`line line-${field.kind}${isOwn ? ' line-own' : ''}`}>
      <label for={idOf(field)}>{name}</label>
      <Input {...props} />
      {isOwn && (
        <button
          type="button"
          class="quiet square"
          title={tell('reset')}
          aria-label={tell('resetOf', { name })}
          onClick={() => onChange(undefined)}
        >
          ↺
        </button>
      )}
    </div>
  );
}

function Input({ field, value, onChange }: LineProps) {
  switch (field.kind) {
    case 'threshold':
      return (
        <Threshold id={idOf(field)} value={(value ?? null) as number | null} onChange={onChange} />
      );
    case 'check':
      return (
        <input
          id={idOf(field)}
          type="checkbox"
          checked={Boolean(value)}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <select
          id={idOf(field)}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {field.options.map((each) => (
            <option key={each} value={each}>
              {tellIfKnown(`option_${field.path.join('_')}_${each}`) ??
                tell(`option_${each}` as Key)}
            </option>
          ))}
        </select>
      );
    case 'words':
      return (
        <textarea
          id={idOf(field)}
          dir="auto"
          value={((value ?? []) as string[]).join('\n')}
          onChange={(event) => onChange(lines(event.currentTarget.value))}
        />
      );
    case 'clock':
      return (
        <input
          id={idOf(field)}
          type="time"
          value={String(value ?? '')}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <input
          id={idOf(field)}
          type="number"
          min={field.min}
          max={field.max}
          step={field.step ?? 1}
          required={!field.isOptional}
          value={field.isOptional ? ((value ?? '') as number | '') : Number(value ?? 0)}
          onChange={({ currentTarget }) => {
            const isEmpty = currentTarget.value === ''; // none at all, where that may be
            if (currentTarget.reportValidity())
              onChange(isEmpty ? null : Number(currentTarget.value));
          }}
        />
      );
  }
}

interface ThresholdProps {
  id: string;
  value: number | null;
  onChange: (value: number | null) => void;
}

function Threshold({ id, value, onChange }: ThresholdProps) {
  return (
    <>
      <input
        id={id}
        type="range"
        min="0.05"
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
    </>
  );
}

const idOf = (field: Field): string => `line-${field.path.join('-')}`;

const nameOf = (field: Field): string =>
  field.kind === 'threshold'
    ? tell(`attribute_${field.path[1]}` as Key)
    : tell(`line_${field.path.join('_')}` as Key);

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
