import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { createFormat } from './format.ts';
import { preferences, subscribePreferences } from './preferences.ts';

const files = import.meta.glob<Record<string, unknown>>('../locales/*/*.json', { import: 'default' });

/** Words are fetched when a page first asks for its namespace. */
const backend: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    const file = files[`../locales/${language}/${namespace}.json`];
    if (file === undefined) return done(new Error(`no words for ${language}/${namespace}`), null);
    file().then(
      (words) => done(null, words as Parameters<typeof done>[1]),
      (error: unknown) => done(error instanceof Error ? error : new Error('words did not load'), null),
    );
  },
};

const applyToDocument = (language: string): void => {
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
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
      ns: ['common', 'shell', 'words'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  i18next.services.formatter?.add('number', (value: number) => createFormat(preferences()).number(value));
  applyToDocument(preferences().language);
  subscribePreferences(() => {
    const { language } = preferences();
    if (language === i18next.language) return;
    // Direction and words change in the same moment.
    void i18next.changeLanguage(language).then(() => applyToDocument(language));
  });
};
