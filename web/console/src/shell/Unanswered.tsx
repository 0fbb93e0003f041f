// In place of what could not be had: why, and a way to ask again.

import { say } from './words.ts';

export function Unanswered({ problem, onAgain }: { problem: string; onAgain: () => void }) {
  return (
    <p class="problem unanswered" role="alert">
      {problem}{' '}
      <button type="button" onClick={onAgain}>
        {say('tryAgain')}
      </button>
    </p>
  );
}
