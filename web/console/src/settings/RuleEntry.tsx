// One reason in one language: its name for moderators, its rule for authors, its place in the list.

import type { Rule } from './RulesSheet.tsx';
import { tell } from './rulesWords.ts';

interface Props {
  rule: Rule;
  language: string;
  isNew: boolean;
  onChange: (rule: Rule) => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
}

/** The words with one language changed; an empty one is left out. */
function withWords(words: Rule['names'], language: string, said: string): Rule['names'] {
  const { [language]: _, ...rest } = words;
  return said ? { ...rest, [language]: said } : rest;
}

export function RuleEntry({ rule, language, isNew, onChange, onUp, onDown, onRemove }: Props) {
  const name = rule.names[language] ?? Object.values(rule.names)[0] ?? rule.code;
  const moves = [
    ['up', onUp],
    ['down', onDown],
    ['remove', onRemove],
  ] as const;
  return (
    <li class="sheet">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset needs a legend to be seen */}
      <div role="group" aria-label={name || tell('added')}>
        <label>
          {tell('name')}
          <input
            dir="auto"
            maxLength={200}
            required={Object.keys(rule.names).length === 0}
            value={rule.names[language] ?? ''}
            placeholder={name}
            onInput={({ currentTarget: { value } }) =>
              onChange({ ...rule, names: withWords(rule.names, language, value) })
            }
          />
        </label>
        {isNew && (
          <label>
            {tell('code')}
            <input
              dir="ltr"
              required
              pattern="[a-z][a-z0-9_]{0,63}"
              title={tell('codeHint')}
              value={rule.code}
              onInput={(event) => onChange({ ...rule, code: event.currentTarget.value })}
            />
          </label>
        )}
        <label>
          {tell('rule')}
          <textarea
            rows={2}
            dir="auto"
            maxLength={1000}
            value={rule.rules[language] ?? ''}
            placeholder={rule.rule}
            onInput={({ currentTarget: { value } }) =>
              onChange({ ...rule, rules: withWords(rule.rules, language, value) })
            }
          />
        </label>
        <label>
          {tell('elsewhere')}
          <textarea
            rows={2}
            dir="auto"
            required
            maxLength={1000}
            value={rule.rule}
            onInput={(event) => onChange({ ...rule, rule: event.currentTarget.value })}
          />
        </label>
        <label>
          {tell('ground')}
          <select
            value={rule.ground}
            onChange={(event) =>
              onChange({ ...rule, ground: event.currentTarget.value as Rule['ground'] })
            }
          >
            <option value="terms">{tell('terms')}</option>
            <option value="law">{tell('law')}</option>
          </select>
        </label>
        {rule.ground === 'law' && (
          <label>
            {tell('legalGround')}
            <input
              dir="auto"
              maxLength={1000}
              value={rule.legal_ground ?? ''}
              onInput={(event) =>
                onChange({ ...rule, legal_ground: event.currentTarget.value || null })
              }
            />
          </label>
        )}
        <div class="row-of-buttons">
          {moves.map(
            ([what, run]) =>
              run && (
                <button key={what} type="button" class="quiet" onClick={run}>
                  {tell(what)}
                  <span class="unseen"> {name}</span>
                </button>
              ),
          )}
        </div>
      </div>
    </li>
  );
}
