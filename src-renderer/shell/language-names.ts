import type { Language } from '../../src-shared/vocabulary.ts';

/** Names that are the same in every language, so that everybody finds the own one. */
export const languageNames: readonly { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'fa', name: 'فارسی' },
];
