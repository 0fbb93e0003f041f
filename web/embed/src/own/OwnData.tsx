// What is kept of the reader, and what they may do with it: take it along, be mailed or not, leave this
// device, have all of it erased.

import { call } from '@parley/shared/http';
import { Problem } from '@parley/shared/problems';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useBusy } from '../compose/useBusy.ts';
import { without } from '../live/changes.ts';
import type { Participant } from '../participant.tsx';
import { NOTICES } from '../thread/state.ts';
import type { View } from '../view.ts';

type Step = 'open' | 'asking' | 'erased';
type Act = (run: () => Promise<void>) => Promise<void>;
type Here = (element: HTMLElement | null) => void;

interface Wish {
  /** Null when no address is known. */
  wants_digest: boolean | null;
}

interface Props {
  view: View;
  act: Act;
  /** Takes the element that the focus goes on to when the step changes. */
  here: Here;
  onStep: (step: Step) => void;
}

export function OwnData({ view }: { view: View }) {
  const { words } = view;
  const { session } = view.participant as Participant;
  const [step, setStep] = useState<Step>('open');
  const [error, act, isBusy] = useAct(view);
  const [heading, here] = useFocus(step);
  const close = useReturn(view);
  const who = session.reader?.id;
  useEffect(() => {
    if (who) setStep('open'); // another reader was asked nothing yet
  }, [who]);
  const props = { view, act, here, onStep: setStep };
  return (
    <section class="notices" part="notices" aria-label={words.say('dataTitle')} aria-busy={isBusy}>
      <div class="row">
        <strong ref={heading} tabIndex={-1}>
          {words.say('dataTitle')}
        </strong>
        <button type="button" class="quiet" onClick={close}>
          {words.say('close')}
        </button>
      </div>
      {step === 'open' && <Choices {...props} onLeft={close} />}
      {step === 'asking' && <Asking {...props} />}
      {step === 'erased' && (
        <p ref={here} tabIndex={-1} role="status">
          {words.say('dataErased')}
        </p>
      )}
      <p class="error" role="alert">
        {error}
      </p>
    </section>
  );
}

function Choices({ view, act, here, onStep, onLeft }: Props & { onLeft: () => void }) {
  const { words, thread, config } = view;
  const { session } = view.participant as Participant;
  const { reader } = session;
  const download = () =>
    act(async () => {
      const url = `${thread.api.site}/readers/me/export`;
      const kept = await session.as((bearer) => call<object>(url, { bearer }));
      save(`parley-${config.site}.json`, JSON.stringify(kept, null, 2));
    });
  const leave = () => {
    session.leave();
    onLeft();
  };
  return (
    <>
      {reader && <p>{words.say('signedInAs', { name: reader.name })}</p>}
      {reader?.kind === 'account' && <Mails key={reader.id} view={view} act={act} />}
      <div class="choices">
        <button type="button" class="link" onClick={download}>
          {words.say('dataDownload')}
        </button>
        {reader?.kind === 'account' && (
          <button type="button" class="link" onClick={leave}>
            {words.say('signOut')}
          </button>
        )}
        <button type="button" class="link" ref={here} onClick={() => onStep('asking')}>
          {words.say('dataErase')}
        </button>
      </div>
    </>
  );
}

/** Whether to be mailed: asked only where an address is known. */
function Mails({ view, act }: Pick<Props, 'view' | 'act'>) {
  const { words, thread } = view;
  const { session } = view.participant as Participant;
  const [wants, setWants] = useState<boolean | null>(null);
  const url = `${thread.api.site}/mine/mails`;
  useEffect(() => {
    const told = ({ wants_digest }: Wish) => setWants(wants_digest);
    session.as((bearer) => call<Wish>(url, { bearer })).then(told, () => undefined);
  }, []);
  if (wants === null) return null;
  const change = () =>
    act(async () => {
      const body = { wants_digest: !wants };
      setWants(!wants);
      try {
        await session.as((bearer) => call<Wish>(url, { method: 'PUT', body, bearer }));
      } catch (problem) {
        setWants(wants);
        throw problem;
      }
    });
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={wants}
        onChange={({ currentTarget }) => {
          currentTarget.checked = wants; // it changes only when it is not busy with something else
          change();
        }}
      />
      {words.say('dataMails')}
    </label>
  );
}

/** The second step: what goes, what stays, and that there is no way back. */
function Asking({ view, act, here, onStep }: Props) {
  const { words, thread } = view;
  const { session } = view.participant as Participant;
  const erase = () =>
    act(async () => {
      const url = `${thread.api.site}/readers/me`;
      await session.as((bearer) => call(url, { method: 'DELETE', bearer }));
      const left = [...thread.state.own].reduce(without, thread.state);
      thread.set({ ...left, tasks: { [NOTICES]: 'data' } }); // what was begun has their name in it
      session.vanish();
      onStep('erased');
    });
  return (
    <>
      <p ref={here} tabIndex={-1}>
        {words.say('dataGoes')}
      </p>
      <p>{words.say('dataStays')}</p>
      <div class="row choices">
        <button type="button" class="quiet" onClick={() => onStep('open')}>
          {words.say('cancel')}
        </button>
        <button type="button" class="primary grave" onClick={erase}>
          {words.say('dataEraseNow')}
        </button>
      </div>
    </>
  );
}

/** Hands a text over as a file. */
function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // browsers read it after the click
}

/** What went wrong last, and what runs one thing at a time. */
function useAct({ words }: View): [string, Act, boolean] {
  const [error, setError] = useState('');
  const [isBusy, once] = useBusy();
  const act: Act = (run) =>
    once(async () => {
      setError('');
      try {
        await run();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        setError(words.say('dataFailed'));
      }
    });
  return [error, act, isBusy];
}

/** At first the focus is on the heading. Later what was pressed has gone: it goes on to what came in
 * its place. */
function useFocus(step: Step) {
  const heading = useRef<HTMLElement>(null);
  const place = useRef<HTMLElement | null>(null);
  const before = useRef<Step | null>(null);
  useEffect(() => {
    const target = before.current ? place : heading;
    if (before.current !== step) target.current?.focus();
    before.current = step;
  }, [step]);
  const here: Here = (element) => {
    place.current = element;
  };
  return [heading, here] as const;
}

/** Closes, and gives the focus back to where one came from, or to what is there in its place. */
function useReturn({ box, thread }: View): () => void {
  const [opener] = useState(() => (box.getRootNode() as ShadowRoot).activeElement);
  return () => {
    thread.turnTo(NOTICES, null);
    queueMicrotask(() => {
      const known = opener instanceof HTMLElement && opener.isConnected ? opener : null;
      const at = (place: string) => box.querySelector<HTMLElement>(place);
      (known ?? at('.bell') ?? at('.prompt') ?? at('.composer textarea'))?.focus();
    });
  };
}
