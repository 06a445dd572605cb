/** One permanent refusal (5xx), kept for the console: a refused alert is a lost alert with most senders. */
export interface SmtpRefusal {
  /** Epoch ms. */
  at: number;
  remoteAddress: string;
  helo: string;
  /** The client's line as it came, control characters escaped, credentials hidden, cut to 512 characters. */
  line: string;
  reply: string;
}

export interface SmtpRefusals {
  add(refusal: SmtpRefusal): void;
  /** Newest last. */
  recent(): SmtpRefusal[];
  total(): number;
}

/** Refusals kept for the console. */
export const REFUSALS_KEPT = 100;

const MAX_LINE_LENGTH = 512;

export function createSmtpRefusals(): SmtpRefusals {
  const ring: SmtpRefusal[] = [];
  let total = 0;
  return {
    add(refusal) {
      total++;
      ring.push({ ...refusal, line: printable(refusal.line), helo: printable(refusal.helo) });
      if (ring.length > REFUSALS_KEPT) ring.shift();
    },
    recent: () => [...ring],
    total: () => total,
  };
}

/** One line of plain characters: control and invisible formatting characters as `\u....`. */
export function printable(text: string): string {
  return text
    .slice(0, MAX_LINE_LENGTH)
    .replace(
      /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
