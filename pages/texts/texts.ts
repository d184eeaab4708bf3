import type { en } from './en.js';

/** What every language has to say. */
export type Texts = typeof en;

/** To add a language, add its file, with the same names as `en.ts`, and a line here. The first one is for all other languages. */
const LANGUAGES: Readonly<Record<string, () => Promise<Texts>>> = {
  en: async () => (await import('./en.js')).en,
};
const [FIRST = 'en'] = Object.keys(LANGUAGES);

/** All that the pages say. Set by {@link speak}, so read it where it is shown, not where a file is loaded. */
export let texts: Texts;

/** For dates and numbers: the visitor's own variant of the language that the page speaks, such as `en-GB`. */
export let locale = FIRST;

/** Loads the texts in the first of the visitor's languages that there is. Call it before anything is shown. */
export async function speak(wanted: readonly string[] = navigator.languages): Promise<void> {
  locale = wanted.find((name) => languageOf(name) in LANGUAGES) ?? FIRST;
  const language = languageOf(locale);
  texts = await (LANGUAGES[language] ?? LANGUAGES[FIRST])!();
  document.documentElement.lang = language;
}

function languageOf(name: string): string {
  return name.split('-')[0] ?? name;
}
