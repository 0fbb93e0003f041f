// The text as written, its spans lit; never HTML.

import type { Span } from '../queue/item.ts';
import { sayIfKnown } from '../shell/words.ts';
import { pieces } from './spans.ts';

export function SpannedText({ text, spans }: { text: string; spans: readonly Span[] }) {
  return (
    <>
      {pieces(text, spans ?? []).map(({ text: part, span }, at) =>
        span ? (
          <mark
            key={at}
            class={span.strength >= 0.9 ? 'strong' : ''}
            title={sayIfKnown(`attribute_${span.attribute}`) ?? span.attribute}
          >
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </>
  );
}
