// What every sheet of the settings does: load a list, act on it, tell what went wrong.

import { type ComponentChildren, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import { Unanswered } from '../shell/Unanswered.tsx';
import { get } from '../shell/wire.ts';
import { wrongWords } from './wrong.ts';

/** With a `form`, what the service did not take is told with its field. */
export type Act = (
  work: () => Promise<unknown>,
  done?: string,
  form?: HTMLFormElement,
) => Promise<boolean>;

interface Room<T> {
  site: string;
  /** Null until it is known. */
  found: T | null;
  /** To be shown until it is known: why it is not, and a way to ask again. */
  missing: ComponentChildren;
  act: Act;
}

/** What is below the site's address at `path`, and how to act on it. */
export function useRoom<T>(path: string): Room<T> {
  const { site } = useStore(session);
  const [found, setFound] = useState<T | null>(null);
  const [problem, setProblem] = useState('');
  const load = async () => {
    try {
      setFound(await get<T>(`/sites/${site}${path}`));
      setProblem('');
    } catch (caught) {
      setProblem(problemWords(caught));
    }
  };
  const act: Act = async (work, done, form) => {
    try {
      await work();
      if (done) toast({ kind: 'done', text: done });
      setFound(await get<T>(`/sites/${site}${path}`));
      return true;
    } catch (caught) {
      toast({ kind: 'problem', text: whyNot(caught, form) });
      return false;
    }
  };
  useEffect(() => {
    setFound(null);
    void load();
  }, [site, path]);
  const missing = problem ? h(Unanswered, { problem, onAgain: () => void load() }) : null;
  return { site, found, missing, act };
}

export const whyNot = (caught: unknown, form?: HTMLFormElement): string =>
  (form && wrongWords(caught, form)) || problemWords(caught);

/** A form's handler that is given its fields; the form is emptied when the work went well. */
export function onFields(work: (fields: FormData, form: HTMLFormElement) => Promise<boolean>) {
  return async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await work(new FormData(form), form)) form.reset();
  };
}
