import type { Clock, Logger } from '../ports.ts';
import { DEFAULT_DEADLINES, type DeadlineLimits } from './smtp-deadlines.ts';
import { DEFAULT_POLICY, type SmtpPolicySettings } from './smtp-policy.ts';
import type { IntakeSpool } from './smtp-receive.ts';

/** One account for SMTP AUTH. `verify` compares in constant time (it holds the hash) and never throws for a wrong one. */
export interface SmtpUser {
  user: string;
  verify(password: string): Promise<boolean>;
}

export interface SmtpAuthentication {
  users: readonly SmtpUser[];
  /** Refuse mail of sessions that have not signed in. */
  required: boolean;
  /** Networks that may sign in without TLS. Empty means none. */
  clearNetworks: readonly string[];
}

/** Points a fault test may stop at. `received`: all bytes in, not committed. `committed`: durable, not answered. */
export type SmtpStep = 'data' | 'received' | 'committed' | 'answered';

export interface SmtpSettings {
  /** Name in the banner. */
  name: string;
  policy: SmtpPolicySettings;
  deadlines: DeadlineLimits;
  /** Largest message, bytes. */
  maxMessageBytes: number;
  /** Recipients of one message; more are told 452 and come in a message of their own. */
  maxRecipients: number;
  /** CR or LF alone inside a message: kept as it came and read as a line end by the parser, or refused. */
  bareLineEndings: 'normalise' | 'refuse';
  /** Networks whose clients end lines and messages with LF alone. */
  lfOnlyNetworks: readonly string[];
  /** No users: AUTH is not offered. */
  authentication: SmtpAuthentication | null;
  /** PEM. None: STARTTLS is not offered, since clients that verify fail on a certificate nobody configured. */
  certificate: { cert: string; key: string } | null;
  /** How long `stop` lets messages in progress finish, ms. */
  stopGraceMs: number;
}

export interface SmtpListenerOptions extends Partial<SmtpSettings> {
  host: string;
  /** 0 takes a free one; `start` tells which. */
  port: number;
  spool: IntakeSpool;
  clock: Clock;
  logger: Logger;
  onStep?: (step: SmtpStep) => void;
}

export const DEFAULT_SMTP_SETTINGS: SmtpSettings = {
  name: 'alertflow',
  policy: DEFAULT_POLICY,
  deadlines: DEFAULT_DEADLINES,
  maxMessageBytes: 25 * 1024 * 1024,
  maxRecipients: 1000,
  bareLineEndings: 'normalise',
  lfOnlyNetworks: [],
  authentication: null,
  certificate: null,
  stopGraceMs: 5_000,
};
