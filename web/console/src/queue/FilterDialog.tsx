// Which part of the queue: a watch list of articles, section, language, words, age, score.

import { useRef } from 'preact/hooks';
import { KeyInput } from '../articles/KeyInput.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { type Key, say } from '../shell/words.ts';
import { ATTRIBUTES } from './item.ts';
import type { FilterName, Filters, View } from './view.ts';

const HOUR = 3_600; // seconds

interface Props {
  view: View;
  onFilter: (filters: Filters) => void;
  onClose: () => void;
}

export function FilterDialog({ view, onFilter, onClose }: Props) {
  const { filters } = view;
  const isLookingUp = view.queue === 'all'; // there it has no scores to choose by
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onClose();
    onFilter(filtersOf(new FormData(event.currentTarget as HTMLFormElement), filters));
  };
  return (
    <Dialog title={say('filters')} onClose={onClose} class="filter-dialog">
      <form onSubmit={submit}>
        <label>
          {say('filterArticles')}
          <textarea
            name="article"
            data-first
            rows={3}
            dir="ltr"
            defaultValue={(filters.article ?? '').replaceAll('/', '\n')}
          />
        </label>
        <AddArticle />
        <div class="filter-columns">
          <Field name="section" label="filter_section" value={filters.section} />
          <Field
            name="language"
            label="filter_language"
            value={filters.language}
            hint="en, fr, ar"
          />
          <Field name="q" label="filter_q" value={filters.q} />
          <Field name="name" label="filter_name" value={filters.name} />
          {!isLookingUp && <ScoreFields filters={filters} />}
          <Amount name="age_min" label="filterOlder" value={hours(filters.age_min)} />
          <Amount name="age_max" label="filterYounger" value={hours(filters.age_max)} />
        </div>
        <div class="dialog-actions">
          <button type="submit" class="primary">
            {say('filterApply')}
          </button>
          <button
            type="button"
            onClick={() => {
              onClose();
              onFilter({});
            }}
          >
            {say('clear')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Writes a chosen article's key below those that stand in the list. */
function AddArticle() {
  const self = useRef<HTMLDivElement>(null);
  const add = (key: string) => {
    const list = self.current?.closest('form')?.elements.namedItem('article');
    if (!key || !(list instanceof HTMLTextAreaElement)) return;
    list.value = [...list.value.split('\n').filter(Boolean), key].join('\n');
    const field = self.current?.querySelector('input');
    if (field) field.value = ''; // for the next one
  };
  return (
    <div ref={self}>
      <KeyInput label={say('filterAddArticle')} onDone={add} />
    </div>
  );
}

function ScoreFields({ filters }: { filters: Filters }) {
  return (
    <>
      <label>
        {say('attribute')}
        <select name="attribute" defaultValue={filters.attribute ?? ''}>
          <option value="">{say('anyAttribute')}</option>
          {ATTRIBUTES.map((each) => (
            <option key={each} value={each}>
              {say(`attribute_${each}`)}
            </option>
          ))}
        </select>
      </label>
      <Amount name="min" label="filter_min" value={filters.min} step={0.01} most={1} />
      <Amount name="max" label="filter_max" value={filters.max} step={0.01} most={1} />
    </>
  );
}

interface FieldProps {
  name: FilterName;
  label: Key;
  value: string | undefined;
  hint?: string;
}

function Field({ name, label, value, hint }: FieldProps) {
  return (
    <label>
      {say(label)}
      <input name={name} maxLength={200} defaultValue={value ?? ''} placeholder={hint ?? ''} />
    </label>
  );
}

interface AmountProps extends Omit<FieldProps, 'hint'> {
  step?: number;
  most?: number;
}

function Amount({ name, label, value, step = 1, most = 100_000 }: AmountProps) {
  return (
    <label>
      {say(label)}
      <input name={name} type="number" min={0} max={most} step={step} defaultValue={value ?? ''} />
    </label>
  );
}

const hours = (seconds: string | undefined): string | undefined =>
  seconds && String(Math.round(Number(seconds) / HOUR));

/** What the fields say; filters that the dialog does not know (author, status) stay. */
function filtersOf(fields: FormData, before: Filters): Filters {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const seconds = (name: string) => (text(name) ? String(Number(text(name)) * HOUR) : '');
  const all = {
    ...before,
    article: text('article')
      .split(/\s*\n\s*/)
      .filter(Boolean)
      .join('/'),
    section: text('section'),
    language: text('language').toLowerCase(),
    q: text('q'),
    name: text('name'),
    attribute: text('attribute'),
    min: text('min'),
    max: text('max'),
    age_min: seconds('age_min'),
    age_max: seconds('age_max'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}
