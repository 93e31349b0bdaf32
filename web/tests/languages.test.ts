import { describe, expect, it } from 'vitest';
import { de } from '../src/text/de';
import { en } from '../src/text/en';
import { addLanguage, stringsFor } from '../src/text/languages';
import { withChanges } from '../src/text/strings';

/** The names of all strings, with those inside. */
function names(strings: object, prefix = ''): string[] {
  return Object.entries(strings).flatMap(([name, value]) =>
    typeof value === 'object' ? names(value as object, `${prefix}${name}.`) : [prefix + name]);
}

function texts(strings: object): string[] {
  return Object.values(strings).flatMap((value: unknown) => {
    if (typeof value === 'function') {
      return [(value as (name: string) => string)('look_up')];
    }
    return typeof value === 'object' ? texts(value as object) : [value as string];
  });
}

describe('stringsFor', () => {
  it.each([
    [['de'], 'de'],
    [['de-AT'], 'de'],
    [['DE-ch'], 'de'],
    [['fr', 'de', 'en'], 'de'],
    [['en-GB', 'de'], 'en'],
    [['tlh'], 'en'],
    [[], 'en'],
  ])('finds for %o: %s', (tags, language) => {
    expect(stringsFor(tags).language).toBe(language);
  });

  it('takes further languages', () => {
    addLanguage('pt-BR', { ...en, call: 'Ligar' });
    expect(stringsFor(['pt-br']).strings.call).toBe('Ligar');
    expect(stringsFor(['pt-PT']).strings.call).toBe('Call');
  });
});

describe('every language', () => {
  it('has the same strings', () => {
    expect(names(de)).toEqual(names(en));
  });

  it('leaves none empty', () => {
    expect([...texts(de), ...texts(en)].filter((text) => text.trim() === '')).toEqual([]);
  });

  it("says another thing than English, but for what is the same in both", () => {
    const same = texts(de).filter((text, i) => text === texts(en)[i]);
    expect(same).toEqual([]);
  });
});

describe('withChanges', () => {
  it("puts a page's words in place of ours, and leaves the others", () => {
    const strings = withChanges(en, { call: 'Ring', states: { idle: 'Hello.' } });
    expect(strings.call).toBe('Ring');
    expect(strings.states.idle).toBe('Hello.');
    expect(strings.states.muted).toBe(en.states.muted);
  });
});
