/**
 * Which notices are shown, which are kept back (severity, quiet hours, pause), and which are folded into one "and more"
 * because too many come at a time. Pure: the caller gives the time and shows what comes of it.
 */
import type { Severity } from '../../src-shared/vocabulary.ts';

export interface NoticeRules {
  noticeSeverities: readonly Severity[];
  soundSeverities: readonly Severity[];
  noticesPerMinute: number;
  quietHours: boolean;
  quietFrom: string;
  quietTo: string;
  quietExceptCritical: boolean;
}

export type Verdict =
  | { kind: 'show'; hasSound: boolean }
  | { kind: 'fold' }
  | { kind: 'keep-back'; why: 'severity' | 'quiet' | 'paused' };

export interface Moment {
  /** Epoch ms. */
  now: number;
  /** Minutes since midnight where the person sits. */
  minuteOfDay: number;
  pausedUntil: number | null;
  /** When notices were shown, epoch ms; older than a minute does not matter. */
  shownAt: readonly number[];
}

export const minuteMs = 60_000;

export const judgeNotice = (severity: Severity, rules: NoticeRules, moment: Moment): Verdict => {
  if (!rules.noticeSeverities.includes(severity)) return { kind: 'keep-back', why: 'severity' };
  if (isPaused(moment)) return { kind: 'keep-back', why: 'paused' };
  const isQuiet = isQuietTime(rules, moment.minuteOfDay);
  const goesThrough = severity === 'critical' && rules.quietExceptCritical;
  if (isQuiet && !goesThrough) return { kind: 'keep-back', why: 'quiet' };
  const lately = moment.shownAt.filter((at) => moment.now - at < minuteMs);
  if (lately.length >= rules.noticesPerMinute) return { kind: 'fold' };
  return { kind: 'show', hasSound: !isQuiet && rules.soundSeverities.includes(severity) };
};

export const isPaused = ({ now, pausedUntil }: Pick<Moment, 'now' | 'pausedUntil'>): boolean =>
  pausedUntil !== null && now < pausedUntil;

/** From the first minute on, up to the second; the night lies between 22:00 and 07:00. Equal times: never. */
export const isQuietTime = (
  rules: Pick<NoticeRules, 'quietHours' | 'quietFrom' | 'quietTo'>,
  minuteOfDay: number,
): boolean => {
  if (!rules.quietHours) return false;
  const from = minutesOf(rules.quietFrom);
  const to = minutesOf(rules.quietTo);
  return from <= to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
};

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};
