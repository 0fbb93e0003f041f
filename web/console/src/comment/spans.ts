// Cuts a text at its spans, which count in code points.

import type { Span } from '../queue/item.ts';

export interface Piece {
  text: string;
  /** The strongest span over the piece, or null. */
  span: Span | null;
}

/** The pieces in order; together they are the text. */
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  if (!spans.length) return [{ text, span: null }];
  const letters = [...text];
  const sound = spans.filter((each) => each.begin < each.end && each.end <= letters.length);
  const cuts = new Set([0, letters.length, ...sound.flatMap((each) => [each.begin, each.end])]);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).map((end, at) => {
    const begin = places[at] ?? 0;
    return { text: letters.slice(begin, end).join(''), span: strongest(sound, begin) };
  });
}

function strongest(spans: readonly Span[], place: number): Span | null {
  const over = spans.filter((each) => each.begin <= place && place < each.end);
  return over.reduce<Span | null>(
    (best, each) => (best && best.strength >= each.strength ? best : each),
    null,
  );
}
