// Everything one needs only when one takes part: session, votes, composer. Fetched at the first wish.

import type { Comment, Mine } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { Problem } from '@parley/shared/problems';
import { Composer } from './compose/Composer.tsx';
import { isShell, without } from './live/changes.ts';
import { Bell, NoticeList } from './own/Bell.tsx';
import { Editor } from './own/Editor.tsx';
import { withMine, withoutMine } from './own/mine.ts';
import { Notices } from './own/notices.ts';
import { OwnActions } from './own/OwnActions.tsx';
import { Removing } from './own/Removing.tsx';
import { Standing } from './own/Standing.tsx';
import { voteProblem } from './problemWords.ts';
import { Report } from './report/Report.tsx';
import { Introduce } from './session/Introduce.tsx';
import { Session } from './session/session.ts';
import css from './styles/writing.css?inline';
import { place, withComment } from './thread/placing.ts';
import { type Task, TOP } from './thread/state.ts';
import type { View } from './view.ts';

let sheet: CSSStyleSheet | undefined;

interface DoingProps {
  comment: Comment;
  task: Task;
  view: View;
}

/** One reader's part in one discussion. */
export class Participant {
  readonly session: Session;
  readonly Writing = Writing;
  readonly Standing = Standing;
  readonly Doing = Doing;
  readonly OwnActions = OwnActions;
  readonly Bell = Bell;
  readonly NoticeList = NoticeList;
  readonly notices: Notices;
  /** One's own comments below this article, the newest first, in any status. */
  mine: readonly Comment[] = [];
  /** What was written while this page is open: its author is told how it goes. */
  readonly posted = new Set<string>();
  /** What was changed meanwhile, until others see the change or a person is to look at it. */
  readonly edited = new Set<string>();
  /** Why a vote was not counted, beside the comment it was for. */
  trouble: { id: string; words: string } | null = null;
  /** What a stranger wanted to vote, until they have said who they are. */
  #wish: { id: string; value: 1 | -1 } | null = null;
  #voting = new Set<string>();
  #isLed = false;
  /** Whose own is shown: a session that cannot be renewed at this moment is still theirs. */
  #who: string | null = null;

  constructor(readonly view: View) {
    const { api } = view.thread;
    this.session = new Session(api, view.config.site, view.publisherToken);
    this.notices = new Notices(this.session, `${api.site}/mine/notices`, view.thread.draw);
    this.session.onChange(() => {
      const { reader } = this.session;
      this.#follow(reader?.id ?? (this.session.hasLeft ? null : this.#who));
      view.isKnown = reader !== null; // whoever has just written is told as well what comes of it
      view.thread.mine = reader
        ? { id: reader.id, load: (gone) => this.loadMine(gone) }
        : undefined;
      view.thread.draw();
    });
  }

  /** Another reader than before sees nothing of what was theirs. */
  #follow(who: string | null): void {
    const before = this.#who;
    this.#who = who;
    if (!before || who === before) return;
    const { thread } = this.view;
    thread.set(withoutMine(thread.state));
    this.mine = [];
    this.notices.forget();
    if (who) queueMicrotask(() => this.loadMine());
  }

  /** What is this reader's own, and what they are told. A broken session never breaks the reading. */
  async loadMine(gone: readonly string[] = []): Promise<void> {
    // after the other: both may have to renew a stale bearer
    if (await this.loadOwn(gone)) await this.notices.load().catch(unlessBroken);
  }

  /** What is this reader's own below this article. False when it did not come. */
  async loadOwn(gone: readonly string[] = []): Promise<boolean> {
    const { thread } = this.view;
    try {
      const mine = await this.session.as((bearer) =>
        call<Mine>(`${thread.api.article}/mine`, { bearer }).catch(nothingYet),
      );
      this.mine = mine.comments;
      thread.set(withMine(thread.state, mine, gone));
      this.#arrive();
      return true;
    } catch (problem) {
      unlessBroken(problem);
      return false;
    }
  }

  /** Leads to a comment of the reader's own. One that only they see is no part of what a link brings:
   * the conversation that it belongs to is fetched, and it is set in. */
  async lead(comment: Comment): Promise<void> {
    const { thread, follow, box } = this.view;
    const parent = comment.parent_id;
    if (parent && comment.status !== 'published' && !thread.state.items.has(parent)) {
      await thread.open(parent);
      place(thread, comment);
    }
    await follow(comment.id);
    box.querySelector<HTMLElement>('.focused .moment')?.focus({ preventScroll: true });
  }

  /** At first: to the one that the page's address names, if it could be shown to nobody else. */
  #arrive(): void {
    const named = this.mine.find(({ id }) => location.hash === `#parley-${id}`);
    if (named && !this.#isLed && !this.view.thread.state.focus) this.lead(named);
    this.#isLed = true;
  }

  /** Shows the vote at once and takes it back when the service refuses. */
  async vote(id: string, value: 1 | -1): Promise<void> {
    const { thread, words } = this.view;
    if (this.#voting.has(id)) return;
    this.#voting.add(id);
    this.trouble = null;
    const before = thread.state.votes[id] ?? 0;
    const after = before === value ? 0 : value;
    this.#count(id, before, after);
    try {
      const url = `${thread.api.comment(id)}/vote`;
      await this.session.as((bearer) =>
        call(url, { method: 'PUT', body: { value: after }, bearer }),
      );
      thread.emit('voted', { id, value: after });
    } catch (problem) {
      this.#count(id, after, before);
      if (problem instanceof Problem && problem.code === 'session_required') {
        this.#wish = { id, value };
        thread.set({ tasks: { ...thread.state.tasks, [id]: 'introduce' } });
      } else {
        this.trouble = { id, words: voteProblem(words, problem) };
        thread.draw();
      }
    } finally {
      this.#voting.delete(id);
    }
  }

  /** Votes what was wanted at this comment before one was asked who one is. */
  async voteAsWished(id: string): Promise<void> {
    const wish = this.#wish;
    this.#wish = null;
    // an account that comes back may have voted so on another device: twice would take it back
    if (wish?.id !== id || this.view.thread.state.votes[id] === wish.value) return;
    await this.vote(id, wish.value);
  }

  #count(id: string, before: 1 | 0 | -1, after: 1 | 0 | -1): void {
    const { thread } = this.view;
    const item = thread.state.items.get(id);
    if (!item || !('votes' in item)) return;
    const up = item.votes.up + Number(after === 1) - Number(before === 1);
    const down = item.votes.down + Number(after === -1) - Number(before === -1);
    const { [id]: _gone, ...rest } = thread.state.votes;
    const votes = after ? { ...rest, [id]: after } : rest;
    thread.set({ ...withComment(thread.state, { ...item, votes: { up, down } }), votes });
  }
}

/** The network, the service or the session may fail, we may not. */
function unlessBroken(problem: unknown): void {
  if (!(problem instanceof Problem)) throw problem;
}

/** Below an article that nobody wrote below nothing is anybody's. */
function nothingYet(problem: unknown): Mine {
  if (!(problem instanceof Problem) || problem.status !== 404) throw problem;
  return { comments: [], votes: [], flags: [] };
}

/** The composer on top of the list. */
function Writing({ view }: { view: View }) {
  return <Composer view={view} onClose={() => close(view, TOP)} />;
}

/** Ends a task and gives the focus back to where it was begun. */
function close(view: View, id: string): void {
  const at = (place: string) => view.box.querySelector<HTMLElement>(place);
  const begun = at(`#parley-${id} .actions [aria-expanded="true"]`);
  const { thread } = view;
  const button = thread.state.tasks[id] === 'introduce' ? '.vote' : '[aria-expanded]';
  thread.turnTo(id, null);
  if (isShell(thread.state.items.get(id))) thread.set(without(thread.state, id));
  const place = id ? `#parley-${id} .actions ${button}` : '.prompt';
  queueMicrotask(() => (begun?.isConnected ? begun : (at(place) ?? at('.prompt')))?.focus());
}

/** What the reader has begun to do with a comment. */
function Doing({ comment, task, view }: DoingProps) {
  const onClose = () => close(view, comment.id);
  switch (task) {
    case 'reply':
      return <Composer view={view} parent={comment} onClose={onClose} />;
    case 'edit':
      return <Editor view={view} comment={comment} onClose={onClose} />;
    case 'report':
      return <Report view={view} comment={comment} onClose={onClose} />;
    case 'remove':
      return <Removing view={view} comment={comment} onClose={onClose} />;
    default:
      return <Introduce view={view} id={comment.id} onClose={onClose} />;
  }
}

export function addStyle(root: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
