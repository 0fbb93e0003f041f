import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Staff, session } from '../shell/session.ts';
import { toasts } from '../shell/toasts.ts';
import { getIfChanged } from '../shell/wire.ts';
import { speak } from '../shell/words.ts';
import { Watch } from './Watch.tsx';

vi.mock('../shell/wire.ts', async (original) => ({
  ...(await original<object>()),
  getIfChanged: vi.fn(),
}));

await speak('en');

const STAFF = {
  moderator: { id: 'm', name: 'Mira' },
  sites: ['quayside', 'gazette'].map((site) => ({ site, role: 'admin' as const })),
} as Staff;
const root = document.createElement('div');

/** On the page of this site, which is loaded anew, with a discussion that heats up `at` a time. */
async function load(site: string, at: number): Promise<string[]> {
  render(null, root);
  toasts.set({ list: [] });
  session.set({ staff: STAFF, site });
  return look(site === 'quayside' ? [at] : []);
}

async function look(starts: number[]): Promise<string[]> {
  const items = starts.map((at) => ({
    article: { key: 'bridge', title: 'The bridge', url: null, section: null },
    reasons: [],
    figures: {},
    since: new Date(at).toISOString(),
  }));
  vi.mocked(getIfChanged).mockResolvedValue({ body: { items }, etag: '' });
  await act(async () => render(<Watch />, root));
  await act(async () => {});
  return toasts.value.list.map(({ text }) => text);
}

beforeEach(() => localStorage.clear());
afterEach(() => render(null, root));

it('tells of a heat once, however often the page is loaded', async () => {
  const now = Date.now();
  expect(await load('quayside', now - 9_000)).toHaveLength(1);
  expect(await load('quayside', now - 9_000)).toEqual([]);
  expect(await load('quayside', now)).toHaveLength(1); // it has cooled, and heats up again
});

it('takes the note away with the site that it is about', async () => {
  expect(await load('quayside', Date.now())).toHaveLength(1);
  vi.mocked(getIfChanged).mockResolvedValue({ body: { items: [] }, etag: '' });
  await act(async () => session.set({ site: 'gazette' }));
  expect(toasts.value.list).toEqual([]);
});
