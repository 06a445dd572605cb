import type { z } from 'zod';
import type { ChannelConfigs } from '../../../src-shared/contract/channels.ts';
import type { Address, Addresses } from '../../../src-shared/contract/destinations.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Egress } from '../egress.ts';
import type { Clock, DesktopNotifier } from '../ports.ts';
import type { Pace } from '../store/paces.ts';
import type { Notification } from './notification.ts';

/** How one attempt at one destination ended. Whoever knows the remote says whether to try again; `delivery` decides when. */
export type SendOutcome =
  | {
      kind: 'sent';
      /** The remote's id of the message, for edits and the record. */
      remoteId: string | null;
      /** The remote's own words, bounded, secrets removed. */
      answer: string;
      /** The address has moved (Telegram `migrate_to_chat_id`): store this one. */
      newAddress?: Address;
    }
  | {
      kind: 'failed';
      /** False: asking again cannot help (refused credentials, unknown chat, message refused). */
      retry: boolean;
      /** The remote's own words, bounded, secrets removed. */
      reason: string;
      /** The remote asked to wait this long. */
      retryAfterMs?: number;
      /** True: the request left, the answer did not come; the message may have arrived. */
      unclear?: boolean;
      /** True: only the edit was refused (the message is gone, or too old to change); a new message may well be taken. */
      editRefused?: boolean;
      newAddress?: Address;
    };

export interface SendRequest<K extends ChannelKind> {
  config: ChannelConfigs[K];
  address: Addresses[K];
  notification: Notification;
  /**
   * The same for every attempt at this delivery and different for any other: Matrix transaction id, webhook-id,
   * Idempotency-Key. Only [A-Za-z0-9-], at most 64 characters.
   */
  idempotencyKey: string;
  /** An earlier attempt may have arrived: channels that cannot recognise repeats say so in the message. */
  possibleRepeat: boolean;
  /**
   * The remote id of this alert's earlier message at this address: channels that can edit replace its text, answer
   * with the same id, and fail without retry where it is gone. The others send anew.
   */
  replaces?: string | null;
  /** The remote id of a message that this new one belongs to: shown as a reply where the channel can. */
  replyTo?: string | null;
  /** Aborts the attempt: time-out or shutdown. */
  signal: AbortSignal;
}

/** Small counters that outlive a restart and are shared by all nodes. */
export interface Counters {
  /** Adds `by` (negative takes back) and answers the new value, in one step. Unknown is 0; forgotten after `ttlMs`. */
  add(name: string, by: number, ttlMs: number): Promise<number>;
}

export interface ChannelDeps {
  egress: Egress;
  desktop: DesktopNotifier;
  clock: Clock;
  counters: Counters;
}

/**
 * One kind of outlet. Never throws for what a remote does: that is an outcome. Adding a kind is one file under
 * `channels/` and one line in its registry.
 */
export interface Channel<K extends ChannelKind> {
  kind: K;
  /** True: the remote recognises a repeat by the idempotency key, so an unclear attempt may be repeated freely. */
  isIdempotent: boolean;
  /**
   * What to do where the request left and its answer was lost: send again, marked as possible repeat, or take it as sent
   * (SMS, where each repeat costs money and the provider has almost always sent it). What was in hand when the program was
   * killed is sent again by every channel: most of it had not left.
   */
  afterUnclear: 'retry' | 'assume-sent';
  configSchema: z.ZodType<ChannelConfigs[K]>;
  addressSchema: z.ZodType<Addresses[K]>;
  send(request: SendRequest<K>): Promise<SendOutcome>;
  /** How fast the remote may be called at this address; left out: it says so itself when asked too much. */
  paces?(config: ChannelConfigs[K], address: Addresses[K]): Pace[];
}
