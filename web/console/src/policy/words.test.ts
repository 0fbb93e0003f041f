import { describe, expect, it } from 'vitest';
import { ATTRIBUTES } from './draft.ts';
import { GROUPS } from './fields.ts';
import { tellIfKnown, words } from './words.ts';

const valuesOf = (message: string): string[] =>
  [...new Set([...message.matchAll(/\{([a-z]\w*)(?=[,}])/g)].map((each) => each[1] ?? ''))].sort();

describe('the words of the policy', () => {
  it.each(['fr', 'ar'] as const)('have the same keys and values in %s', (language) => {
    expect(Object.keys(words[language])).toEqual(Object.keys(words.en));
    for (const [key, message] of Object.entries(words.en)) {
      const translated = words[language][key as keyof typeof words.en];
      expect(valuesOf(translated), key).toEqual(valuesOf(message));
    }
  });

  it('name every line, group and option of the form', () => {
    const keys = GROUPS.flatMap(({ name, fields }) => [
      `group_${name}`,
      ...fields.map((each) => `line_${each.path.join('_')}`),
    ]);
    const missing = [...keys, ...ATTRIBUTES.map((each) => `attribute_${each}`)].filter(
      (key) => tellIfKnown(key) === null,
    );
    expect(missing).toEqual([]);
    for (const field of GROUPS.flatMap(({ fields }) => fields)) {
      for (const option of field.kind === 'choice' ? field.options : []) {
        const own = tellIfKnown(`option_${field.path.join('_')}_${option}`);
        expect(own ?? tellIfKnown(`option_${option}`), option).not.toBeNull();
      }
    }
  });
});
