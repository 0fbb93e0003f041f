import { describe, expect, it } from 'vitest';
import { relativeTime } from './time.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('a relative time', () => {
  it.each([
    [5, 'now'],
    [-30, 'now'], // a server's clock ahead of ours
    [65, '1 minute ago'],
    [3_700, '1 hour ago'],
    [86_400, 'yesterday'],
    [700_000, 'last week'],
  ])('calls %i seconds "%s"', (seconds, expected) => {
    expect(relativeTime(NOW - seconds * 1000, NOW, 'en')).toBe(expected);
  });
});
