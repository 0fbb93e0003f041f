// Tells the moderators what is wrong with a comment.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useBusy } from '../compose/useBusy.ts';
import type { WriteKey } from '../messages/words.ts';
import type { Participant } from '../participant.tsx';
import { problemWords } from '../problemWords.ts';
import { Identity } from '../session/Identity.tsx';
import type { View } from '../view.ts';

const REASONS: readonly (readonly [string, WriteKey])[] = [
  ['spam', 'reportSpam'],
  ['abuse', 'reportAbuse'],
  ['hate', 'reportHate'],
  ['threat', 'reportThreat'],
  ['privacy', 'reportPrivacy'],
  ['false_information', 'reportFalse'],
  ['illegal', 'reportIllegal'],
  ['off_topic', 'reportOffTopic'],
  ['other', 'reportOther'],
];

interface Props {
  view: View;
  comment: Comment;
  onClose: () => void;
}

export function Report({ view, comment, onClose }: Props) {
  const { thread, words } = view;
  const { session } = view.participant as Participant;
  const { api } = thread;
  const [reason, setReason] = useState('');
  const [detail, setDetail] = useState('');
  const [name, setName] = useState(session.lastName);
  const [error, setError] = useState('');
  const [isBusy, once] = useBusy();
  const form = useRef<HTMLFormElement>(null);
  // below the fold nobody would see that it has opened
  useLayoutEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
    form.current?.querySelector('input')?.focus({ preventScroll: true });
  }, []);
  const notice = `${api.root.replace(/api\/v1$/, 'notice')}?comment=${comment.id}&lang=${words.language}`;
  const send = async () => {
    try {
      if (!(await session.bearer())) {
        if (!name.trim() && !session.publisherToken()) return setError(words.say('nameMissing'));
        await session.becomeGuest(name.trim());
      }
      const body = { reason, ...(detail.trim() ? { detail: detail.trim() } : {}) };
      const url = `${api.comment(comment.id)}/flags`;
      await session.as((bearer) => call(url, { method: 'POST', body, bearer }));
      thread.set({ flags: new Set(thread.state.flags).add(comment.id) });
      thread.emit('reported', { id: comment.id, reason });
      thread.set({ said: words.say('reportSent') });
      onClose();
    } catch (problem) {
      setError(problemWords(words, problem));
    }
  };
  return (
    <form
      ref={form}
      class="card"
      part="report"
      onSubmit={(event) => {
        event.preventDefault();
        once(send);
      }}
    >
      <fieldset>
        <legend>{words.say('reportTitle')}</legend>
        {REASONS.map(([value, key]) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name="reason"
              required
              checked={reason === value}
              onChange={() => setReason(value)}
            />
            {words.say(key)}
          </label>
        ))}
      </fieldset>
      {reason === 'illegal' && (
        <p class="hint">
          {words.say('reportNotice')}{' '}
          <a href={notice} target="_blank" rel="noopener">
            {words.say('reportNoticeLink')}
          </a>
        </p>
      )}
      <label class="stacked">
        {words.say('reportDetail')}
        <textarea
          dir="auto"
          rows={2}
          maxLength={1000}
          value={detail}
          onInput={(event) => setDetail(event.currentTarget.value)}
        />
      </label>
      {!session.isKnown && <Identity view={view} name={name} onName={setName} isQuiet />}
      <p class="error" role="alert">
        {error}
      </p>
      <div class="row">
        <button type="button" class="quiet" onClick={onClose}>
          {words.say('cancel')}
        </button>
        <button type="submit" class="primary" aria-busy={isBusy}>
          {words.say('reportSend')}
        </button>
      </div>
    </form>
  );
}
