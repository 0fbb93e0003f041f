// The way of one text from the field to the service: checked, nudged, sent, and what went wrong.

import { Problem } from '@parley/shared/problems';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Participant } from '../participant.tsx';
import { problemWords } from '../problemWords.ts';
import { forget } from '../storage.ts';
import type { View } from '../view.ts';
import { countCharacters } from './count.ts';
import { type Draft, draftKey, loadDraft, newKey, saveDraft } from './draft.ts';
import { type Nudge, post, preview } from './sending.ts';

const HELD_OUT = 0.1; // of the nudges are not shown, so that the effect of the others is known

export function useSending(view: View, parent: string | undefined, onSent: () => void) {
  const { thread, words } = view;
  const { session, posted } = view.participant as Participant;
  const key = draftKey(thread.api.article, parent);
  const [draft, setDraft] = useState<Draft>(() => loadDraft(key));
  const [name, setName] = useState(session.lastName);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [nudge, setNudge] = useState<Nudge | null>(null);
  const wasTried = useRef(false);
  const wasNudged = useRef(false);
  const isWaiting = useRef(false); // for the network
  useEffect(() => {
    saveDraft(key, draft);
  }, [draft]);

  const write = (text: string) => {
    setError('');
    setNudge(null);
    // what was tried with this key may have arrived: another text is another comment
    setDraft({ text, key: wasTried.current ? newKey() : draft.key });
    wasTried.current = false;
  };

  /** Whether the reader is asked for a second thought, which happens once. */
  const isNudged = async (): Promise<boolean> => {
    const found = wasNudged.current ? null : await preview(view, session, draft.text);
    if (!found) return false;
    wasNudged.current = true;
    const isShown = Math.random() >= HELD_OUT;
    thread.emit('nudged', { isShown });
    if (isShown) setNudge(found);
    return isShown;
  };

  const deliver = async () => {
    if (!(await session.bearer())) await session.becomeGuest(name.trim());
    if (await isNudged()) return;
    wasTried.current = true;
    const comment = await post(view, session, draft, parent);
    forget(key);
    posted.add(comment.id);
    thread.place(comment);
    thread.emit('posted', { id: comment.id, parent: comment.parent_id, status: comment.status });
    thread.set({ said: words.say('submitted') });
    onSent();
  };

  const send = async () => {
    const wrong = whatIsWrong(
      draft.text,
      view.state.limit,
      session.reader !== null || name.trim() !== '',
    );
    if (wrong) return setError(words.say(wrong));
    if (isBusy) return;
    setBusy(true);
    setError('');
    try {
      await deliver();
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'idempotency_key_reused') {
        setDraft({ ...draft, key: newKey() });
      }
      isWaiting.current = problem instanceof Problem && problem.status === 0;
      setError(problemWords(words, problem));
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    const again = () => {
      if (isWaiting.current) send();
      isWaiting.current = false;
    };
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  });
  return { draft, write, name, setName, isBusy, error, nudge, setNudge, send };
}

function whatIsWrong(text: string, limit: number, hasName: boolean) {
  if (!text.trim()) return 'textMissing' as const;
  if (countCharacters(text) > limit) return 'errorTooLong' as const;
  return hasName ? null : ('nameMissing' as const);
}
