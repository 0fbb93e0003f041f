// The reasons for which moderators reject, in the order they are offered, each with the rule that
// the author reads.

import { useEffect, useState } from 'preact/hooks';
import { forgetReasons, type Reason } from '../queue/reasons.ts';
import { get, put } from '../shell/wire.ts';
import { languageName } from '../shell/words.ts';
import { RuleEntry } from './RuleEntry.tsx';
import { useRoom } from './room.ts';
import { tell } from './rulesWords.ts';

export interface Rule extends Reason {
  /** What authors read where `rules` has not their language. */
  rule: string;
  rules: Readonly<Record<string, string>>;
  legal_ground: string | null;
  category?: string;
}

/** A line of the draft; its id stays while its code is being typed. */
interface Line {
  id: string;
  rule: Rule;
}

const linesOf = (items: readonly Rule[]): Line[] => items.map((rule) => ({ id: rule.code, rule }));

const NEW: Rule = { code: '', names: {}, rule: '', rules: {}, ground: 'terms', legal_ground: null };

export function RulesSheet() {
  const { site, found, missing, act } = useRoom<{ items: Rule[] }>('/reasons');
  const [draft, setDraft] = useState<readonly Line[]>([]);
  const [own, setOwn] = useState<readonly string[]>([]);
  const [language, setLanguage] = useState('');
  useEffect(() => setDraft(linesOf(found?.items ?? [])), [found]);
  useEffect(() => {
    get<{ languages: string[] }>(`/sites/${site}/settings`).then(
      ({ languages }) => setOwn(languages),
      () => setOwn([]), // the languages of the rules are offered
    );
  }, [site]);
  if (!found) return missing;
  const languages = [
    ...new Set([...own, ...found.items.flatMap((each) => Object.keys(each.names))]),
  ];
  const spoken = language || languages[0] || 'en';
  const save = (items: readonly Rule[], done: string) =>
    act(async () => {
      await put(`/sites/${site}/reasons`, { items });
      forgetReasons(site);
    }, done);
  const change = (line: Line, rule: Rule) =>
    setDraft(draft.map((each) => (each === line ? { ...line, rule } : each)));
  const move = (at: number, to: number) => {
    const moved = draft.toSpliced(at, 1);
    if (draft[at]) setDraft(moved.toSpliced(to, 0, draft[at]));
  };
  const restore = () => {
    if (window.confirm(tell('restoreSure'))) void save([], tell('restored'));
  };
  return (
    <form
      class="rules"
      onSubmit={(event) => {
        event.preventDefault();
        void save(
          draft.map(({ rule }) => rule),
          tell('saved'),
        );
      }}
    >
      <p class="muted lead">{tell('lead')}</p>
      <label>
        {tell('language')}
        <select value={spoken} onChange={(event) => setLanguage(event.currentTarget.value)}>
          {languages.map((each) => (
            <option key={each} value={each}>
              {languageName(each)}
            </option>
          ))}
        </select>
      </label>
      <ol>
        {draft.map((each, at) => (
          <RuleEntry
            key={each.id}
            rule={each.rule}
            language={spoken}
            isNew={!found.items.some(({ code }) => code === each.id)}
            onChange={(rule) => change(each, rule)}
            onUp={at > 0 ? () => move(at, at - 1) : undefined}
            onDown={at < draft.length - 1 ? () => move(at, at + 1) : undefined}
            onRemove={() => setDraft(draft.toSpliced(at, 1))}
          />
        ))}
      </ol>
      <div class="row-of-buttons">
        <button type="submit" class="primary">
          {tell('save')}
        </button>
        <button
          type="button"
          onClick={() => setDraft([...draft, { id: crypto.randomUUID(), rule: NEW }])}
        >
          {tell('add')}
        </button>
        <button type="button" class="quiet" onClick={restore}>
          {tell('restore')}
        </button>
      </div>
    </form>
  );
}
