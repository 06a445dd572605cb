/**
 * What a remote end said, fit for a record: without our secrets (K3), on one line, bounded.
 */
import { cutUtf16, oneLine } from './render-text.ts';

const maxWords = 300;
/** Shorter values are no secrets but words (`1`, `yes`), and removing them would make the answer unreadable. */
const shortestSecret = 4;
const mark = '[secret]';

/** The ways in which a remote may echo a value: as it is, in a URL, in a form, in JSON, in Base64. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret.toWellFormed()),
  new URLSearchParams([['', secret]]).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
];

/** Replaces each secret, however spelled, by a mark. Longer ones go first, so that no rest of one is left over. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  [...new Set(secrets.flatMap(spellings))]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, mark), text);

/** One line of at most 300 characters without secrets. */
export const remoteWords = (text: string, secrets: readonly string[]): string =>
  cutUtf16(oneLine(withoutSecrets(text, secrets)), maxWords);
