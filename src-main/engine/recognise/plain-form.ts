import { fold, isAscii } from './mail-text.ts';

const persianForms: readonly [RegExp, string][] = [
  [/[\u0640\u064b-\u0652\u0670]/gu, ''],
  [/[أإٱ]/gu, 'ا'],
  [/ى/gu, 'ی'],
  [/[ةۀ]/gu, 'ه'],
  [/٫/gu, '.'],
  [/٬/gu, ','],
  [/٪/gu, '%'],
];

/** One spelling: case, width, Persian and Arabic letters and digits, zero-width characters, white space. */
export const toPlainForm = (text: string): string => {
  let plain = fold(text);
  if (isAscii(text)) return plain;
  for (const [form, letter] of persianForms) plain = plain.replace(form, letter);
  return plain;
};
