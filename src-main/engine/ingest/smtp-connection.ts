/**
 * One SMTP session: smtp-server's connection with the parts replaced that lose mail of monitoring tools or time.
 * A subclass because the library has no options for them. It stands on these members of smtp-server 3.21:
 * init, connectionReady, send, close, upgrade, _createParser, _setListeners, _onCommand, _whenWritable, _armTimeout,
 * _isSupported, _parseAddressCommand, _getEnhancedStatusCode, _redactCredentials and the handlers of EHLO, HELO,
 * AUTH, DATA and QUIT.
 */
import type { SMTPServer } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { parseEnvelopePath } from './smtp-address.ts';
import { enterPhase, type Overrun, type Progress, startProgress } from './smtp-deadlines.ts';
import { SmtpInput } from './smtp-input.ts';
import { createLfToCrlf } from './smtp-line-endings.ts';
import { MessageSink } from './smtp-message-sink.ts';

/** What a session asks of the listener. */
export interface SessionRules {
  now(): number;
  /** Whether AUTH is configured, and may be used without TLS from this address. */
  allowsClearAuth(address: string): boolean;
  /** Whether this client is known to end lines, and messages, with LF alone. */
  endsLinesWithLf(address: string): boolean;
  onPermanentRefusal(session: IntakeConnection, line: string, reply: string): void;
  /** Calls `leave` once at the end of this turn of the event loop, with all others that have something to say. */
  atEndOfTurn(leave: () => void): void;
}

export type ServerWithRules = SMTPServer & { rules: SessionRules };

/** Stands for a HELO name that is missing. */
const NO_HELO_NAME = 'unknown';
const MAX_HELO_LENGTH = 255;
/** Permanent refusals after which a session ends, so that no client fills the log. */
const MAX_REFUSALS = 50;
const SPACE = 0x20;
const HIDDEN = '/* hidden */';
/** The reply code of a step of AUTH, whose line the library completes. */
const AUTH_CHALLENGE = 334;
const beyondAscii = /[^\x00-\x7f]/;

const overrunWords: Record<Overrun, string> = {
  command: 'no command in time',
  data: 'the message took too long',
  session: 'the session took too long',
  handling: 'internal time-out',
  rate: 'the message arrives too slowly',
};

export class IntakeConnection extends SMTPConnection {
  declare _server: ServerWithRules;
  readonly progress: Progress;
  /** What the client called itself, as sent but for control characters. */
  helo = '';
  /** True while the spool, not the client, holds up the data. */
  isHeld = false;
  #line: Buffer | null = null;
  #refusals = 0;
  #hasTriedAuth = false;
  #hidesAuth = false;
  /** Replies of this turn of the event loop. */
  #unsent = '';
  readonly #leave = (): void => this.#sendUnsent();

  constructor(...args: ConstructorParameters<typeof SMTPConnection>) {
    super(...args);
    this.progress = startProgress(this._server.rules.now());
  }

  /**
   * Greets at once, before anything is read. A client that talks first, like a script that pipes its lines into a socket,
   * is served like any other: it never tries again, and who may connect is settled by its address.
   */
  override init(): void {
    this._setListeners(() => this.connectionReady());
  }

  /** The deadlines of smtp-deadlines.ts stand in for the library's idle time-out. */
  override _armTimeout(): void {}

  override _createParser(): ReturnType<SMTPConnection['_createParser']> {
    const input = new SmtpInput(() => new MessageSink());
    input.oncommand = (line, done) => this._onCommand(line, done);
    input.on('error', (error: Error) => this.send(421, `Error: ${error.message}`));
    const write = input.write.bind(input);
    const convert = this._server.rules.endsLinesWithLf(this._socket.remoteAddress ?? '')
      ? createLfToCrlf()
      : null;
    input.write = (raw) => {
      return write(convert === null ? raw : convert(raw));
    };
    return input as unknown as ReturnType<SMTPConnection['_createParser']>;
  }

  /** Feeds the input without a pipe, which is a dozen listeners for each connection. */
  override _setListeners(callback: () => void): void {
    const socket = this._socket;
    const input = this._parser as unknown as SmtpInput;
    socket.on('close', (hadError: boolean) => this._onCloseEvent(hadError));
    socket.on('error', (error: Error) => this._onError(error));
    socket.on('data', (chunk: Buffer) => {
      if (!input.write(chunk)) socket.pause();
    });
    socket.on('end', () => input.end());
    input.on('drain', () => socket.resume());
    callback();
  }

  /** Nothing is read between the end of plain text and the beginning of TLS. */
  override upgrade(...[callback, secured]: Parameters<SMTPConnection['upgrade']>): void {
    this.#sendUnsent();
    this._socket.pause();
    super.upgrade(callback, secured);
  }

  override _onCommand(raw: Buffer, callback?: () => void): void {
    this.enter('handling');
    const isAuthReply = this._nextHandler !== false;
    const command = isAuthReply ? raw : trimStart(raw);
    this.#line = isAuthReply ? null : command;
    const verb = isAuthReply ? '' : verbOf(command);
    // Postfix by default asks for no HELO either, and some shell scripts send none.
    if (verb === 'MAIL' && !this.hostNameAppearsAs && this._ready) this.#claimName('');
    if (verb === 'AUTH') this.#hasTriedAuth = true;
    const done = (): void => {
      if (!this._dataStream) this.enter('command');
      callback?.();
    };
    const handler = this.#handlerOf(verb);
    if (handler === null) super._onCommand(command, done);
    else this.#handle(handler, command, done);
  }

  /**
   * The handler of a command of every mail, when nothing speaks against it; null when the library must look at the
   * command, which asks all the questions that have one answer here.
   */
  #handlerOf(verb: string): Handler | null {
    const { options, _closeTimeout } = this._server;
    if (!this._ready || this._upgrading || _closeTimeout || !options.authOptional) return null;
    return verb === 'HELO' || this.hostNameAppearsAs ? (handlers[verb] ?? null) : null;
  }

  /** A mistake of ours must not leave the client without an answer. */
  #handle(handler: Handler, command: Buffer, callback: () => void): void {
    let isDone = false;
    const done = (): void => {
      isDone = true;
      this._whenWritable(callback);
    };
    try {
      handler(this, command, done);
    } catch (error) {
      this.emit('error', error);
      if (isDone) return;
      this.send(451, 'Error: internal server error');
      done();
    }
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (code < 400 && code !== AUTH_CHALLENGE && typeof data === 'string' && !this._upgrading)
      this.#confirm(code, data, context);
    else {
      this.#sendUnsent();
      super.send(code, data, context);
    }
    if (code >= 500 && code < 600) {
      const text = Array.isArray(data) ? data.join(' ') : (data ?? '');
      this._server.rules.onPermanentRefusal(this, this.#loggableLine(), `${code} ${text}`);
      if (++this.#refusals === MAX_REFUSALS) super.send(421, 'Too many errors, closing connection');
    }
  }

  /**
   * The replies of every mail that goes well. Their words are our own, so they need none of the library's scrubbing. They
   * leave at the end of the turn: those to commands that came in one segment in one segment (RFC 2920 section 3.2), and
   * those of all sessions one after the other, so that a client of many sessions is woken once and not for each.
   */
  #confirm(code: number, words: string, context?: string | false): void {
    const status = this._getEnhancedStatusCode(code, context);
    if (this.#unsent === '') this._server.rules.atEndOfTurn(this.#leave);
    this.#unsent += status === '' ? `${code} ${words}\r\n` : `${code} ${status} ${words}\r\n`;
  }

  #sendUnsent(): void {
    const replies = this.#unsent;
    this.#unsent = '';
    if (replies === '' || this._socket.destroyed || this._socket.readyState !== 'open') return;
    // One byte a character is written faster; only the name that the host was given can hold more.
    this._socket.write(replies, beyondAscii.test(replies) ? 'utf8' : 'latin1');
  }

  override close(): void {
    this.#sendUnsent();
    super.close();
  }

  /** The line at hand without credentials: AUTH arguments, and what a client that was refused AUTH sends next. */
  #loggableLine(): string {
    if (this.#line === null) return HIDDEN;
    const line = this.#line.toString();
    const verb = verbOf(this.#line);
    if (this.#hasTriedAuth && !knownVerbs.has(verb)) return HIDDEN;
    return this._redactCredentials(verb, line).line;
  }

  override _getEnhancedStatusCode(code: number, context?: string | false): string {
    if (code === 250 && context === 'DATA_OK') return '2.0.0';
    if (code === 452 && context === undefined) return '4.3.1';
    return super._getEnhancedStatusCode(code, context);
  }

  override _parseAddressCommand(
    rawName: string,
    rawCommand: Buffer | string,
  ): ReturnType<SMTPConnection['_parseAddressCommand']> {
    const verb = rawName === 'mail from' ? 'MAIL FROM' : 'RCPT TO';
    const parsed = parseEnvelopePath(verb, rawCommand.toString());
    if (parsed.kind === 'refused') return false;
    return { address: parsed.address, args: { ...parsed.parameters } };
  }

  override handler_EHLO(command: Buffer, callback: () => void): void {
    this.#claimName(argumentOf(command));
    this.#hidesAuth = !this.secure && !this._server.rules.allowsClearAuth(this.remoteAddress);
    try {
      super.handler_EHLO(Buffer.from(`EHLO ${this.hostNameAppearsAs}`), callback);
    } finally {
      this.#hidesAuth = false;
    }
  }

  override handler_HELO(command: Buffer, callback: () => void): void {
    this.#claimName(argumentOf(command));
    this.openingCommand = 'HELO';
    this._resetSession();
    this.send(250, this.name, false);
    callback();
  }

  #claimName(claimed: string): void {
    this.helo = claimed.replace(/[\x00-\x1f\x7f-\x9f]/g, '').slice(0, MAX_HELO_LENGTH);
    this.hostNameAppearsAs = this.helo.replace(/\s+/g, '-') || NO_HELO_NAME;
  }

  /** AUTH is not offered where it would be refused. */
  override _isSupported(command: string): boolean {
    if (this.#hidesAuth && command === 'AUTH') return false;
    return super._isSupported(command);
  }

  override handler_AUTH(command: Buffer, callback: () => void): void {
    if (!this.secure && !this._server.rules.allowsClearAuth(this.remoteAddress)) {
      this.send(538, 'Encryption required for authentication');
      callback();
    } else {
      super.handler_AUTH(command, callback);
    }
  }

  /**
   * Closes at once instead of waiting for the client to close first: one wake-up less for each mail, and no socket
   * held by clients that never do. Nothing the client may send after QUIT has a meaning.
   */
  override handler_QUIT(_command: Buffer, callback: () => void): void {
    this.send(221, 'Bye');
    if (this._parser) this._parser.isClosed = true;
    this._server.rules.atEndOfTurn(() => {
      const hasLeft = this._socket.writableLength === 0 && !this.secure;
      if (hasLeft) {
        this._closing = true;
        this._server.connections.delete(this);
        this._socket.destroy();
      } else {
        this.close();
        this._socket.destroySoon();
      }
    });
    callback();
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    super.handler_DATA(command, callback);
    if (this._dataStream) this.enter('data');
  }

  enter(phase: Progress['phase']): void {
    // Asking the socket costs a call into it, and the count only matters for the rate of the data.
    const bytesRead = phase === 'data' ? this._socket.bytesRead : 0;
    enterPhase(this.progress, phase, this._server.rules.now(), bytesRead);
  }

  /** Ends the session for running over a limit. A message in progress is given up at once. */
  cut(overrun: Overrun): void {
    this.send(421, `Timeout: ${overrunWords[overrun]}, closing connection`);
    this.abandon();
  }

  /** Gives up the message in progress, if any. */
  abandon(): void {
    if (this._dataStream) this._dataStream.destroy();
  }
}

type Handler = (session: IntakeConnection, command: Buffer, done: () => void) => void;

/** Without a prototype, since the verb is the client's word. */
const handlers: Record<string, Handler> = Object.assign(Object.create(null) as Record<string, Handler>, {
  HELO: (session, command, done) => session.handler_HELO(command, done),
  MAIL: (session, command, done) => session.handler_MAIL(command, done),
  RCPT: (session, command, done) => session.handler_RCPT(command, done),
  DATA: (session, command, done) => session.handler_DATA(command, done),
  RSET: (session, command, done) => session.handler_RSET(command, done),
  QUIT: (session, command, done) => session.handler_QUIT(command, done),
} satisfies Record<string, Handler>);

const knownVerbs = new Set([
  ...['HELO', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT', 'AUTH', 'STARTTLS', 'HELP'],
  ...[
    'VRFY',
    'EXPN',
    'ETRN',
    'BDAT',
    'XCLIENT',
    'XFORWARD',
    'PROXY',
    'LHLO',
    'WIZ',
    'SHELL',
    'KILL',
    'DEBUG',
  ],
]);

/** The words nearly every command begins with, by their first byte, so that no text is made of them. */
const commonVerbs = ['MAIL', 'RCPT', 'DATA', 'QUIT', 'EHLO', 'HELO', 'RSET', 'NOOP'].map((verb) => ({
  verb,
  word: Buffer.from(verb),
}));

function verbOf(line: Buffer): string {
  if (line.length === 4 || line[4] === SPACE) {
    for (const { verb, word } of commonVerbs) {
      if (line[0] === word[0] && line[1] === word[1] && line[2] === word[2] && line[3] === word[3])
        return verb;
    }
  }
  const end = line.indexOf(SPACE);
  return line
    .toString('latin1', 0, end === -1 ? line.length : end)
    .trim()
    .toUpperCase();
}

function argumentOf(line: Buffer): string {
  return line
    .toString()
    .trim()
    .replace(/^\S+\s*/, '');
}

function trimStart(line: Buffer): Buffer {
  let start = 0;
  while (start < line.length && (line[start] === 0x20 || line[start] === 0x09)) start++;
  return start === 0 ? line : line.subarray(start);
}
