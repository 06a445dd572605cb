import type { FactNumber } from './facts.ts';
import { matchesOf } from './mail-text.ts';

const maxNumbers = 20;
const maxLinks = 10;
const maxContextChars = 60;
const maxReadChars = 8_000;

const measurement =
  /(?<![\w.:/-])(\d{1,12}(?:[.,]\d{1,6})?)\s?(%|percent|ms|µs|s|sec|seconds?|min|minutes?|hours?|h|days?|[kmgtp]i?b(?:\/s)?|bytes?|°?c|rpm|v|w|iops|qps|rps|errors?|sectors?|attempts?)(?![\p{L}\p{N}])/giu;

/** The measurements in the text, as written, with the words before them. Times of day and addresses are none. */
export const readNumbers = (text: string): FactNumber[] =>
  [...take(matchesOf(measurement, text.slice(0, maxReadChars)), maxNumbers)].map((match) => {
    const lineStart = text.lastIndexOf('\n', match.index) + 1;
    const from = Math.max(lineStart, match.index - maxContextChars);
    return {
      value: Number((match[1] ?? '').replace(',', '.')),
      unit: match[2] ?? '',
      context: text.slice(from, match.index + match[0].length).trim(),
    };
  });

const address = /\bhttps?:\/\/[^\s<>"'\])}]{1,500}/giu;

/** The http(s) links in the text, in their order, each once. */
export const readLinks = (text: string): string[] => {
  const links = new Set<string>();
  for (const [link] of matchesOf(address, text.slice(0, maxReadChars))) {
    links.add(link.replace(/[.,;:!?]+$/, ''));
    if (links.size === maxLinks) break;
  }
  return [...links];
};

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const item of items) {
    if (taken === count) return;
    taken += 1;
    yield item;
  }
}
