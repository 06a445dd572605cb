/** `serverWords`: what the server says in sentences of its own, in the reader's language. */
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatFor } from './format.ts';
import { type Preferences, preferences } from './preferences.ts';
import { createTranslator, type Vocabulary } from './sentences.ts';

type Translator = (text: string) => string;

/** Lists of locales/<language>/words.json whose words appear in the server's sentences. */
const vocabularies = ['severity', 'state', 'kind', 'delivery', 'role'] as const;

/** Null until the words are there. */
const makeTranslator = (chosen: Preferences): Translator | null => {
  const sentences = i18next.getResourceBundle(chosen.language, 'server');
  const words = i18next.getResourceBundle(chosen.language, 'words');
  if (sentences === undefined || words === undefined) return null;
  return createTranslator({
    sentences,
    vocabularies: Object.fromEntries(vocabularies.map((name) => [name, words[name] as Vocabulary])),
    number: (value) => formatFor(chosen).number(value),
  });
};

let made: { of: Preferences; translate: Translator | null } | null = null;

/** For what is not drawn by React; a component uses `useServerWords`, which follows the language. */
export const serverWords = (text: string): string => {
  const chosen = preferences();
  if (chosen.language === 'en') return text;
  if (made?.of !== chosen || made.translate === null)
    made = { of: chosen, translate: makeTranslator(chosen) };
  return made.translate?.(text) ?? text;
};

export const useServerWords = (): Translator => {
  useTranslation(['words']);
  return serverWords;
};
