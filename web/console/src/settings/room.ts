// What every sheet of the settings does: load a list, act on it, tell what went wrong.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import { get } from '../shell/wire.ts';

export type Act = (work: () => Promise<unknown>, done?: string) => Promise<boolean>;

/** What is below the site's address at `path`, null until it is known, and how to act on it. */
export function useRoom<T>(path: string): { site: string; found: T | null; act: Act } {
  const { site } = useStore(session);
  const [found, setFound] = useState<T | null>(null);
  const act: Act = async (work, done) => {
    try {
      await work();
      if (done) toast({ kind: 'done', text: done });
      setFound(await get<T>(`/sites/${site}${path}`));
      return true;
    } catch (caught) {
      toast({ kind: 'problem', text: problemWords(caught) });
      return false;
    }
  };
  useEffect(() => {
    setFound(null);
    void act(async () => {});
  }, [site, path]);
  return { site, found, act };
}

/** A form's handler that is given its fields; the form is emptied when the work went well. */
export function onFields(work: (fields: FormData) => Promise<boolean>) {
  return async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await work(new FormData(form))) form.reset();
  };
}
