// A person: what they wrote, what was done, and what to do about them.

import { useEffect, useState } from 'preact/hooks';
import { askSoon } from '../queue/counts.ts';
import { rememberBatch } from '../queue/deciding.ts';
import { desk, lay } from '../queue/desk.ts';
import type { History, Item } from '../queue/item.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { problemWords } from '../shell/problems.ts';
import { tell } from '../shell/toasts.ts';
import { get, post } from '../shell/wire.ts';
import { ago, exactly, say, sayIfKnown } from '../shell/words.ts';
import { ActionForm, type AuthorAction } from './ActionForm.tsx';
import { Comments } from './Comments.tsx';
import { Record } from './Record.tsx';

export interface Person {
  id: string;
  name: string;
  kind: string;
  created_at: string;
  history: History;
  actions: {
    action: string;
    reason: string | null;
    note: string | null;
    by: string | null;
    until: string | null;
    at: string;
  }[];
  notes: { text: string; by: string | null; at: string }[];
}

export function AuthorDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const { id, name } = item.author;
  const [person, setPerson] = useState<Person | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    get<Person>(`/review/authors/${id}`).then(setPerson, (caught) =>
      setProblem(problemWords(caught)),
    );
  }, [id]);
  const act = async (action: AuthorAction) => {
    try {
      const { batch } = await post<{ batch: string | null }>(
        `/review/authors/${id}/actions`,
        action,
      );
      if (batch) rememberBatch(batch);
      onClose();
      tell({ kind: 'done', text: say('didAct', { name }) });
      askSoon();
      if (action.reject_last) void lay(desk.value.site, desk.value.view);
    } catch (caught) {
      setProblem(problemWords(caught));
    }
  };
  const history = person?.history ?? item.history;
  return (
    <Dialog title={name} onClose={onClose} class="person">
      <Record history={history} />
      {person && <p class="muted">{say('since', { when: ago(person.created_at) })}</p>}
      <Comments author={id} onClose={onClose} />
      {problem && (
        <p role="alert" class="problem">
          {problem}
        </p>
      )}
      <ActionForm history={history} isGuest={person?.kind === 'guest'} onAct={act} />
      {person && <Past person={person} />}
    </Dialog>
  );
}

function Past({ person }: { person: Person }) {
  if (!person.actions.length && !person.notes.length) return null;
  return (
    <section class="part">
      <h3>{say('pastActions')}</h3>
      <ul class="past">
        {person.actions.map((each) => (
          <li key={each.at}>
            {sayIfKnown(`author_${each.action}`) ?? each.action} · <bdi>{each.by ?? ''}</bdi>{' '}
            <time class="muted" dateTime={each.at} title={exactly(each.at)}>
              {ago(each.at)}
            </time>
            {each.note && <p dir="auto">{each.note}</p>}
          </li>
        ))}
        {person.notes.map((each) => (
          <li key={each.at}>
            <p dir="auto">{each.text}</p>
            <span class="muted">
              <bdi>{each.by ?? ''}</bdi> {ago(each.at)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
