// A secret that is shown this once, to be copied.

import { tell as toast } from '../shell/toasts.ts';
import { tell } from './words.ts';

export function Secret({ lead, value }: { lead: string; value: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    toast({ kind: 'done', text: tell('copied') });
  };
  return (
    <div class="secret" role="status">
      <p>{lead}</p>
      <pre dir="ltr">{value}</pre>
      {'clipboard' in navigator && (
        <button type="button" onClick={() => void copy()}>
          {tell('copy')}
        </button>
      )}
    </div>
  );
}
