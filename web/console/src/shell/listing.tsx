// A list that comes a page at a time, for the rooms that show one.

import { useEffect, useRef, useState } from 'preact/hooks';
import { problemWords } from './problems.ts';
import { say } from './words.ts';

interface Paged<T> {
  items: readonly T[];
  next_cursor: string | null;
}

/**
 * The rows so far (null before the first page), where they go on, and what went wrong last.
 * `wish` names the list that is wanted: where it changes, the list begins anew, and an answer to
 * an older one comes too late.
 */
export function useListing<T>(
  fetchPage: (cursor: string | null) => Promise<Paged<T>>,
  wish: string,
) {
  const [rows, setRows] = useState<readonly T[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const wanted = useRef(wish);
  wanted.current = wish;
  const load = async (from: string | null = null) => {
    try {
      const page = await fetchPage(from);
      if (wanted.current !== wish) return;
      setRows((before) => [...(from ? (before ?? []) : []), ...page.items]);
      setCursor(page.next_cursor);
      setProblem('');
    } catch (caught) {
      if (wanted.current === wish) setProblem(problemWords(caught));
    }
  };
  useEffect(() => void load(), [wish]);
  return { rows, setRows, cursor, problem, load };
}

interface MoreProps {
  cursor: string | null;
  onMore: (cursor: string) => void;
}

export function More({ cursor, onMore }: MoreProps) {
  if (!cursor) return null;
  return (
    <p class="end">
      <button type="button" onClick={() => onMore(cursor)}>
        {say('more')}
      </button>
    </p>
  );
}
