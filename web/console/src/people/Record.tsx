// What became of what somebody wrote: how much is published and rejected, and the newest ten.

import type { History } from '../queue/item.ts';
import { say } from '../shell/words.ts';

export function Record({ history }: { history: History }) {
  return (
    <div class="record">
      <span>
        {say('historyWords', { published: history.published, rejected: history.rejected })}
      </span>
      <LastTen history={history} />
    </div>
  );
}

/** A square each, the newest first; said in words beside them. */
function LastTen({ history }: { history: History }) {
  const last = history.last_ten ?? [];
  if (!last.length) return null;
  const rejected = last.filter((each) => each === 'rejected').length;
  return (
    <span class="last-ten">
      <span class="muted">{say('lastTen', { n: last.length, rejected })}</span>
      <span class="last-ten-marks" aria-hidden="true">
        {last.map((status, at) => (
          <i key={at} class={`mark-${status}`} title={say(`status_${status}`)} />
        ))}
      </span>
    </span>
  );
}
