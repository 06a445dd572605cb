/** From the last byte of a message to its answer: join, room, body, record, in this order. */
import type { Clock, Ids } from '../../ports.ts';
import type { Accounts } from './accounts.ts';
import type { Body } from './body.ts';
import { type FirstArrival, type Joins, joinKey } from './joins.ts';
import type { Failure, Journal } from './journal.ts';
import { formatLocation, type Place } from './location.ts';
import { MAX_META_BYTES, recordFlags } from './record.ts';
import { encodeMeta } from './stored-message.ts';
import type { Accepted, AcceptedMessage, EnvelopeFacts, Refused } from './types.ts';

/** What became of a first arrival. */
export type Kept = { ok: true; place: Place } | ({ ok: false } & Failure);

export interface AcceptDeps {
  nodeId: string;
  clock: Clock;
  ids: Ids;
  journal: Journal;
  accounts: Accounts;
  joins: Joins<Kept>;
  isFull: () => Failure | null;
  accepted: (message: AcceptedMessage) => void;
  wantsRaw: () => boolean;
}

export async function acceptBody(
  deps: AcceptDeps,
  body: Body,
  facts: EnvelopeFacts,
  messageId: string | null,
): Promise<Accepted> {
  await body.end();
  const arrival = {
    ...facts,
    nodeId: deps.nodeId,
    receivedAt: deps.clock.now(),
    sizeBytes: body.sizeBytes,
    digest: body.digest(),
  };
  const now = deps.clock.monotonic();
  const key = messageId ? joinKey(arrival) : null;
  const first = key && deps.joins.find(key, now);
  if (first) {
    await body.discard();
    return join(deps, first);
  }

  const outcome = keep(deps, body, arrival, key !== null);
  const here: FirstArrival<Kept> = { at: now, outcome };
  if (key) deps.joins.remember(key, here);
  const kept = await outcome;
  here.outcome = kept; // remembered for minutes, and smaller than a promise
  if (kept.ok) return { kind: 'accepted', id: kept.place.id, location: formatLocation(kept.place) };
  if (key) deps.joins.forget(key, here);
  return refusal(kept);
}

const refusal = ({ code, reason }: Failure): Refused => ({ kind: 'refused', code, reason });

/** The first is durable by then, so the answer does not depend on whether the count of copies could be written. */
async function join(deps: AcceptDeps, first: FirstArrival<Kept>): Promise<Accepted> {
  const kept = await first.outcome;
  if (!kept.ok) return refusal(kept);
  const home = deps.accounts.whereIs(kept.place) ?? kept.place;
  const copies = deps.accounts.copiesOf(home) + 1;
  deps.accounts.setCopies(home, copies);
  deps.journal.addProgress(['c', formatLocation(home), copies]);
  await deps.journal.flush().catch(() => undefined);
  return { kind: 'joined', id: home.id, copies };
}

async function keep(
  deps: AcceptDeps,
  body: Body,
  arrival: EnvelopeFacts & {
    nodeId: string;
    receivedAt: number;
    sizeBytes: number;
    digest: string;
  },
  joinable: boolean,
): Promise<Kept> {
  const unable = body.failure ?? deps.journal.failure ?? deps.isFull();
  if (unable) {
    await body.discard();
    return { ok: false, ...unable };
  }
  const envelope = { ...arrival, id: deps.ids.next() };
  const meta = encodeMeta({ envelope });
  if (meta.length > MAX_META_BYTES) {
    await body.discard();
    return { ok: false, code: 'io', reason: 'the envelope is too large' };
  }
  const kept = body.isLarge ? await body.keepAs(envelope.id) : null;
  const appended = kept
    ? { ok: false as const, ...kept }
    : await deps.journal.appendMessage({
        flags: (joinable ? recordFlags.joinable : 0) | (body.isLarge ? recordFlags.large : 0),
        meta,
        body: body.isLarge ? [] : body.chunks,
      });
  if (!appended.ok) {
    await body.discard();
    return appended;
  }

  const { segment, offset, ordinal } = appended;
  const place: Place = {
    segment: segment.seq,
    offset,
    ordinal,
    sizeBytes: envelope.sizeBytes,
    receivedAt: envelope.receivedAt,
    id: envelope.id,
  };
  if (body.isLarge) segment.large.set(envelope.id, envelope.sizeBytes);
  deps.accounts.admit(place);
  if (deps.wantsRaw()) {
    const raw = body.isLarge ? null : Buffer.concat(body.chunks);
    deps.accepted({ envelope, location: formatLocation(place), raw });
  }
  return { ok: true, place };
}
