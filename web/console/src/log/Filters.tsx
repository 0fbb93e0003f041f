// Which decisions: what, by whom, why, below which article, when.

import { KeyInput } from '../articles/KeyInput.tsx';
import { reasonName, reasonsNow } from '../queue/reasons.ts';
import { go } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { say } from '../shell/words.ts';

const NAMES = ['verb', 'kind', 'by', 'reason', 'article', 'comment', 'from', 'to'] as const;

export function Filters({ query }: { query: URLSearchParams }) {
  const apply = (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const asked = NAMES.map((name) => [name, String(fields.get(name) ?? query.get(name) ?? '')]);
    go(withoutEmpty(asked), { replace: true });
  };
  const value = (name: string) => query.get(name) ?? '';
  return (
    <form
      class="log-filters"
      onChange={(event) => apply(event.currentTarget)}
      onSubmit={(event) => {
        event.preventDefault();
        apply(event.currentTarget);
      }}
    >
      <select name="verb" aria-label={say('logVerb')} value={value('verb')}>
        <option value="">{say('logAnyVerb')}</option>
        {(['publish', 'hold', 'reject', 'keep', 'escalate'] as const).map((verb) => (
          <option key={verb} value={verb}>
            {say(verb)}
          </option>
        ))}
      </select>
      <select name="kind" aria-label={say('logWho')} value={value('kind')}>
        <option value="">{say('logAnybody')}</option>
        {(['moderator', 'machine', 'key', 'author'] as const).map((kind) => (
          <option key={kind} value={kind}>
            {say(`by_${kind}`)}
          </option>
        ))}
      </select>
      <input
        name="by"
        placeholder={say('logName')}
        aria-label={say('logName')}
        defaultValue={value('by')}
      />
      <select name="reason" aria-label={say('reason')} value={value('reason')}>
        <option value="">{say('logAnyReason')}</option>
        {reasonsNow(session.value.site).map((each) => (
          <option key={each.code} value={each.code}>
            {reasonName(each)}
          </option>
        ))}
      </select>
      <KeyInput name="article" label={say('filter_article')} value={value('article')} />
      <input name="from" type="date" aria-label={say('filter_min')} defaultValue={value('from')} />
      <input name="to" type="date" aria-label={say('filter_max')} defaultValue={value('to')} />
    </form>
  );
}

function withoutEmpty(asked: string[][]): string {
  const kept = asked.filter(([, value]) => value?.trim());
  return kept.length ? `log?${new URLSearchParams(kept)}` : 'log';
}
