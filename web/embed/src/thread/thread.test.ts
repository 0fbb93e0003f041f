import type { Order, Page, TopLevel } from '@parley/shared/api';
import { Problem } from '@parley/shared/problems';
import { describe, expect, it } from 'vitest';
import type { Api } from '../api.ts';
import { makeComment } from '../make.test-data.ts';
import { Thread } from './thread.ts';

/** A service that answers when the test says so, and in the order in which the test says so. */
class Slow {
  #waiting = new Map<string, [(page: Page<TopLevel>) => void, (why: Problem) => void]>();

  about = () => Promise.resolve({ state: 'open', comment_count: 2, version: 1 });

  comments = (order: Order, cursor?: string | null) =>
    new Promise<Page<TopLevel>>((...answers) => {
      this.#waiting.set(cursor ? `${order} ${cursor}` : order, answers);
    });

  async answer(what: string): Promise<void> {
    const id = what.replace(' ', '-');
    this.#waiting.get(what)?.[0]({ items: [makeComment(id)], next_cursor: `after-${id}` });
    await settled();
  }

  async fail(what: string): Promise<void> {
    this.#waiting.get(what)?.[1](new Problem(0, 'offline'));
    await settled();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

async function opened(): Promise<{ service: Slow; thread: Thread }> {
  const service = new Slow();
  const nothing = () => undefined;
  const thread = new Thread(service as unknown as Api, nothing, nothing);
  thread.open(null);
  await service.answer('newest');
  return { service, thread };
}

describe('a discussion on a slow network', () => {
  it('shows the order that was wished last, whichever answer comes last', async () => {
    const { service, thread } = await opened();
    thread.open(null, 'oldest');
    thread.open(null, 'top');
    expect(thread.state).toMatchObject({ roots: ['newest'], isTurning: true });
    await service.answer('top');
    expect(thread.state.isTurning).toBe(false);
    await service.answer('oldest');
    expect(thread.state).toMatchObject({ order: 'top', roots: ['top'] });
  });

  it('names the order that is shown when no other could be fetched', async () => {
    const { service, thread } = await opened();
    thread.open(null, 'oldest');
    thread.open(null, 'top');
    await service.fail('oldest');
    await service.fail('top');
    expect(thread.state).toMatchObject({
      order: 'newest',
      roots: ['newest'],
      isLost: true,
      isTurning: false,
    });
  });

  it('adds no page of one order to the list of another', async () => {
    const { service, thread } = await opened();
    thread.more();
    thread.open(null, 'oldest');
    await service.answer('oldest');
    await service.answer('newest after-newest');
    expect(thread.state).toMatchObject({ roots: ['oldest'], cursor: 'after-oldest' });
  });

  it('goes on in the order that is shown while another is under way', async () => {
    const { service, thread } = await opened();
    thread.open(null, 'top');
    thread.more();
    await service.answer('newest after-newest');
    expect(thread.state.roots).toEqual(['newest', 'newest-after-newest']);
  });
});

describe('a link to a comment that is here', () => {
  it('unfolds the conversations that it lies in, and no others', async () => {
    const { thread } = await opened();
    const reply = makeComment('answer', { parent_id: 'newest', depth: 1 });
    thread.set({
      items: new Map(thread.state.items).set('answer', reply),
      collapsed: new Set(['newest', 'other']),
    });
    await thread.follow('answer');
    expect(thread.state).toMatchObject({ focus: 'answer', collapsed: new Set(['other']) });
  });
});
