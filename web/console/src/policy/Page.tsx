// The policy: a draft, tried on the past and beside the live policy, then saved as a new version.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { roleHere, session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import { Unanswered } from '../shell/Unanswered.tsx';
import '../styles/figures.css';
import '../styles/policy.css';
import { Drift } from './Drift.tsx';
import {
  type Draft,
  fetchPolicy,
  fetchVersions,
  type Policy,
  rollBack,
  savePolicy,
  type Version,
  valueAt,
  withValue,
} from './draft.ts';
import { Editor } from './Editor.tsx';
import type { Replay } from './lab.ts';
import { Outcome } from './Outcome.tsx';
import { Save } from './Save.tsx';
import { ShadowPanel } from './Shadow.tsx';
import { Try } from './Try.tsx';
import { Versions } from './Versions.tsx';
import { tell } from './words.ts';

export function Page() {
  const { site } = useStore(session);
  const [policy, setPolicy] = useState<Policy | null>(null);
  const [versions, setVersions] = useState<readonly Version[]>([]);
  const [draft, setDraft] = useState<Draft>({ body: {}, overlays: [] });
  const [loaded, setLoaded] = useState(0);
  const [replay, setReplay] = useState<Replay | null>(null);
  const [problem, setProblem] = useState('');
  const maySave = roleHere() === 'admin';
  const guarded = async (work: () => Promise<void>) => {
    try {
      setProblem('');
      await work();
    } catch (caught) {
      setProblem(problemWords(caught));
    }
  };
  /** Another draft from elsewhere: the editor begins anew. */
  const show = ({ body, overlays }: Draft) => {
    setDraft({ body, overlays });
    setLoaded((count) => count + 1);
  };
  const load = async () => {
    const [found, all] = await Promise.all([fetchPolicy(site), fetchVersions(site)]);
    setPolicy(found);
    setVersions(all.items);
    show(found);
  };
  useEffect(() => void guarded(load), [site]);
  const head = (
    <header class="page-head">
      <h1>{tell('title')}</h1>
      <p class="muted">{tell('intro')}</p>
    </header>
  );
  if (!policy) {
    return (
      <main class="page policy">
        {head}
        {problem && <Unanswered problem={problem} onAgain={() => void guarded(load)} />}
      </main>
    );
  }
  const changeTo = (saving: Promise<Policy>) =>
    guarded(async () => {
      const saved = await saving;
      toast({ kind: 'done', text: tell('saved', { n: saved.version ?? 0 }) });
      await load();
    });
  const take = (attribute: string, hold: number) =>
    show({ ...draft, body: withValue(draft.body, ['scores', attribute, 'hold'], hold) });
  const own = ['scores', replay?.attribute ?? 'toxicity', 'hold'];
  return (
    <main class="page policy">
      {head}
      <Drift site={site} maySave={maySave} version={policy.version} />
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="policy-desk">
        <Editor key={loaded} site={site} policy={policy} draft={draft} onChange={setDraft} />
        <div>
          {maySave ? (
            <Save
              isChanged={isOther(draft, policy)}
              onSave={(note) => changeTo(savePolicy(site, draft, policy.version, note))}
              onDiscard={() => show(policy)}
            />
          ) : (
            <p class="sheet muted">{tell('readOnly')}</p>
          )}
          <Try site={site} draft={draft} onFound={setReplay} />
          {replay && (
            <Outcome
              site={site}
              found={replay}
              hold={(valueAt([draft.body, policy.effective], own) ?? null) as number | null}
              onTake={take}
            />
          )}
          <ShadowPanel
            site={site}
            draft={draft}
            maySave={maySave}
            onLive={() => void guarded(load)}
            onLoad={show}
          />
          <Versions
            site={site}
            versions={versions}
            maySave={maySave}
            onLoad={show}
            onRollBack={(version) => changeTo(rollBack(site, version))}
          />
        </div>
      </div>
    </main>
  );
}

const isOther = (draft: Draft, { body, overlays }: Draft): boolean =>
  JSON.stringify([draft.body, draft.overlays]) !== JSON.stringify([body, overlays]);
