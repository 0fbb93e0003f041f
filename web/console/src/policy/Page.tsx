// The policy: a draft, tried on the past, then saved as a new version.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { roleHere, session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import '../styles/figures.css';
import {
  type Body,
  fetchPolicy,
  fetchVersions,
  type Policy,
  type Replay,
  savePolicy,
  tryDraft,
  type Version,
} from './draft.ts';
import { Form } from './Form.tsx';
import { Outcome } from './Outcome.tsx';
import { Versions } from './Versions.tsx';
import { tell } from './words.ts';

export function Page() {
  const { site } = useStore(session);
  const [policy, setPolicy] = useState<Policy | null>(null);
  const [versions, setVersions] = useState<readonly Version[]>([]);
  const [body, setBody] = useState<Body>({});
  const [replay, setReplay] = useState<Replay | null>(null);
  const [problem, setProblem] = useState('');
  const [isTrying, setTrying] = useState(false);
  const guarded = async (work: () => Promise<void>) => {
    try {
      setProblem('');
      await work();
    } catch (caught) {
      setProblem(problemWords(caught));
    }
  };
  const load = () =>
    guarded(async () => {
      const [found, all] = await Promise.all([fetchPolicy(site), fetchVersions(site)]);
      setPolicy(found);
      setBody(found.body);
      setVersions(all.items);
    });
  useEffect(() => void load(), [site]);
  if (!policy)
    return <main class="page policy">{problem && <p class="problem">{problem}</p>}</main>;
  const run = () =>
    guarded(async () => {
      setTrying(true);
      setReplay(await tryDraft(site, body, policy.overlays).finally(() => setTrying(false)));
    });
  const save = (note: string) =>
    guarded(async () => {
      const saved = await savePolicy(site, body, policy.overlays, note);
      toast({ kind: 'done', text: tell('saved', { n: saved.version }) });
      await load();
    });
  return (
    <main class="page policy">
      <header class="page-head">
        <h1>{tell('title')}</h1>
        <p class="muted">{tell('intro')}</p>
      </header>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="policy-desk">
        <Form body={body} effective={policy.effective} onChange={setBody} />
        <div>
          <Actions isTrying={isTrying} onTry={run} onSave={save} />
          {replay && <Outcome found={replay} />}
          <AsText body={body} onChange={setBody} />
          <Versions versions={versions} onLoad={setBody} />
        </div>
      </div>
    </main>
  );
}

interface ActionsProps {
  isTrying: boolean;
  onTry: () => void;
  onSave: (note: string) => void;
}

function Actions({ isTrying, onTry, onSave }: ActionsProps) {
  const [note, setNote] = useState('');
  const maySave = roleHere() === 'admin';
  return (
    <section class="sheet">
      <button type="button" onClick={onTry} disabled={isTrying}>
        {isTrying ? tell('trying') : tell('try')}
      </button>
      {maySave ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSave(note);
            setNote('');
          }}
        >
          <label>
            <span>{tell('note')}</span>
            <input value={note} maxLength={2000} onInput={(e) => setNote(e.currentTarget.value)} />
          </label>
          <button type="submit" class="primary">
            {tell('save')}
          </button>
        </form>
      ) : (
        <p class="muted">{tell('readOnly')}</p>
      )}
    </section>
  );
}

function AsText({ body, onChange }: { body: Body; onChange: (body: Body) => void }) {
  const [problem, setProblem] = useState('');
  const read = (text: string) => {
    try {
      onChange(JSON.parse(text) as Body);
      setProblem('');
    } catch (caught) {
      setProblem(tell('badText', { name: caught instanceof Error ? caught.message : '' }));
    }
  };
  return (
    <details class="sheet">
      <summary>{tell('asText')}</summary>
      <p class="muted">{tell('textHint')}</p>
      <label>
        <span class="unseen">{tell('asText')}</span>
        <textarea
          class="code"
          spellcheck={false}
          value={JSON.stringify(body, null, 2)}
          onChange={(event) => read(event.currentTarget.value)}
        />
      </label>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </details>
  );
}
