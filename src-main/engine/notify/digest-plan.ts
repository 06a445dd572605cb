/**
 * Which message of a digest is to be sent next, and when. Pure.
 *
 * Messages are filled one after the other and changed as their lines change. What is critical never hides in the edit of
 * a message that was read already: it opens a new one.
 */
import { type Severity, severities } from '../../../src-shared/vocabulary.ts';
import type { Digest, DigestPage, StoredItem } from '../store/digests.ts';
import type { DigestView } from './notification.ts';
import { digestLineUnits, inDigestOrder } from './render-digest.ts';

export interface DigestTimes {
  /** The first message waits so long for company. */
  gatherMs: number;
  /** Between one sending and the next; full messages do not wait. */
  growMs: number;
}

const gatherShare = { ofWindow: 1 / 60, least: 50, most: 5_000 };
const growShare = { ofWindow: 1 / 20, least: 100, most: 15_000 };
/** Where nothing can be edited, a window has one digest. */
const aloneShare = 0.8;

const share = ({ ofWindow, least, most }: typeof growShare, windowMs: number): number =>
  Math.min(Math.max(Math.round(windowMs * ofWindow), least), most);

export const digestTimes = (windowMs: number, canEdit: boolean): DigestTimes => ({
  gatherMs: share(gatherShare, windowMs),
  growMs: canEdit ? share(growShare, windowMs) : Math.round(windowMs * aloneShare),
});

/** Units of a message that lines may take: the figures, the senders and the link stand beside them. */
export const pageUnits = 3_100;

export interface PlannedSend {
  /** Index of the message; equal to the number of messages: a new one. */
  page: number;
  /** Lines that this message names for the first time. */
  added: string[];
  /** Epoch ms. */
  at: number;
  isUrgent: boolean;
  /** It names what was not named before. */
  names: boolean;
}

const unitsOf = (items: readonly StoredItem[]): number =>
  items.reduce((sum, item) => sum + digestLineUnits(item), 0);

const fitting = (items: readonly StoredItem[], room: number): StoredItem[] => {
  const taken: StoredItem[] = [];
  let left = room;
  for (const item of items) {
    left -= digestLineUnits(item);
    if (left < 0 && taken.length > 0) break;
    taken.push(item);
  }
  return taken;
};

/**
 * Null where every line is shown as it is. `blocked`: a message that failed and waits for its next try; what is critical
 * goes past it.
 */
export const planDigest = (
  digest: Digest,
  times: DigestTimes,
  canEdit: boolean,
  isBlocked: (page: number) => boolean = () => false,
): PlannedSend | null => {
  const { items, pages, state } = digest;
  const usual =
    state.sentAt === 0 ? state.openedAt + times.gatherMs : Math.max(state.sentAt + times.growMs, 0);
  const pageOf = ({ page }: StoredItem): DigestPage | undefined => (page === null ? undefined : pages[page]);
  const isChanged = (item: StoredItem): boolean => item.seq > (pageOf(item)?.sentSeq ?? -1);

  const isBegun = ({ remoteId, tried }: DigestPage) => remoteId === null && tried !== null;
  const begunPages = pages.flatMap((page, index) => (isBegun(page) ? [index] : []));
  const isNew = canEdit
    ? (item: StoredItem) => pageOf(item) === undefined
    : (item: StoredItem) => isChanged(item) && (item.page === null || !begunPages.includes(item.page));
  const unnamed = inDigestOrder(items.filter(isNew));
  const [worst] = unnamed;
  const isUrgent = worst !== undefined && isFiringCritical(worst);
  // A message that was begun is finished first: its lines are assigned to it. What is critical does not wait for that.
  const urgentBegun = begunPages.filter((page) => isUrgentPage(items, page));
  const begun = isUrgent
    ? urgentBegun.find((page) => !isBlocked(page))
    : [...urgentBegun, ...begunPages].toSorted((a, b) => Number(isBlocked(a)) - Number(isBlocked(b)))[0];
  if (begun !== undefined)
    return { page: begun, added: [], at: 0, isUrgent: isUrgentPage(items, begun), names: true };

  if (worst !== undefined) {
    const last = pages.length - 1;
    const room = pageUnits - unitsOf(items.filter(({ page }) => page === last));
    const extends_ = canEdit && !isUrgent && last >= 0 && room >= digestLineUnits(worst);
    const page = extends_ ? last : pages.length;
    const added = fitting(unnamed, extends_ ? room : pageUnits);
    const isFull = added.length < unnamed.length;
    return {
      page,
      added: added.map(({ topic }) => topic),
      at: isUrgent ? 0 : isFull && state.sentAt > 0 ? 0 : usual,
      isUrgent,
      names: true,
    };
  }
  if (!canEdit) return null;
  // The one that was not renewed for longest; each waits for itself alone.
  const [stale] = pages
    .map((page, index) => ({ ...page, index }))
    // One that was tried and failed may have got lines that were there before its last sending.
    .filter(({ index, tried }) => tried !== null || items.some((one) => one.page === index && isChanged(one)))
    .sort((a, b) => a.sentSeq - b.sentSeq);
  if (stale === undefined) return null;
  return { page: stale.index, added: [], at: stale.sentAt + times.growMs, isUrgent: false, names: false };
};

export const isFiringCritical = ({ severity, state }: Pick<StoredItem, 'severity' | 'state'>): boolean =>
  severity === 'critical' && state !== 'resolved';

const isUrgentPage = (items: readonly StoredItem[], index: number): boolean =>
  items.some((item) => item.page === index && isFiringCritical(item));

/** `lines`: those of the message, or all of them for the report. */
export const digestView = (
  digest: Digest,
  kind: DigestView['kind'],
  page: number,
  lines: readonly StoredItem[],
): DigestView => {
  const bySeverity = Object.fromEntries(
    severities.map((severity) => [
      severity,
      digest.items.filter((item) => item.severity === severity).length,
    ]),
  ) as Record<Severity, number>;
  return {
    kind,
    openedAt: digest.state.openedAt,
    lastAt: digest.state.lastAt,
    page: page + 1,
    lines: lines.map(({ severity, state, acknowledged, host, title, from, count }) => ({
      severity,
      state,
      acknowledged,
      host,
      title,
      from,
      count,
    })),
    conditions: digest.items.length,
    alerts: digest.items.reduce((sum, { count }) => sum + count, 0),
    bySeverity,
    resolved: digest.items.filter(({ state }) => state === 'resolved').length,
  };
};
