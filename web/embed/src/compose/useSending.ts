// The way of one text from the field to the service: checked, nudged, sent, and what went wrong.

import { Problem } from '@parley/shared/problems';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Participant } from '../participant.tsx';
import { isAway, problemWords } from '../problemWords.ts';
import { Another, type Voice } from '../session/another.ts';
import { forget } from '../storing.ts';
import { place } from '../thread/placing.ts';
import type { View } from '../view.ts';
import { countCharacters, limitOf } from './count.ts';
import { type Draft, draftKey, loadDraft, newKey, saveDraft } from './draft.ts';
import { type Nudge, post, secondThought } from './sending.ts';
import { useBusy } from './useBusy.ts';

const AGAIN = 15_000; // milliseconds until what found nobody there is sent once more

export function useSending(view: View, parent: string | undefined, onSent: () => void) {
  const { thread, words } = view;
  const participant = view.participant as Participant;
  const { session, posted } = participant;
  const key = draftKey(thread.api.article, parent);
  const [draft, setDraft] = useState<Draft>(() => loadDraft(key));
  const [isKept, setKept] = useState(true); // until the device refuses
  const [name, setName] = useState(session.lastName);
  const [aside, setAside] = useState<string | undefined>(); // whom one is not, says one
  const isAnother = aside !== undefined && aside === session.reader?.id;
  const another = useRef<Another | null>(null);
  const [isBusy, once] = useBusy();
  const [error, setError] = useState('');
  const [nudge, setNudge] = useState<Nudge | null>(null);
  const wasTried = useRef(false);
  const wasAsked = useRef(draft.nudge !== undefined); // a second thought is asked for once
  const isWaiting = useRef(false); // for the network
  /** Kept before anything is drawn: an effect would come too late for a reload at this moment. */
  const keep = (next: Draft) => {
    setKept(saveDraft(key, next));
    setDraft(next);
  };

  const write = (text: string) => {
    setError('');
    setNudge(null);
    isWaiting.current = false; // half a new thought must not go by itself
    // what was tried with this key may have arrived: another text is another comment
    const before = text.trim() ? draft : { key: draft.key }; // an empty one begins anew
    keep({ ...before, text, key: wasTried.current ? newKey() : draft.key });
    wasTried.current = false;
  };

  /** Sets another text below what is there. */
  const add = (text: string) => write(draft.text.trim() ? `${draft.text}\n\n${text}` : text);

  /** Writes as somebody else, or as the reader who is known here after all. */
  const setAnother = (isWanted: boolean) => {
    setError('');
    setAside(isWanted ? session.reader?.id : undefined);
    setName(isWanted ? '' : session.lastName);
  };

  /** In whose name to post. */
  const voice = async (): Promise<Voice> => {
    if (isAnother) {
      const wish = name.trim();
      if (another.current?.name !== wish) another.current = new Another(session, wish);
      return another.current;
    }
    const before = session.reader;
    if (!(await session.bearer())) {
      // whoever was signed in is asked again, never made a guest without a word
      if (before) throw session.nobody;
      await session.becomeGuest(name.trim());
    }
    return session;
  };

  /** The text to send; null while the reader thinks again. */
  const ask = async (text: Draft, as: Voice): Promise<Draft | null> => {
    if (wasAsked.current) return text;
    const second = await secondThought(view, as, text.text);
    if (!second) return text;
    wasAsked.current = true;
    const known = second.token ? { ...text, nudge: second.token } : text;
    keep(known);
    if (!second.isShown) return known;
    setNudge(second);
    return null;
  };

  const deliver = async () => {
    const as = await voice();
    const sent = await ask(draft, as);
    if (!sent) return;
    wasTried.current = true;
    const comment = await post(view, as, sent, parent);
    forget(key);
    if (as instanceof Another) as.settle();
    posted.add(comment.id);
    participant.mine = [comment, ...participant.mine];
    place(thread, comment);
    thread.emit('posted', { id: comment.id, parent: comment.parent_id, status: comment.status });
    thread.set({ said: words.say('submitted') });
    onSent();
    queueMicrotask(() => show(view.box, comment.id));
  };

  const fail = (problem: unknown) => {
    const known = problem instanceof Problem ? problem : new Problem(500, '');
    if (known.code === 'idempotency_key_reused') keep({ ...draft, key: newKey() });
    isWaiting.current = isAway(known);
    setError(problemWords(words, problem));
  };

  const send = async () => {
    const isKnown = (session.reader ?? session.publisherToken()) !== null && !isAnother;
    const wrong = whatIsWrong(
      draft.text,
      limitOf(view.state.about),
      isKnown || name.trim() !== '',
      isKnown || session.takesGuests,
    );
    if (wrong) return setError(words.say(wrong));
    await once(async () => {
      setError('');
      await deliver().catch(fail);
    });
  };
  useEffect(() => {
    const again = () => {
      if (isWaiting.current) send();
      isWaiting.current = false;
    };
    addEventListener('online', again);
    // the network may be there and the service not: then nothing tells when it is back
    const timer = setInterval(again, AGAIN);
    return () => {
      removeEventListener('online', again);
      clearInterval(timer);
    };
  });
  return {
    draft,
    isKept,
    write,
    add,
    name,
    setName,
    isAnother,
    setAnother,
    isBusy,
    error,
    setError,
    nudge,
    setNudge,
    send,
  };
}

/** Goes to what has been written when it is out of sight: far below what it answers. */
function show(box: HTMLElement, id: string): void {
  const place = box.querySelector<HTMLElement>(`#parley-${id} > .comment`);
  const { top = 0, bottom = 0 } = place?.getBoundingClientRect() ?? {};
  if (top >= 0 && bottom <= innerHeight) return;
  place?.scrollIntoView({ block: 'nearest' });
  place?.querySelector<HTMLElement>('.moment')?.focus({ preventScroll: true });
}

function whatIsWrong(text: string, limit: number, hasName: boolean, mayWrite: boolean) {
  if (!text.trim()) return 'textMissing' as const;
  if (countCharacters(text) > limit) return 'errorTooLong' as const;
  if (!mayWrite) return 'errorGuests' as const;
  return hasName ? null : ('nameMissing' as const);
}
