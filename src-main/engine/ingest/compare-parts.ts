/** Words whose presence in one rendering alone changes what a reader thinks happened. */
const signalWords = new Set(
  (
    'crash crashed critical degraded disaster down emergency error errors fail failed failure fatal firing offline ok ' +
    'outage panic recovered recovery resolved severe unreachable warning'
  ).split(' '),
);

const MAX_COMPARED_CHARS = 100_000;
const MIN_SHARED = 0.6;

/**
 * Do the text and the HTML of one mail tell a reader different things? True when the HTML says much that the text
 * does not, or when either alone holds a word like `critical` or `resolved`.
 */
export function partsDisagree(text: string, htmlText: string): boolean {
  const inText = wordsOf(text);
  const inHtml = wordsOf(htmlText);
  if (inHtml.size === 0) return false;
  if (inText.size === 0) return true;
  let shared = 0;
  for (const word of inHtml) {
    if (inText.has(word)) shared += 1;
    else if (signalWords.has(word)) return true;
  }
  for (const word of inText) {
    if (signalWords.has(word) && !inHtml.has(word)) return true;
  }
  return shared / inHtml.size < MIN_SHARED;
}

/** Words of letters and digits, in lower case. Links do not count: each rendering writes them in its own way. */
function wordsOf(text: string): Set<string> {
  const plain = text.slice(0, MAX_COMPARED_CHARS).replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>()]+/gi, ' ');
  const words = new Set<string>();
  for (const match of plain.toLowerCase().matchAll(/[\p{L}\p{M}\p{N}]{2,}/gu)) words.add(match[0]);
  return words;
}
