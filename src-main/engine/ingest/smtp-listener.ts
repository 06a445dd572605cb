import { createSecureContext } from 'node:tls';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { AppError } from '../errors.ts';
import { createAuthenticator } from './smtp-authentication.ts';
import type { IntakeConnection, SessionRules } from './smtp-connection.ts';
import { overrunOf, restartRateWindow } from './smtp-deadlines.ts';
import { createSmtpDoor } from './smtp-door.ts';
import { IntakeServer } from './smtp-intake-server.ts';
import type { MessageSink } from './smtp-message-sink.ts';
import { compileNetworks } from './smtp-networks.ts';
import { DEFAULT_SMTP_SETTINGS, type SmtpListenerOptions, type SmtpSettings } from './smtp-options.ts';
import { createSmtpPolicy, type RefusalReason } from './smtp-policy.ts';
import { type Received, receiveMessage, type TransactionMeta } from './smtp-receive.ts';
import { createSmtpRefusals, printable, type SmtpRefusal } from './smtp-refusals.ts';

export interface SmtpStats {
  sessions: number;
  /** Messages answered 250, resends joined included. */
  accepted: number;
  joined: number;
  acceptedBytes: number;
  /** Messages answered 452 because the spool could not take them. */
  deferred: number;
  oversized: number;
  /** Messages whose connection ended or was cut before the end of data. */
  incomplete: number;
  /** Sessions ended for running over a deadline. */
  timedOut: number;
  authFailures: number;
  refusedConnections: Record<RefusalReason, number>;
  /** Permanent (5xx) replies to commands and messages. */
  permanentRefusals: number;
  recentRefusals: SmtpRefusal[];
  /** Epoch ms of the last 250 for a message, or null. */
  lastAcceptedAt: number | null;
}

export interface SmtpListener {
  /** Resolves when connections are taken. Rejects with `AppError('unavailable')` when the address cannot be had. */
  start(): Promise<{ host: string; port: number }>;
  /** Stops accepting, lets messages in progress finish within `stopGraceMs`, closes the rest. Twice is harmless. */
  stop(): Promise<void>;
  stats(): SmtpStats;
  /** Sessions in which something happened within the last second: clients that are sending, idle ones apart. */
  activeSessions(): number;
  /** The address it is really bound to, or null while it takes no connections. */
  boundTo(): { address: string; port: number } | null;
  /**
   * Changes settings while mail flows; sessions at work see them from their next step on. The name in the banner
   * stays. Throws `AppError('invalid_input')` with the field, and then changes nothing.
   */
  configure(change: Partial<SmtpSettings>): void;
}

/** How often deadlines are looked at, ms: a session ends at most this much later than its limit. */
const SWEEP_MS = 250;
const LISTEN_BACKLOG = 1024;
const ACTIVE_MS = 1_000;

/** What is off: proxy commands let a client forge its address, the others tell or do what no sender needs. */
const DISABLED_COMMANDS = ['XCLIENT', 'XFORWARD', 'VRFY', 'HELP', 'WIZ', 'SHELL', 'KILL'];

/**
 * The SMTP intake: takes mail on `host:port` and answers `250 2.0.0 queued as <id>` once the spool has it durable.
 * When the spool cannot, it answers 452, never 5xx. It sends no mail. Throws `AppError('invalid_input')` for
 * settings that cannot be read.
 */
export function createSmtpListener(options: SmtpListenerOptions): SmtpListener {
  let settings: SmtpSettings = { ...DEFAULT_SMTP_SETTINGS, ...definedOnly(options) };
  const { clock, logger, spool } = options;
  const step = options.onStep ?? (() => undefined);
  const policy = createSmtpPolicy(clock, settings.policy);
  const door = createSmtpDoor(policy, settings.name, logger, () => clock.monotonic());
  const refusals = createSmtpRefusals();
  const counts = createCounts();
  let { authenticator, endsLinesWithLf } = compile(settings);
  let isStopping = false;
  let stopped: Promise<void> | null = null;
  let sweeper: NodeJS.Timeout | null = null;

  const rules: SessionRules = {
    now: () => clock.monotonic(),
    atEndOfTurn: createTurnEnd(),
    allowsClearAuth: (address) => authenticator.allowsClear(address),
    endsLinesWithLf: (address) => endsLinesWithLf(address),
    onPermanentRefusal(session, line, reply) {
      const refusal = {
        at: clock.now(),
        remoteAddress: session.remoteAddress,
        helo: session.helo,
        line,
        reply,
      };
      refusals.add(refusal);
      logger.warn(
        { ...refusal, line: printable(line), helo: printable(session.helo) },
        'SMTP command refused',
      );
    },
  };
  const server = new IntakeServer(serverOptions(), rules, door);
  server.on('error', (error: Error & { code?: string }) => {
    logger.info({ code: error.code, error: error.message }, 'SMTP connection error');
  });

  /** Reads what may be wrong, so that a bad setting throws before anything has changed. */
  function compile(next: SmtpSettings) {
    requireCertificate(next.certificate);
    return {
      authenticator: createAuthenticator(next.authentication, policy, () => counts.authFailures++),
      endsLinesWithLf: compileNetworks(next.lfOnlyNetworks, 'lfOnlyNetworks'),
    };
  }

  /** The options of the library that follow a change of settings. */
  function changingOptions(): SMTPServerOptions & { disabledCommands: string[] } {
    const disabledCommands = [...DISABLED_COMMANDS];
    if (settings.certificate === null) disabledCommands.push('STARTTLS');
    if (!authenticator.isConfigured) disabledCommands.push('AUTH');
    return {
      ...settings.certificate,
      disabledCommands,
      authOptional: !authenticator.isRequired,
      size: settings.maxMessageBytes,
      maxRecipients: settings.maxRecipients,
    };
  }

  function configure(change: Partial<SmtpSettings>): void {
    const next = { ...settings, ...definedOnly(change) };
    const compiled = compile(next);
    policy.configure(next.policy);
    settings = next;
    ({ authenticator, endsLinesWithLf } = compiled);
    const changed = changingOptions();
    Object.assign(server.options, changed);
    if (settings.certificate !== null) server.updateSecureContext();
  }

  function serverOptions(): SMTPServerOptions {
    return {
      ...changingOptions(),
      name: settings.name,
      banner: 'AlertFlow',
      heloResponse: '%s',
      logger: false,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      authMethods: ['PLAIN', 'LOGIN'],
      // Whether AUTH needs TLS is decided per address by the connection.
      allowInsecureAuth: true,
      rejectOversized: true,
      onConnect: (_session, callback) => callback(),
      onMailFrom: (_address, _session, callback) => callback(),
      onRcptTo: (address, _session, callback) => {
        if (policy.acceptsRecipient(address.address)) return callback();
        callback(reply(550, 'No mail is taken for this recipient'));
      },
      onAuth: (auth, session, callback) => {
        authenticator.check(session.remoteAddress, auth.username ?? '', auth.password ?? '').then(
          (answer) => {
            if (answer === 'accepted') callback(null, { user: auth.username ?? '' });
            else if (answer === 'blocked') callback(reply(421, 'Too many failed sign-ins, try again later'));
            else callback(null, { message: 'Authentication credentials invalid' });
          },
          () => callback(reply(454, 'Sign-in cannot be checked at the moment')),
        );
      },
      onData: (stream, session, callback) => {
        const connection = server.connectionOf(session.id);
        if (connection === undefined) return callback(reply(451, 'The session has ended'));
        step('data');
        receiveMessage(stream as unknown as MessageSink, spool, () => metaOf(session, connection), {
          maxBytes: settings.maxMessageBytes,
          refuseBareLineEndings: settings.bareLineEndings === 'refuse',
          onHold: (held) => {
            connection.isHeld = held;
            restartRateWindow(connection.progress, clock.monotonic(), connection._socket.bytesRead);
          },
          onEnd: () => {
            connection.enter('handling');
            step('received');
          },
        }).then((received) => answer(received, connection, callback));
      },
    };
  }

  function answer(
    received: Received,
    connection: IntakeConnection,
    callback: (error?: Error | null, message?: string) => void,
  ): void {
    switch (received.kind) {
      case 'accepted':
      case 'joined':
        step('committed');
        counts.accepted++;
        counts.acceptedBytes += received.sizeBytes;
        counts.lastAcceptedAt = clock.now();
        if (received.kind === 'joined') counts.joined++;
        callback(null, `queued as ${received.id}`);
        if (options.onStep) rules.atEndOfTurn(() => step('answered'));
        break;
      case 'refused':
        counts.deferred++;
        logger.error(
          { code: received.code, reason: received.reason },
          'SMTP message deferred: spool refused it',
        );
        callback(reply(452, 'Insufficient system storage, try again later'));
        break;
      case 'oversized':
        counts.oversized++;
        callback(reply(552, `The message is larger than ${settings.maxMessageBytes} bytes`));
        break;
      case 'bare-line-ending':
        callback(reply(550, 'The message has a CR or LF standing alone'));
        break;
      case 'cut':
        counts.incomplete++;
        logger.warn(
          {
            remoteAddress: connection.remoteAddress,
            helo: printable(connection.helo),
            sizeBytes: received.sizeBytes,
            ...(received.endsWithLf
              ? { hint: 'it ended with LF.LF: list the network of this client in smtpLfOnlyNetworks' }
              : {}),
          },
          'SMTP message not accepted: the session ended before the message did',
        );
        return;
      default:
        received satisfies never;
    }
    connection.enter('command');
    if (isStopping) connection.close();
  }

  function sweep(): void {
    const now = clock.monotonic();
    for (const connection of server.sessions()) {
      const { progress } = connection;
      const bytesRead = connection._socket.bytesRead;
      if (connection.isHeld) restartRateWindow(progress, now, bytesRead);
      const overrun = overrunOf(progress, settings.deadlines, now, bytesRead);
      if (overrun === null) continue;
      counts.timedOut++;
      logger.warn(
        { remoteAddress: connection.remoteAddress, helo: printable(connection.helo), overrun },
        'SMTP session timed out',
      );
      connection.cut(overrun);
    }
  }

  async function start(): Promise<{ host: string; port: number }> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onError = (cause: Error & { code?: string }) =>
      reject(
        new AppError('unavailable', {
          message: `SMTP cannot listen on ${options.host}:${options.port} (${cause.code ?? cause.message}).`,
          field: 'smtpPort',
          cause,
        }),
      );
    server.once('error', onError);
    server.listen({ host: options.host, port: options.port, backlog: LISTEN_BACKLOG }, resolve);
    await promise;
    server.off('error', onError);
    sweeper = setInterval(sweep, SWEEP_MS);
    sweeper.unref();
    const address = server.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : options.port;
    server.localAddress = options.host;
    server.localPort = port;
    logger.info({ host: options.host, port }, 'SMTP accepts mail');
    return { host: options.host, port };
  }

  async function stopOnce(): Promise<void> {
    isStopping = true;
    const isClosed = new Promise<void>((resolve) => server.close(resolve));
    for (const connection of server.sessions()) {
      if (connection._dataStream) continue;
      connection.send(421, `${settings.name} Service shutting down`);
      connection._socket.destroySoon();
    }
    door.close();
    const grace = setTimeout(() => server.destroyAll(), settings.stopGraceMs);
    await isClosed;
    clearTimeout(grace);
    if (sweeper !== null) clearInterval(sweeper);
  }

  return {
    start,
    configure,
    stop() {
      stopped ??= server.server.listening ? stopOnce() : Promise.resolve();
      return stopped;
    },
    activeSessions() {
      const since = clock.monotonic() - ACTIVE_MS;
      return server.sessions().filter(({ progress }) => progress.phaseAt >= since).length;
    },
    boundTo() {
      const bound = server.server.address();
      return typeof bound === 'object' ? bound : null;
    },
    stats: () => ({
      ...counts,
      sessions: policy.sessions(),
      refusedConnections: door.refused(),
      permanentRefusals: refusals.total(),
      recentRefusals: refusals.recent(),
    }),
  };
}

/** Gathers calls and makes them all at the end of the turn of the event loop, in their order. */
function createTurnEnd(): (call: () => void) => void {
  let calls: (() => void)[] = [];
  const run = () => {
    const due = calls;
    calls = [];
    for (const call of due) call();
  };
  return (call) => {
    if (calls.length === 0) setImmediate(run);
    calls.push(call);
  };
}

function createCounts() {
  return {
    accepted: 0,
    joined: 0,
    acceptedBytes: 0,
    deferred: 0,
    oversized: 0,
    incomplete: 0,
    timedOut: 0,
    authFailures: 0,
    lastAcceptedAt: null as number | null,
  };
}

function metaOf(session: SMTPServerSession, connection: IntakeConnection): TransactionMeta {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    remoteAddress: session.remoteAddress,
    helo: connection.helo,
    mailFrom: mailFrom === false ? '' : mailFrom.address,
    rcptTo: rcptTo.map((recipient) => recipient.address),
    secure: session.secure,
    user: typeof session.user === 'string' ? session.user : null,
  };
}

function requireCertificate(certificate: SmtpSettings['certificate']): void {
  if (certificate === null) return;
  try {
    createSecureContext(certificate);
  } catch (error) {
    const { code } = error as { code?: string };
    throw new AppError('invalid_input', {
      field: 'certificate',
      message: `The SMTP certificate or its key cannot be read (${code ?? 'not PEM'}). Allowed: a PEM certificate and its PEM key.`,
    });
  }
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Options given as undefined mean the default. */
function definedOnly(options: Partial<SmtpSettings>): Partial<SmtpSettings> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
