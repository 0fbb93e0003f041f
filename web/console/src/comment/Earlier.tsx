// Below the text: that it was edited after something was done about it, and, asked for, how it was.

import { useEffect, useState } from 'preact/hooks';
import type { Finding, Item } from '../queue/item.ts';
import { problemWords } from '../shell/problems.ts';
import { useStore } from '../shell/store.ts';
import { get } from '../shell/wire.ts';
import { ago, exactly, say } from '../shell/words.ts';
import { earlier, editedAfter, isEdited, toggleEarlier } from './edits.ts';
import { findingWords } from './findings.ts';

interface Wording {
  revision: number;
  text: string;
  direction: Item['direction'];
  findings: Finding[] | null;
  created_at: string;
}

export function Earlier({ item }: { item: Item }) {
  const isShown = useStore(earlier).of === item.id;
  const after = editedAfter(item);
  if (!isEdited(item)) return null;
  return (
    <section class="earlier">
      <p>
        {after && <strong>{say(`edited_${after}`)}</strong>}{' '}
        {after && item.edited_at && (
          <time class="muted" dateTime={item.edited_at} title={exactly(item.edited_at)}>
            {ago(item.edited_at)}
          </time>
        )}
        <button
          type="button"
          class="quiet"
          aria-expanded={isShown}
          aria-keyshortcuts="w"
          onClick={() => toggleEarlier(item)}
        >
          {say('earlierWording')}
          <kbd>w</kbd>
        </button>
      </p>
      {isShown && <Wordings key={`${item.id} ${item.revision}`} id={item.id} />}
    </section>
  );
}

function Wordings({ id }: { id: string }) {
  const [wordings, setWordings] = useState<readonly Wording[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    get<{ items: Wording[] }>(`/review/comments/${id}/revisions`).then(
      ({ items }) => setWordings(items),
      (caught) => setProblem(problemWords(caught)),
    );
  }, [id]);
  if (problem) return <p class="problem">{problem}</p>;
  if (!wordings) return <p class="muted">{say('loading')}</p>;
  if (!wordings.length) return <p class="muted">{say('problem_not_found')}</p>;
  return (
    <ol>
      {wordings.map((each) => (
        <li key={each.revision}>
          <p class="muted">
            <time dateTime={each.created_at} title={exactly(each.created_at)}>
              {ago(each.created_at)}
            </time>
            {each.findings?.map((finding) => (
              <span key={finding.phase}> · {findingWords(finding)}</span>
            ))}
          </p>
          <p dir={each.direction} class="as-written">
            {each.text}
          </p>
        </li>
      ))}
    </ol>
  );
}
