/** Small steps that the readers of single tools share. All are bounded and linear in what they are given. */
import { cutText, type MailText, onOneLine } from '../mail-text.ts';

const maxNameChars = 200;
const maxSummaryChars = 300;

/** The named groups of the first pattern that fits, trimmed; '' for a group that took no part. Null where none fits. */
export const groupsOf = (
  text: string,
  ...patterns: readonly RegExp[]
): Readonly<Record<string, string>> | null => {
  for (const pattern of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined)
      return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, (value ?? '').trim()]));
  }
  return null;
};

/** The first row of a table whose pattern is found in the text. */
export const rowFor = <Row extends { readonly pattern: RegExp }>(
  rows: readonly Row[],
  text: string,
): Row | undefined => rows.find(({ pattern }) => pattern.test(text));

/** A name for the facts: on one line and bounded. */
export const toName = (text: string | undefined): string => cutText(onOneLine(text ?? ''), maxNameChars);

export const toSummary = (text: string): string => cutText(onOneLine(text), maxSummaryChars);

/** Field `Key: value` of the text, or a table's row `Key | value`, by its folded key, as a name; '' where there is none. */
export const fieldOf = (mail: MailText, ...keys: readonly string[]): string => {
  for (const key of keys) {
    const value = mail.fields.get(key) || cellOf(mail, key);
    if (value !== '') return toName(value);
  }
  return '';
};

const maxTableLines = 200;

const cellOf = (mail: MailText, key: string): string => {
  const start = `${key} | `;
  const row = mail.lines
    .slice(0, maxTableLines)
    .find(
      (line) => line.startsWith(' | ', key.length) && line.slice(0, start.length).toLowerCase() === start,
    );
  return row === undefined ? '' : (row.slice(start.length).split(' | ')[0] ?? '');
};

/** True for what can be a host's name and is no title: one word with a dot, a digit or a hyphen, or an address. */
const isHostLike = (text: string): boolean =>
  /^[\p{L}\p{N}](?:[\p{L}\p{N}._:-]{0,250}[\p{L}\p{N}])?$/u.test(text) && /[\d.-]/u.test(text);

/** The host that a link or a host-like name points at; '' for a title. */
export const hostOfTarget = (text: string): string => {
  const ofLink = /^[a-z]{2,10}:\/\/(?:[^\s/@]{1,100}@)?(?<host>\[[\da-f:.]{2,45}\]|[^\s/:?#]{1,253})/iu.exec(
    text.trim(),
  )?.groups?.host;
  return toName(ofLink ?? (isHostLike(text.trim()) ? text.trim() : ''));
};

/** The machine a local daemon mails from (`root@db01.example.net`); '' for people, services and shared domains. */
export const hostOfSender = (mail: MailText): string => {
  for (const address of [mail.mail.from.address, mail.envelope.mailFrom]) {
    const domain = /^(?:root|nobody|daemon|admin|[a-z]{2,12}d)@(?<host>[^@\s]{1,253})$/iu.exec(address)
      ?.groups?.host;
    if (domain !== undefined && domain.toLowerCase() !== 'localhost') return toName(domain);
  }
  return '';
};

/** The first word of a title that is a machine's name by its form: `DC01`, `web-02`, `db.example.net`. */
export const hostWordIn = (title: string): string =>
  toName(
    title
      .split(/[\s"'()[\]{},;:<>|]+/u)
      .slice(0, 40)
      .find((word) =>
        /^(?:[a-z][a-z-]{0,30}\d{1,5}[a-z]?|[a-z\d][a-z\d-]{0,62}(?:\.[a-z\d-]{1,63}){1,5}\.[a-z]{2,24})$/iu.test(
          word,
        ),
      ),
  );
