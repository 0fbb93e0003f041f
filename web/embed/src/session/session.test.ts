import { Problem } from '@parley/shared/problems';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Api } from '../api.ts';
import { Session } from './session.ts';

const ada = { id: 'r1', name: 'Ada' };
let answers: [number, unknown][] = [];
const asked: string[] = [];

beforeEach(() => {
  localStorage.clear();
  asked.length = 0;
  answers = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(new URL(url).pathname);
    const [status, body] = answers.shift() ?? [401, { code: 'unauthenticated' }];
    return new Response(JSON.stringify(body), { status });
  });
});

function makeSession(jwt: string | null = null): Session {
  return new Session(new Api('https://parley.example/', 'demo', 'a'), 'demo', () => jwt);
}

describe('a session', () => {
  it('asks nothing and stores nothing before the reader acts', async () => {
    const session = makeSession();
    expect(session.isKnown).toBe(false);
    expect(await session.bearer()).toBeNull();
    expect(asked).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('of a guest is the same after a reload', async () => {
    answers = [[201, { token: 't1', reader: ada }]];
    await makeSession().becomeGuest('Ada');
    const again = makeSession();
    expect(await again.bearer()).toBe('t1');
    expect(again.reader).toEqual(ada);
  });

  it('renews a stale bearer once and tries again', async () => {
    answers = [
      [201, { token: 't1', reader: ada }],
      [200, { token: 't1', reader: ada }], // the device is known from now on
      [200, { token: 't2', reader: ada }],
    ];
    const session = makeSession();
    await session.becomeGuest('Ada');
    const used: string[] = [];
    await session.as(async (bearer) => {
      used.push(bearer);
      if (bearer === 't1') throw new Problem(401, 'token_expired');
    });
    expect(used).toEqual(['t1', 't2']);
    expect(asked.at(-1)).toBe('/api/v1/sessions/refresh');
  });

  it('that cannot be renewed asks who one is, and remembers the name', async () => {
    answers = [[201, { token: 't1', reader: ada }]];
    const session = makeSession();
    await session.becomeGuest('Ada');
    const run = session.as(async () => {
      throw new Problem(401, 'token_expired');
    });
    await expect(run).rejects.toMatchObject({ code: 'session_required' });
    expect(session.lastName).toBe('Ada');
  });

  it("redeems the publisher's token, and never keeps it on the device", async () => {
    answers = [[201, { token: 't1', reader: ada }]];
    expect(await makeSession('jwt').bearer()).toBe('t1');
    expect(JSON.stringify({ ...localStorage })).not.toMatch(/jwt|t1/);
  });

  it('that the page changed meanwhile belongs to the reader of now', async () => {
    answers = [[201, { token: 't1', reader: ada }]];
    let jwt: string | null = 'jwt';
    const api = new Api('https://parley.example/', 'demo', 'a');
    const session = new Session(api, 'demo', () => jwt);
    const told: unknown[] = [];
    session.onChange(() => told.push(session.reader));
    const bearer = session.bearer();
    jwt = null; // signed out before the answer came
    expect(await bearer).toBeNull();
    expect(session.reader).toBeNull();
    expect(told).not.toContainEqual(ada);
  });
});
