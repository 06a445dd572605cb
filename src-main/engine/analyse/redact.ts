/**
 * Takes out of a mail what must not leave the house before a provider that is not marked local gets it (L5). Secrets become
 * `[SECRET_1]` and are never put back, whatever a model or a mail asks for. Addresses, hosts and user names, where the
 * setting says so, become `[HOST_1]` and the like and are put back into the answer, here and only where the placeholder
 * stands whole.
 */
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts } from '../recognise/facts.ts';
import { cutToHeadAndTail, maxMailChars } from './prompt.ts';
import { addressesIn, namesOf } from './redact-addresses.ts';
import { secretRules } from './redact-rules.ts';

/** More than is ever sent, so that no secret is cut in two before it is found. */
const maxRedactedChars = 4 * maxMailChars;
const maxPlaceholders = 2_000;

export interface Redaction {
  kind: string;
  count: number;
}

export interface RedactedMail {
  mail: ParsedMail;
  envelope: Envelope;
  redactions: Redaction[];
  /** Puts addresses back; secrets stay out. */
  restore(text: string): string;
}

export interface RedactOptions {
  /** Also addresses, hosts and user names. */
  addresses: boolean;
}

const placeholder = /\[(SECRET|HOST|IP|USER|EMAIL)_(\d{1,5})\]/g;

/** The parts of a mail that are sent, without what must stay. The mail itself is not changed. */
export const redactMail = (
  mail: ParsedMail,
  envelope: Envelope,
  facts: Pick<Facts, 'host' | 'parts'>,
  options: RedactOptions,
): RedactedMail => {
  const redactor = createRedactor(options.addresses ? namesOf(mail, envelope, facts) : null);
  const redact = redactor.redact;
  return {
    mail: {
      ...mail,
      subject: redact(mail.subject),
      otherSubjects: mail.otherSubjects.map(redact),
      from: { address: redact(mail.from.address), display: redact(mail.from.display) },
      to: mail.to.map(redact),
      text: redact(cutToHeadAndTail(mail.text, maxRedactedChars)),
      html: null,
      headers: {},
    },
    envelope: { ...envelope, mailFrom: redact(envelope.mailFrom), rcptTo: envelope.rcptTo.map(redact) },
    redactions: redactor.redactions(),
    restore: redactor.restore,
  };
};

export interface Redactor {
  redact(text: string): string;
  restore(text: string): string;
  redactions(): Redaction[];
}

/** `names`: hosts and users to be replaced besides the addresses that are found by form; null: secrets alone. */
export const createRedactor = (names: ReadonlyMap<string, 'HOST' | 'USER'> | null): Redactor => {
  const numbers = new Map<string, string>();
  const originals = new Map<string, string>();
  const counts = new Map<string, number>();
  const lastOf = { SECRET: 0, HOST: 0, IP: 0, USER: 0, EMAIL: 0 };

  const stand = (type: keyof typeof lastOf, kind: string, value: string): string => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const key = `${type} ${value}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (numbers.size >= maxPlaceholders) return `[${type}]`;
    lastOf[type] += 1;
    const made = `[${type}_${lastOf[type]}]`;
    numbers.set(key, made);
    if (type !== 'SECRET') originals.set(made, value);
    return made;
  };
  const secret = (kind: string, value: string): string => stand('SECRET', kind, value);

  return {
    redact(text) {
      // A mail that brings placeholders of its own gets none of ours put in their place.
      let out = text.replace(placeholder, '($1_$2)');
      out = withoutPrivateKeys(out, (key) => secret('private-key', key));
      for (const { kind, pattern, group, accept } of secretRules) {
        out = out.replace(pattern, (...found) => {
          const whole = String(found[0]);
          const value = group === undefined ? whole : String(found[group] ?? '');
          if (value === '' || isPlaceholder(value) || accept?.(value) === false) return whole;
          const at = group === undefined ? 0 : whole.lastIndexOf(value);
          const bare = unquoted(value);
          const kept = value.indexOf(bare);
          return (
            whole.slice(0, at) +
            value.slice(0, kept) +
            secret(kind, bare) +
            value.slice(kept + bare.length) +
            whole.slice(at + value.length)
          );
        });
      }
      if (names !== null) {
        out = addressesIn(out, names, (type, value) => stand(type, type.toLowerCase(), value));
      }
      return out;
    },
    restore: (text) => text.replace(placeholder, (whole) => originals.get(whole) ?? whole),
    redactions: () => [...counts].map(([kind, count]) => ({ kind, count })),
  };
};

const isPlaceholder = (value: string): boolean =>
  /^["'`]?\[(?:SECRET|HOST|IP|USER|EMAIL)_\d{1,5}\]["'`;,.]?$/.test(value);

/** The quotes around a value stay, so that the mail reads as before. */
const unquoted = (value: string): string => {
  const inner = value.replace(/^["'`«“]/u, '').replace(/["'`»”]?[,;]*$/u, '');
  return inner === '' ? value : inner;
};

const keyBegin = /-{2,5} ?BEGIN (?:[A-Z0-9]+ ){0,4}(?:PRIVATE|SECRET) KEY(?: BLOCK)? ?-{2,5}/g;
const keyEnd = /-{2,5} ?END (?:[A-Z0-9]+ ){0,4}(?:PRIVATE|SECRET) KEY(?: BLOCK)? ?-{2,5}/g;
const keyLine =
  /^[\s>|*#"'+\\]*(?:[A-Za-z0-9+/=]{1,200}[\s"',\\nr]*|(?:Proc-Type|DEK-Info|Comment|Version|Encryption|Key-Derivation|Argon2-\w+|Private-Lines|Private-MAC|Public-Lines):.*|)$/;
const puttyKey = /^(?:PuTTY-User-Key-File-\d|Private-Lines):/gm;

/** Whole private keys, and what is left of one whose begin or end is missing: not one line of them stays. */
const withoutPrivateKeys = (text: string, replace: (key: string) => string): string => {
  let out = '';
  let at = 0;
  for (;;) {
    keyBegin.lastIndex = at;
    const begin = keyBegin.exec(text);
    keyEnd.lastIndex = at;
    const end = keyEnd.exec(text);
    if (begin === null && end === null) break;
    if (begin === null || (end !== null && end.index < begin.index)) {
      // The end of a key whose beginning was cut away: its lines stand before it.
      const stop = (end?.index ?? 0) + (end?.[0].length ?? 0);
      const start = linesBefore(text, at, end?.index ?? at);
      out += text.slice(at, start) + replace(text.slice(start, stop));
      at = stop;
      continue;
    }
    keyEnd.lastIndex = begin.index;
    const close = keyEnd.exec(text);
    keyBegin.lastIndex = begin.index + begin[0].length;
    const next = keyBegin.exec(text);
    const isWhole = close !== null && (next === null || close.index < next.index);
    const stop = isWhole ? close.index + close[0].length : linesAfter(text, begin.index + begin[0].length);
    out += text.slice(at, begin.index) + replace(text.slice(begin.index, stop));
    at = stop;
  }
  out += text.slice(at);
  puttyKey.lastIndex = 0;
  const putty = puttyKey.exec(out);
  if (putty === null) return out;
  const stop = linesAfter(out, putty.index + putty[0].length);
  return out.slice(0, putty.index) + replace(out.slice(putty.index, stop)) + out.slice(stop);
};

const linesAfter = (text: string, from: number): number => {
  let stop = lineEnd(text, from);
  while (stop < text.length) {
    const next = lineEnd(text, stop + 1);
    if (!keyLine.test(text.slice(stop + 1, next))) break;
    stop = next;
  }
  while (text[stop - 1] === '\n' && stop > from) stop -= 1;
  return stop;
};

const linesBefore = (text: string, least: number, from: number): number => {
  let start = text.lastIndexOf('\n', from - 1) + 1;
  if (start <= least) return Math.max(least, start);
  for (;;) {
    const previous = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
    const line = text.slice(previous, start - 1);
    if (previous < least || line.trim() === '' || !keyLine.test(line)) return start;
    start = previous;
    if (start === 0) return 0;
  }
};

const lineEnd = (text: string, from: number): number => {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at;
};
