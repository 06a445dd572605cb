/**
 * Keeps secrets and hostile text out of log records: by field name, and by value wherever a registered value appears.
 */
const secretNames =
  /^(?:.*(?:password|passwd|passphrase|secret|token|apikey|accesskey|privatekey|signingkey|credential)s?|authorization|cookie|setcookie|proxyauthorization|auth|pass|pwd)$/;
const hidden = '[secret]';
/** Shorter values would blot out ordinary words. */
const minSecretLength = 6;
const maxSecrets = 2_000;

const maxDepth = 6;
const maxEntries = 50;
const maxValues = 300;
const maxTextLength = 4_000;
const maxStackLength = 6_000;

export interface Redactor {
  /** From now on this value is replaced wherever it stands, also in its URL- and JSON-escaped forms. Returns how to forget it. */
  registerSecret(value: string): () => void;
  /** Replaces registered values in a text. */
  text(text: string): string;
}

export const createRedactor = (): Redactor => {
  const uses = new Map<string, number>();
  let longestFirst: string[] = [];
  const refresh = () => {
    longestFirst = [...uses.keys()].sort((a, b) => b.length - a.length);
  };

  return {
    registerSecret(value) {
      if (value.length < minSecretLength || uses.size >= maxSecrets) return () => {};
      const forms = new Set([value, JSON.stringify(value).slice(1, -1), uriForm(value)]);
      for (const form of forms) uses.set(form, (uses.get(form) ?? 0) + 1);
      refresh();
      let registered = true;
      return () => {
        if (!registered) return;
        registered = false;
        for (const form of forms) {
          const left = (uses.get(form) ?? 1) - 1;
          if (left > 0) uses.set(form, left);
          else uses.delete(form);
        }
        refresh();
      };
    },

    text(text) {
      let clean = text;
      for (const secret of longestFirst) if (clean.includes(secret)) clean = clean.replaceAll(secret, hidden);
      return clean;
    },
  };
};

/** A lone surrogate has no such form. */
const uriForm = (value: string): string => {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
};

/**
 * Plain data fit for a log record: values under secret names hidden, errors as type, code, message and stack (never
 * what a library hung on them: ioredis keeps whole commands there), everything bounded, no cycles.
 */
export const cleanFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  cleanObject(fields, 0, { above: new Set(), left: maxValues }) as Record<string, unknown>;

interface Walk {
  /** The objects this one is in, to see cycles. */
  above: Set<object>;
  /** How many values the record may still take. */
  left: number;
}

const cleanValue = (value: unknown, depth: number, walk: Walk): unknown => {
  if (--walk.left < 0) return '[more]';
  switch (typeof value) {
    case 'string':
      return cut(value, maxTextLength);
    case 'bigint':
      return value.toString();
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : cleanObject(value, depth, walk);
    default:
      return value;
  }
};

const cleanObject = (value: object, depth: number, walk: Walk): unknown => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (walk.above.has(value)) return '[circular]';
  if (depth >= maxDepth) return '[deep]';
  walk.above.add(value);
  try {
    if (value instanceof Error) return cleanError(value, depth, walk);
    if (Array.isArray(value)) {
      return value.slice(0, maxEntries).map((entry) => cleanValue(entry, depth + 1, walk));
    }
    if (value instanceof Map) return cleanObject(Object.fromEntries(value), depth, walk);
    if (value instanceof Set) return cleanObject([...value], depth, walk);
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, maxEntries)
        .map(([name, entry]) => [
          name,
          isSecretName(name) && couldBeSecret(entry) ? hidden : cleanValue(entry, depth + 1, walk),
        ]),
    );
  } finally {
    walk.above.delete(value);
  }
};

const cleanError = (error: Error, depth: number, walk: Walk): Record<string, unknown> => ({
  type: error.name,
  ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
  message: cut(error.message, maxTextLength),
  ...(error.stack === undefined ? {} : { stack: cut(error.stack, maxStackLength) }),
  ...(error.cause === undefined ? {} : { cause: cleanValue(error.cause, depth + 1, walk) }),
});

const isSecretName = (name: string): boolean =>
  secretNames.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''));

/** Counts and flags are none (`tokens: 120`, `password: true`). */
const couldBeSecret = (value: unknown): boolean =>
  value !== '' && (typeof value === 'string' || (typeof value === 'object' && value !== null));

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}... (${text.length} characters)`;

/**
 * C1 controls, line separators and bidirectional overrides, as JSON escapes. With these gone from a JSON line, one
 * record is one line in any terminal, viewer or reader.
 */
export const escapeInvisible = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
