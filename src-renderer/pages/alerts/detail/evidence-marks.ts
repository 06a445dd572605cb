import type { Evidence } from '../../../../src-shared/contract/alerts.ts';

/** A run of the mail's text, and the fields that rest on it. */
export interface TextPiece {
  text: string;
  fields: readonly string[];
}

/**
 * The text cut where evidence begins and ends. Words are found where they are said to stand, else at their first place;
 * what is not in the text (a subject's words, a header's) marks nothing.
 */
export const piecesOf = (text: string, evidence: readonly Evidence[]): TextPiece[] => {
  const spans = evidence.flatMap(({ field, words, at }) => {
    const begin = at !== undefined && text.startsWith(words, at) ? at : text.indexOf(words);
    return words === '' || begin < 0 ? [] : [{ field, begin, end: begin + words.length }];
  });
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ begin, end }) => [begin, end])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((begin, index) => ({
    text: text.slice(begin, cuts[index + 1]),
    fields: [
      ...new Set(spans.filter((span) => span.begin <= begin && begin < span.end).map(({ field }) => field)),
    ],
  }));
};

/** Fields whose words are in the text, in the order they are said to rest on it. */
export const fieldsOf = (pieces: readonly TextPiece[]): string[] => [
  ...new Set(pieces.flatMap(({ fields }) => fields)),
];
