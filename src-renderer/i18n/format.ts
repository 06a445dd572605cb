import { type Preferences, usePreferences } from './preferences.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const relativeUnits = [
  ['year', 365 * day],
  ['month', 30 * day],
  ['week', 7 * day],
  ['day', day],
  ['hour', hour],
  ['minute', minute],
  ['second', 1000],
] as const;

const durationUnits = [
  ['day', day],
  ['hour', hour],
  ['minute', minute],
  ['second', 1000],
] as const;

export interface Format {
  number(value: number, options?: Intl.NumberFormatOptions): string;
  percent(share: number): string;
  bytes(bytes: number): string;
  /** Date and time to the second, with the zone. */
  dateTime(at: number): string;
  date(at: number): string;
  time(at: number): string;
  /** Short: today the time alone, else day and time. */
  moment(at: number, now?: number): string;
  /** "3 minutes ago", "in 2 hours". */
  relative(at: number, now: number): string;
  /** "2 min", "1 hr, 5 min": the two largest units. */
  duration(ms: number): string;
  /** Where a block of a chart begins: "14:00", or with its day "Sun 14:00". */
  block(at: number, withDay: boolean): string;
  list(items: readonly string[]): string;
  locale: string;
}

/** The locale tag that carries calendar and digits: `fa-u-ca-persian-nu-latn`. */
export const localeOf = ({ language, calendar, digits }: Preferences): string => {
  const parts = [
    ...(calendar === 'auto' ? [] : ['ca', calendar]),
    ...(digits === 'auto' ? [] : ['nu', digits]),
  ];
  return [language === 'fa' ? 'fa-IR' : 'en-GB', ...(parts.length > 0 ? ['u', ...parts] : [])].join('-');
};

/** Formatters are slow to make, and a page needs few of them: each is made when first asked for, once. */
const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** Numbers, times and spans in the reader's language, calendar, digits and zone. */
export const createFormat = (preferences: Preferences): Format => {
  const locale = localeOf(preferences);
  const timeZone = preferences.timeZone === '' ? undefined : preferences.timeZone;
  const dateTimes = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { ...options, timeZone }));

  const plain = once(() => new Intl.NumberFormat(locale));
  const full = dateTimes({ dateStyle: 'full', timeStyle: 'long' });
  const long = dateTimes({ dateStyle: 'long', timeStyle: 'long' });
  const weekday = dateTimes({ weekday: 'long' });
  const date = dateTimes({ dateStyle: 'medium' });
  const time = dateTimes({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const shortTime = dateTimes({ hour: '2-digit', minute: '2-digit' });
  const shortDay = dateTimes({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const blockDay = dateTimes({ weekday: 'short', hour: '2-digit', minute: '2-digit' });
  const dayKey = dateTimes({ year: 'numeric', month: 'numeric', day: 'numeric' });
  const relative = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const list = once(() => new Intl.ListFormat(locale, { type: 'conjunction' }));
  const spans = once(() => new Intl.ListFormat(locale, { type: 'unit', style: 'short' }));
  const numbers = new Map<string, Intl.NumberFormat>();

  const number: Format['number'] = (value, options) => {
    if (options === undefined) return plain().format(value);
    const key = JSON.stringify(options);
    let formatter = numbers.get(key);
    if (formatter === undefined) {
      formatter = new Intl.NumberFormat(locale, options);
      numbers.set(key, formatter);
    }
    return formatter.format(value);
  };

  return {
    locale,
    number,
    percent: (share) => number(share, { style: 'percent', maximumFractionDigits: 1 }),
    bytes(bytes) {
      const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
      const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), names.length - 1);
      return number(bytes / 1024 ** step, {
        style: 'unit',
        unit: names[step],
        unitDisplay: 'short',
        maximumFractionDigits: step === 0 ? 0 : 1,
      });
    },
    // The data that browsers have put year, month, day and weekday of the Persian calendar into no order anyone writes.
    dateTime: (at) =>
      preferences.language === 'fa' ? `${weekday().format(at)} ${long().format(at)}` : full().format(at),
    date: (at) => date().format(at),
    time: (at) => time().format(at),
    moment: (at, now = Date.now()) =>
      (dayKey().format(at) === dayKey().format(now) ? shortTime : shortDay)().format(at),
    relative(at, now) {
      const span = at - now;
      for (const [unit, size] of relativeUnits) {
        if (Math.abs(span) >= size) return relative().format(Math.trunc(span / size), unit);
      }
      return relative().format(0, 'second');
    },
    duration(ms) {
      if (ms < 1000)
        return number(Math.round(ms), { style: 'unit', unit: 'millisecond', unitDisplay: 'short' });
      const first = durationUnits.findIndex(([, size]) => ms >= size);
      const pieces: string[] = [];
      let rest = ms;
      for (const [unit, size] of durationUnits.slice(first, first + 2)) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0) pieces.push(number(count, { style: 'unit', unit, unitDisplay: 'short' }));
      }
      return spans().format(pieces);
    },
    block: (at, withDay) => (withDay ? blockDay : shortTime)().format(at),
    list: (items) => list().format(items),
  };
};

let newest: { preferences: Preferences; format: Format } | undefined;

/** The same one for all who ask, as long as the reader's preferences are the same. */
export const formatFor = (preferences: Preferences): Format => {
  if (newest?.preferences !== preferences) newest = { preferences, format: createFormat(preferences) };
  return newest.format;
};

export const useFormat = (): Format => formatFor(usePreferences());
