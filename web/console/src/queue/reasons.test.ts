import { describe, expect, it } from 'vitest';
import type { Row } from './desk.ts';
import type { Finding, Item } from './item.ts';
import { reasonFor } from './reasons.ts';

const finding = (phase: string, saw: Finding['saw'] = {}): Finding => ({
  phase,
  action: 'hold',
  message: '',
  saw,
});
const above = (...attributes: string[]): Finding =>
  finding('scores', {
    above: attributes.map((attribute) => ({ attribute, score: 0.95, holds_at: 0.8 })),
  });
const row = (findings: Finding[], more: Partial<Item> = {}): Row =>
  ({ item: { id: '1', scores: { insult: 0.03 }, findings, ...more } as Item, fate: null }) as Row;
const suggested = (...rows: Row[]): string | null => reasonFor(rows, 'a-site-without-a-list');

describe('the suggested reason', () => {
  it.each([
    ['what is read first in any case', row([finding('premoderate', { because: 'site' })])],
    ['a language in which nobody decides', row([finding('language', { language: 'fa' })])],
    ['an author with a record', row([finding('history', { rejected: 3 })])],
    ['a high score below its threshold', row([], { scores: { insult: 0.79 } })],
    ['nothing at all', row([])],
  ])('is none for %s', (_, quiet) => {
    expect(suggested(quiet)).toBeNull();
  });

  it.each([
    ['abuse', row([above('insult', 'identity_attack')])],
    ['hate', row([above('identity_attack', 'insult')])],
    ['abuse', row([above('threat')])], // the plain list has no threats
    ['abuse', row([finding('words', { banned: ['fool'] })])],
    ['spam', row([finding('premoderate'), finding('links', { links: 9 })])],
    ['spam', row([above('toxicity'), finding('copies', { copies: 4 })])],
  ])('is %s where a finding says so', (code, found) => {
    expect(suggested(found)).toBe(code);
  });

  it('is what most readers reported it for', () => {
    const reasons = { other: 9, abuse: 1, off_topic: 3 };
    expect(suggested(row([], { reports: { count: 13, weight: 1, reasons, items: [] } }))).toBe(
      'off_topic',
    );
  });

  it('is none for several of which one has none', () => {
    expect(suggested(row([above('insult')]), row([]))).toBeNull();
    expect(suggested(row([above('insult')]), row([finding('copies')]))).toBe('abuse');
    expect(suggested()).toBeNull();
  });
});
