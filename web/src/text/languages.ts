import { de } from './de';
import { en } from './en';
import type { Strings } from './strings';

const languages = new Map<string, Strings>([['en', en], ['de', de]]);

/** Adds a language, or puts another in place of one: `addLanguage('fr', { ... })`. */
export function addLanguage(tag: string, strings: Strings): void {
  languages.set(tag.toLowerCase(), strings);
}

/** The first of these languages (BCP 47) that there is, by itself or by its first part; English otherwise. */
export function stringsFor(tags: readonly string[]): { language: string; strings: Strings } {
  for (const tag of tags.map((wanted) => wanted.toLowerCase())) {
    for (const candidate of [tag, tag.split('-')[0]!]) {
      const strings = languages.get(candidate);
      if (strings) {
        return { language: candidate, strings };
      }
    }
  }
  return { language: 'en', strings: en };
}
