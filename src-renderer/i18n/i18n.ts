import i18next, { type BackendModule, type CustomTypeOptions } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { fetchCode } from '../data/page-code.ts';
import { formatFor } from './format.ts';
import { preferences, subscribePreferences } from './preferences.ts';

/** Sentences of the server, which speaks English: there is a file for each other language. */
const sentences = 'server';
const files = import.meta.glob<Record<string, unknown>>('../locales/*/*.json', { import: 'default' });

/** Files of words: locales/<language>/<name>.json. */
export type WordsName = keyof CustomTypeOptions['resources'];

/** Words are fetched when a page first asks for its namespace. */
const backend: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    const file = files[`../locales/${language}/${namespace}.json`];
    if (file === undefined && namespace === sentences) return done(null, {});
    if (file === undefined) return done(new Error(`no words for ${language}/${namespace}`), null);
    fetchCode(file).then(
      (words) => done(null, words as Parameters<typeof done>[1]),
      (error: unknown) => done(error instanceof Error ? error : new Error('words did not load'), null),
    );
  },
};

const applyToDocument = (language: string): void => {
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
};

const shellWords: readonly WordsName[] = ['common', 'shell', 'words'];

let ready: () => void;
const started = new Promise<void>((resolve) => {
  ready = resolve;
});

/** Resolves once these words are there in the reader's language. */
export const loadWords = async (names: readonly WordsName[]): Promise<void> => {
  // Fetched now and taken in once the rest is ready; the browser fetches a file once.
  for (const name of names)
    void files[`../locales/${preferences().language}/${name}.json`]?.().catch(() => {});
  await started;
  await i18next.loadNamespaces([...names]);
};

/** Resolves once the words of the shell are there. */
export const startI18n = async (): Promise<void> => {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: preferences().language,
      fallbackLng: false,
      supportedLngs: ['en', 'fa'],
      ns: [...shellWords, sentences],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  i18next.services.formatter?.add('number', (value: number) => formatFor(preferences()).number(value));
  applyToDocument(preferences().language);
  ready();
  subscribePreferences(() => {
    const { language } = preferences();
    if (language === i18next.language) return;
    // Direction and words change in the same moment.
    void i18next.changeLanguage(language).then(() => applyToDocument(language));
  });
};
