// A decision about many, running in the background: its progress, stop, undo.

import { Problem } from '@parley/shared/problems';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { problemWords } from '../shell/problems.ts';
import { tell } from '../shell/toasts.ts';
import { get, post } from '../shell/wire.ts';
import { say } from '../shell/words.ts';
import { askSoon } from './counts.ts';
import { undoBatch } from './deciding.ts';
import { desk, lay } from './desk.ts';
import { hideRun, runs } from './runs.ts';

export interface BatchState {
  batch: string;
  verb: string;
  state: 'running' | 'done' | 'stopped';
  total: number;
  done: number;
  failed: number;
  created_at: string;
  undoes: string | null;
}

const EVERY = 700; // milliseconds

export function Batch({ id }: { id: string }) {
  const [now, setNow] = useState(id);
  const [batch, setBatch] = useState<BatchState | null>(null);
  useEffect(() => follow(now, setBatch), [now]);
  if (!batch) return <p class="muted">{say('loading')}</p>;
  const change = async (call: Promise<{ batch: string | null }>) => {
    try {
      const answer = await call;
      if (answer.batch && answer.batch !== now) setNow(answer.batch);
    } catch (caught) {
      tell({ kind: 'problem', text: problemWords(caught) });
    }
  };
  const isRunning = batch.state === 'running';
  return (
    <div class="batch" role="status">
      <progress max={Math.max(1, batch.total)} value={batch.done + batch.failed} />
      <span>
        {say(batch.undoes ? 'batchUndone' : `batch_${batch.state}`, {
          done: batch.done,
          total: batch.total,
        })}
        {batch.failed > 0 && ` · ${say('batchFailed', { n: batch.failed })}`}
      </span>
      {isRunning && (
        <button type="button" onClick={() => void change(post(`/review/batches/${now}/stop`))}>
          {say('stop')}
        </button>
      )}
      {!isRunning && (
        <button
          type="button"
          class="quiet square"
          aria-label={say('dismiss')}
          onClick={() => hideRun(id)}
        >
          <Icon name="close" />
        </button>
      )}
      {!batch.undoes && (
        <button type="button" onClick={() => void change(undoBatch(now))}>
          {say('undo')}
        </button>
      )}
    </div>
  );
}

/** Asks for the batch until it is over; returns how to stop asking. */
function follow(id: string, show: (batch: BatchState) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const ask = async () => {
    try {
      const batch = await get<BatchState>(`/review/batches/${id}`);
      show(batch);
      if (batch.state === 'running') {
        timer = setTimeout(ask, EVERY);
        return;
      }
      runs.set({ finished: runs.value.finished + 1 });
      askSoon();
      void lay(desk.value.site, desk.value.view);
    } catch (caught) {
      if (!(caught instanceof Problem)) throw caught;
      timer = setTimeout(ask, 4 * EVERY); // the network is away; the batch goes on
    }
  };
  timer = setTimeout(ask, 0);
  return () => clearTimeout(timer);
}
