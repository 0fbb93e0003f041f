// The draft in the shadow: what it says beside the live policy, day by day; and the way to live.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { tell as toast } from '../shell/toasts.ts';
import { exactly, number } from '../shell/words.ts';
import { Disagreements } from './Disagreements.tsx';
import type { Draft } from './draft.ts';
import { FateTable } from './Fates.tsx';
import { adoptShadow, endShadow, fetchShadow, type Shadow, startShadow } from './lab.ts';
import { QualityList } from './Quality.tsx';
import { tell } from './words.ts';

interface Props {
  site: string;
  draft: Draft;
  maySave: boolean;
  onLive: () => void;
  onLoad: (draft: Draft) => void;
}

export function ShadowPanel({ site, draft, maySave, onLive, onLoad }: Props) {
  const [shadow, setShadow] = useState<Shadow | null>(null);
  const [problem, setProblem] = useState('');
  const guarded = async (work: () => Promise<unknown>) => {
    try {
      setProblem('');
      await work();
    } catch (caught) {
      setProblem(problemWords(caught));
    }
  };
  const load = async () => setShadow(await fetchShadow(site));
  useEffect(() => void guarded(load), [site]);
  const start = () => guarded(async () => startShadow(site, draft).then(load));
  const end = () => guarded(async () => endShadow(site).then(load));
  const adopt = (id: string) =>
    guarded(async () => {
      const saved = await adoptShadow(site, id);
      toast({ kind: 'done', text: tell('saved', { n: saved.version ?? 0 }) });
      await load();
      onLive();
    });
  const isRunning = shadow !== null && shadow.ended_at === null;
  return (
    <section class="sheet shadow" aria-labelledby="shadow">
      <h2 id="shadow">{tell('shadow')}</h2>
      <p class="muted">{tell('shadowHint')}</p>
      <p class="problem" role="alert">
        {problem}
      </p>
      {shadow && <Compared shadow={shadow} />}
      <div class="policy-actions">
        {maySave && (
          <button type="button" onClick={() => void start()}>
            {tell(isRunning ? 'shadowInstead' : 'shadowStart')}
          </button>
        )}
        {maySave && isRunning && (
          <>
            <button type="button" class="primary" onClick={() => void adopt(shadow.id)}>
              {tell('goLive')}
            </button>
            <button type="button" class="quiet" onClick={() => void end()}>
              {tell('shadowEnd')}
            </button>
          </>
        )}
        {shadow && (
          <button type="button" class="quiet" onClick={() => onLoad(shadow)}>
            {tell('load')}
          </button>
        )}
      </div>
    </section>
  );
}

function Compared({ shadow }: { shadow: Shadow }) {
  const seen = shadow.days.reduce((sum, each) => sum + each.comments, 0);
  return (
    <>
      <p>
        {shadow.ended_at
          ? tell('shadowWas', { from: exactly(shadow.started_at), to: exactly(shadow.ended_at) })
          : tell('shadowSince', { from: exactly(shadow.started_at) })}{' '}
        {tell('shadowSaw', { n: number(seen) })}
      </p>
      {seen > 0 && (
        <>
          <FateTable
            caption={tell('byDay')}
            rows={shadow.days.slice(-14).map(({ day, would, did }) => ({ name: day, would, did }))}
          />
          <QualityList quality={shadow.quality} />
          <Disagreements list={shadow.disagreements} />
        </>
      )}
    </>
  );
}
