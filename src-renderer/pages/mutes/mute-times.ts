/** How long a mute may hold. */

const hourMs = 3_600_000;

export const spans = ['hour', 'fourHours', 'eightHours', 'midnight', 'forever'] as const;
export type Span = (typeof spans)[number];

/** Epoch ms at which the span ends; null: never. `timeZone` empty: the browser's own. */
export const endOf = (span: Span, now: number, timeZone: string): number | null => {
  switch (span) {
    case 'hour':
      return now + hourMs;
    case 'fourHours':
      return now + 4 * hourMs;
    case 'eightHours':
      return now + 8 * hourMs;
    case 'midnight':
      return nextMidnight(now, timeZone);
    case 'forever':
      return null;
    default:
      return span satisfies never;
  }
};

/** The first moment after `now` at which a new day begins in the zone. */
export const nextMidnight = (now: number, timeZone: string): number => {
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone: timeZone === '' ? undefined : timeZone,
    calendar: 'gregory',
    dateStyle: 'short',
  });
  const today = day.format(now);
  // Days of 23 and 25 hours: the moment is searched for, not computed.
  let [before, after] = [now, now + 26 * hourMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (day.format(middle) === today) before = middle;
    else after = middle;
  }
  return after;
};

/** For <input type="datetime-local">, in the browser's zone. */
export const toLocalInput = (at: number): string => {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Null where nothing or no date was entered. */
export const fromLocalInput = (text: string): number | null => {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
};
