// The moderators' room: queues, the list, the card; every key of the shift.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Card } from '../comment/Card.tsx';
import { Conversation } from '../comment/Conversation.tsx';
import { AuthorDialog } from '../people/AuthorDialog.tsx';
import { keep } from '../shell/preferences.ts';
import { go, route } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { say } from '../shell/words.ts';
import { Batch } from './Batch.tsx';
import { BulkBar } from './BulkBar.tsx';
import { giveClaimBack, recallClaim } from './claim.ts';
import { watchCounts } from './counts.ts';
import { chosenRows, desk, lay, rowOf } from './desk.ts';
import { FilterDialog } from './FilterDialog.tsx';
import { Filters } from './Filters.tsx';
import { Histogram } from './Histogram.tsx';
import { List } from './List.tsx';
import { watchLooking } from './looking.ts';
import { NoteDialog } from './NoteDialog.tsx';
import { Queues } from './Queues.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { reasonsOf } from './reasons.ts';
import { findRuns, runs } from './runs.ts';
import { useShiftCommands, useShiftKeys } from './shift.ts';
import { changed, pathOf, type View, viewOf } from './view.ts';

export type Asking = 'reject' | 'note' | 'escalate' | 'author' | 'conversation' | 'filters' | null;

export function Page() {
  const { site } = useStore(session);
  const { rest, query } = useStore(route);
  const { focus, isWholeGroup } = useStore(desk);
  const [asking, setAsking] = useState<Asking>(null);
  const [isByScore, setByScore] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const view = viewOf(rest, query);
  const address = pathOf(view);
  const { ids } = useStore(runs);
  useEffect(watchCounts, [site]);
  useEffect(watchLooking, [site]);
  useEffect(recallClaim, []);
  useEffect(() => {
    findRuns(site).catch(() => {}); // they go on unseen
  }, [site]);
  useEffect(() => {
    reasonsOf(site).catch(() => {}); // known before `d` asks for them
  }, [site]);
  // At once: a key after a new search must not decide a row of the old one.
  useLayoutEffect(() => {
    void giveClaimBack();
    void lay(site, view);
  }, [site, address]);
  const look = (change: Partial<View>) => {
    if (change.order && view.queue !== 'all') keep('order', change.order);
    go(pathOf(changed(view, change)));
  };
  const isLookingUp = view.queue === 'all'; // there it has no scores to choose by
  const byScore = () => setByScore(!isByScore && !isLookingUp);
  useShiftKeys(view, look, setAsking, byScore, search);
  useShiftCommands(view, look, setAsking, byScore);
  const row = rowOf(focus);
  return (
    <div class={`desk ${row ? 'has-card' : ''}`}>
      <Queues view={view} onLook={look} />
      <main class="middle" aria-label={say(`queue_${view.queue}`)}>
        <Filters
          view={view}
          onLook={look}
          search={search}
          isByScore={isByScore}
          onByScore={byScore}
          onFilters={() => setAsking('filters')}
        />
        {isByScore && !isLookingUp && <Histogram site={site} view={view} />}
        {ids.map((id) => (
          <Batch key={id} id={id} />
        ))}
        <List view={view} />
        <BulkBar onAsk={setAsking} />
      </main>
      {row && <Card row={row} isWholeGroup={isWholeGroup} onAsk={setAsking} />}
      <Asked asking={asking} onClose={() => setAsking(null)} />
      {asking === 'filters' && (
        <FilterDialog
          view={view}
          onFilter={(filters) => look({ filters })}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

/** The dialogs that some keys open. */
function Asked({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const [rows] = [chosenRows()];
  const row = rows[0] ?? rowOf(desk.value.focus);
  if (!asking || asking === 'filters' || !row) return null;
  if (asking === 'conversation') return <Conversation row={row} onClose={onClose} />;
  if (asking === 'author') return <AuthorDialog item={row.item} onClose={onClose} />;
  if (!rows.length) return null;
  if (asking === 'reject') return <ReasonDialog rows={rows} onClose={onClose} />;
  return <NoteDialog rows={rows} kind={asking} onClose={onClose} />;
}
