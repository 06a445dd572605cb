/** True where both lead to the same server; what is no URL is compared as text. */
export const isSameOrigin = (before: unknown, after: unknown): boolean =>
  originOf(before) === originOf(after);

const originOf = (value: unknown): unknown =>
  typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : value;
