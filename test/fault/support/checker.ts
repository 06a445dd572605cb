/**
 * Joins the three books: what the client was answered, what the sinks took, and what the product's ledger says.
 *
 * lost: answered 250, and neither delivered to every required channel nor accounted for otherwise. What is accounted for
 * otherwise is counted by itself: suppressed with a reason, dead letter, an SMS whose record says that it was taken as sent.
 * ghost: delivered and never sent, or delivered
 * although it was refused. stuck: still waiting when everything had come to rest. duplicates: more than one message about
 * one alert on one channel. mismatch: the ledger disagrees with itself, with its list of alerts or with the client's book.
 */
import { type ApiClient, createApiClient } from '../../support/api-client.ts';
import { type ChannelName, type ClientEntry, channelNames, type SinkEntry } from './books.ts';
import { type LedgerView, type ListedAlert, readAlerts, readLedger } from './console.ts';
import { chatOf, markersIn, telegramChats } from './marker.ts';

export interface Verdict {
  /** Answered 250, each mail once. */
  accepted: number;
  lost: number;
  ghost: number;
  stuck: number;
  duplicates: number;
  mismatch: number;
}

export interface Checked extends Verdict {
  delivered: number;
  suppressed: number;
  dead: number;
  /** SMS that may or may not have gone, and say so in their record. */
  assumedSent: number;
  duplicatesByChannel: Record<string, number>;
  /** Duplicates that do not say that they may be one. */
  unmarkedDuplicates: number;
  ledger: LedgerView | null;
  /** The first of each kind, in words. */
  examples: string[];
}

const maxExamples = 12;
const refusedFrom = 400;
const settled = ['delivered', 'suppressed', 'dead', 'unrouted'];

/** Pure: everything but the deliveries of single alerts is given. */
export const join = async (input: {
  sent: readonly ClientEntry[];
  delivered: readonly SinkEntry[];
  alerts: readonly ListedAlert[];
  ledger: LedgerView | null;
  channels: readonly ChannelName[];
  /** Mails that others sent: as many were surely taken, and so many may have been. Left out: none. */
  others?: { taken: number; most: number };
  /** Settled alerts that the product took out of its list, because Redis was short of memory. */
  trimmed?: number;
  /** Whether the product's record says that this alert's SMS was taken as sent, or is a dead letter there. */
  isExcused: (alertId: string, channel: ChannelName) => Promise<'assumed' | 'dead' | null>;
}): Promise<Checked> => {
  const { sent, delivered, alerts, ledger, channels, isExcused } = input;
  const { others = { taken: 0, most: 0 }, trimmed = 0 } = input;
  const examples: string[] = [];
  const example = (text: string) => {
    if (examples.length < maxExamples) examples.push(text);
  };

  const accepted = new Map<string, ClientEntry>();
  const refused = new Set<string>();
  const everSent = new Set<string>();
  for (const entry of sent) {
    everSent.add(entry.marker);
    if (entry.code === 250) accepted.set(entry.marker, entry);
    else if (entry.code !== null && entry.code >= refusedFrom) refused.add(entry.marker);
  }
  // Lost after its bytes were sent: it may have been accepted all the same.
  for (const { marker, code } of sent) if (code === null || code === 250) refused.delete(marker);

  const messages = new Map<string, Map<string, SinkEntry[]>>();
  const edits = new Map<string, Set<string>>();
  let ghost = 0;
  const ghosts = new Set<string>();
  for (const entry of delivered) {
    for (const marker of entry.markers) {
      if ((!everSent.has(marker) || refused.has(marker)) && !ghosts.has(marker)) {
        ghosts.add(marker);
        ghost++;
        example(`ghost: ${marker} on ${entry.channel}, ${refused.has(marker) ? 'refused' : 'never sent'}`);
      }
      if (entry.kind === 'edit') {
        edits.set(entry.channel, (edits.get(entry.channel) ?? new Set()).add(marker));
        continue;
      }
      const ofChannel = messages.get(entry.channel) ?? new Map<string, SinkEntry[]>();
      messages.set(entry.channel, ofChannel);
      ofChannel.set(marker, [...(ofChannel.get(marker) ?? []), entry]);
    }
  }

  const byMarker = new Map<string, ListedAlert[]>();
  for (const alert of alerts) {
    for (const marker of markersIn(alert.subject)) {
      byMarker.set(marker, [...(byMarker.get(marker) ?? []), alert]);
    }
  }

  let lost = 0;
  let assumedSent = 0;
  let suppressed = 0;
  let dead = 0;
  let reached = 0;
  for (const [marker, { id }] of accepted) {
    const known = byMarker.get(marker) ?? [];
    const missing: string[] = [];
    for (const channel of channels) {
      if (channel === 'telegram' && channels.length > 1 && chatOf(marker) >= telegramChats) continue;
      if (messages.get(channel)?.has(marker) || edits.get(channel)?.has(marker)) continue;
      const excuse = known[0] === undefined ? null : await isExcused(known[0].id, channel);
      if (excuse === 'assumed') assumedSent++;
      else if (excuse === 'dead') dead++;
      else missing.push(channel);
    }
    const isHidden = known.some(
      ({ status, suppressedBy }) => status === 'suppressed' && suppressedBy !== null,
    );
    if (missing.length === 0) reached++;
    else if (isHidden) suppressed++;
    else {
      lost++;
      example(
        `lost: ${marker} (${id}) not on ${missing.join(', ')}; ledger: ${known.map(({ status }) => status).join(', ') || 'unknown'}`,
      );
    }
  }

  const duplicatesByChannel: Record<string, number> = {};
  let unmarkedDuplicates = 0;
  for (const channel of channelNames) {
    const ofChannel = messages.get(channel) ?? new Map<string, SinkEntry[]>();
    for (const [marker, entries] of ofChannel) {
      if (entries.length < 2) continue;
      duplicatesByChannel[channel] = (duplicatesByChannel[channel] ?? 0) + entries.length - 1;
      unmarkedDuplicates += entries.slice(1).filter(({ markedRepeat }) => !markedRepeat).length;
      example(`duplicate: ${marker} ${entries.length} times on ${channel}`);
    }
  }

  const stuckAlerts = alerts.filter(({ status }) => !settled.includes(status));
  for (const { id, subject } of stuckAlerts) example(`stuck: ${id} ${subject}`);
  const stuck = Math.max(stuckAlerts.length, ledger?.waiting ?? 0);

  let mismatch = 0;
  const differs = (text: string) => {
    mismatch++;
    example(`mismatch: ${text}`);
  };
  if (ledger !== null) {
    const { delivered: told, suppressed: hidden, waiting, dead: given, unrouted } = ledger;
    const sum = told + hidden + waiting + given + unrouted;
    if (sum !== ledger.accepted) differs(`accepted ${ledger.accepted}, places ${sum}`);
    if (!ledger.balanced) differs('the ledger says that it does not balance');
    const listed = alerts.length + trimmed;
    if (ledger.accepted !== listed) differs(`accepted ${ledger.accepted}, listed ${listed}`);
    const most = everSent.size + others.most;
    if (ledger.accepted > most) differs(`accepted ${ledger.accepted}, sent ${most}`);
    const answered = accepted.size + others.taken;
    const kept = ledger.accepted + ledger.joined;
    if (kept < answered) differs(`${answered} mails were answered 250, ${kept} are accounted for`);
  }
  const unknown = [...accepted.keys()].filter((marker) => !byMarker.has(marker));
  if (unknown.length > trimmed)
    differs(`${unknown.length} accepted mails are not listed, like ${unknown[0]}`);

  return {
    accepted: accepted.size,
    lost,
    ghost,
    stuck,
    duplicates: Object.values(duplicatesByChannel).reduce((sum, count) => sum + count, 0),
    mismatch,
    delivered: reached,
    suppressed,
    dead,
    assumedSent,
    duplicatesByChannel,
    unmarkedDuplicates,
    ledger,
    examples,
  };
};

/** Whether the record of the alert says why this channel shows nothing. */
const excuseIn = async (api: ApiClient, alertId: string, channel: ChannelName) => {
  const { status, body } = await api.get(`/api/alerts/${alertId}`);
  if (status !== 200) return null;
  const deliveries = (
    body.deliveries as { channelKind: string; state: string; attempts: { error: string | null }[] }[]
  ).filter(({ channelKind }) => channelKind === channel);
  if (deliveries.some(({ state }) => state === 'dead')) return 'dead' as const;
  const isAssumed = deliveries.some(
    ({ state, attempts }) =>
      state === 'delivered' && attempts.some(({ error }) => error?.includes('taken as sent') === true),
  );
  return isAssumed && channel === 'sms' ? ('assumed' as const) : null;
};

/** The same with the product's own answers. */
export const check = async (
  url: string,
  token: string | null,
  books: { sent: readonly ClientEntry[]; delivered: readonly SinkEntry[] },
  channels: readonly ChannelName[] = channelNames,
  more: Pick<Parameters<typeof join>[0], 'others' | 'trimmed'> = {},
): Promise<Checked> => {
  const api = createApiClient(url, token);
  const alerts = await readAlerts(api);
  return join({
    ...books,
    alerts,
    ledger: await readLedger(api),
    channels,
    ...more,
    isExcused: (alertId, channel) => excuseIn(api, alertId, channel),
  });
};
