/**
 * What a client sends, cut into command lines and messages: in place of smtp-server's parser, whose work for each
 * chunk (a Writable, text copies, a loop over every byte) costs more than all else in a session. It answers to those
 * members that smtp-server 3.21 uses (SMTPConnection: _createParser, close, _onClose, upgrade, handler_DATA).
 *
 * A message ends at CRLF.CRLF and nowhere else (RFC 5321 section 4.1.1.4), however the bytes are cut into chunks;
 * of two dots at the start of a line one is dropped (section 4.5.2).
 */
import { EventEmitter } from 'node:events';
import type { MessageSink } from './smtp-message-sink.ts';

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const NOTHING = Buffer.alloc(0);
const LINE_AND_DOT = Buffer.from('\n.');

/** Longer command lines end the session; AUTH with a token needs some thousand. */
const MAX_LINE_BYTES = 16 * 1024;
/** Commands of one chunk carried out before others get a turn of the event loop. */
const MAX_COMMANDS_A_TURN = 100;
/** Bytes that may wait for us before the socket is paused. */
const MAX_WAITING_BYTES = 16 * 1024;

/** Emits `drain` when it takes more after `write` answered false, and `error` when a line is too long. */
export class SmtpInput extends EventEmitter {
  isClosed = false;
  /** Bytes of the message so far, without dropped dots. */
  dataBytes = 0;
  oncommand: (line: Buffer, done: () => void) => void = () => undefined;
  readonly #newSink: () => MessageSink;
  #waiting: Buffer = NOTHING;
  #sink: MessageSink | null = null;
  #maxBytes = Number.POSITIVE_INFINITY;
  #isAtStart = false;
  /** While a command is carried out, the sink holds, or a message waits for its reply. */
  #isBusy = false;
  #awaitsReply = false;
  #isReplyEarly = false;
  #isAdvancing = false;
  #commands = 0;
  #owesDrain = false;
  #hasEnded = false;

  constructor(newSink: () => MessageSink) {
    super();
    this.#newSink = newSink;
  }

  /** True between `startDataMode` and the end of the message. */
  get isInMessage(): boolean {
    return this.#sink !== null;
  }

  /** False: pause until `drain`. */
  write(chunk: Buffer): boolean {
    if (this.isClosed || chunk.length === 0) return true;
    this.#waiting = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
    this.#advance();
    this.#owesDrain = this.#isBusy && this.#waiting.length >= MAX_WAITING_BYTES;
    return !this.#owesDrain;
  }

  /** Nothing more will come. What stands there without its line end is taken for a command. */
  end(): void {
    this.#hasEnded = true;
    this.#advance();
  }

  startDataMode(maxBytes?: unknown): MessageSink {
    const sink = this.#newSink();
    this.#sink = sink;
    this.#maxBytes = Number(maxBytes) || Number.POSITIVE_INFINITY;
    this.dataBytes = 0;
    this.#isAtStart = true;
    return sink;
  }

  /** The message has its reply: what came behind it is read. */
  continue(): void {
    if (!this.#awaitsReply) this.#isReplyEarly = true;
    else {
      this.#awaitsReply = false;
      this.#goOn();
    }
  }

  #goOn(): void {
    this.#isBusy = false;
    this.#advance();
  }

  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    try {
      while (!this.#isBusy && !this.isClosed && this.#waiting.length > 0) {
        if (!(this.#sink === null ? this.#takeLine() : this.#takeData(this.#sink))) break;
      }
    } finally {
      this.#isAdvancing = false;
    }
    this.#tellDrain();
  }

  #tellDrain(): void {
    if (!this.#owesDrain || (this.#isBusy && this.#waiting.length >= MAX_WAITING_BYTES)) return;
    this.#owesDrain = false;
    this.emit('drain');
  }

  /** False when there is no whole line. */
  #takeLine(): boolean {
    const bytes = this.#waiting;
    const at = bytes.indexOf(LF);
    const isLast = at === -1 && this.#hasEnded;
    const end = at > 0 && bytes[at - 1] === CR ? at - 1 : at === -1 ? bytes.length : at;
    if (end > MAX_LINE_BYTES) {
      this.#waiting = NOTHING;
      this.isClosed = true;
      this.emit('error', new Error('Command line too long'));
      return false;
    }
    if (at === -1 && !isLast) return false;
    this.#waiting = isLast || at + 1 === bytes.length ? NOTHING : bytes.subarray(at + 1);
    if (++this.#commands % MAX_COMMANDS_A_TURN === 0 && this.#waiting.length > 0) {
      this.#isBusy = true;
      setImmediate(() => this.#command(bytes.subarray(0, end)));
    } else this.#command(bytes.subarray(0, end));
    return true;
  }

  #command(line: Buffer): void {
    if (this.isClosed) return;
    this.#isBusy = true;
    let isDone = false;
    this.oncommand(line, () => {
      if (isDone) return;
      isDone = true;
      this.#goOn();
    });
  }

  /** False when what is there could be a part of the end. */
  #takeData(sink: MessageSink): boolean {
    const bytes = this.#waiting;
    const pieces: Buffer[] = [];
    let from = 0;
    let scanned = 0;
    if (this.#isAtStart && bytes[0] === DOT) {
      if (bytes.length < 2 || (bytes[1] === CR && bytes.length < 3)) return false;
      if (bytes[1] === CR && bytes[2] === LF) return this.#endMessage(sink, pieces, bytes.subarray(3));
      if (bytes[1] === DOT) from = 1;
      scanned = 1;
    }
    for (;;) {
      const at = bytes.indexOf(LINE_AND_DOT, scanned);
      if (at === -1) break;
      const dot = at + 1;
      const isCrLf = at > 0 && bytes[at - 1] === CR;
      const next = bytes[dot + 1];
      if (isCrLf && next === CR && bytes[dot + 2] === LF) {
        pieces.push(bytes.subarray(from, dot));
        return this.#endMessage(sink, pieces, bytes.subarray(dot + 3));
      }
      if (next === undefined || (isCrLf && next === CR && dot + 2 === bytes.length)) {
        return this.#passOn(sink, pieces, bytes, from, isCrLf ? at - 1 : at);
      }
      if (next === DOT) {
        pieces.push(bytes.subarray(from, dot));
        from = dot + 1;
      }
      scanned = dot + 1;
    }
    return this.#passOn(sink, pieces, bytes, from, bytes.length - lineEndBytes(bytes));
  }

  /** Hands on what is surely content and keeps the bytes from `to` on, which may belong to the end. */
  #passOn(sink: MessageSink, pieces: Buffer[], bytes: Buffer, from: number, to: number): boolean {
    this.#waiting = to === bytes.length ? NOTHING : bytes.subarray(to);
    if (to > from) pieces.push(bytes.subarray(from, to));
    const content = this.#count(sink, pieces);
    if (content === null) return false;
    if (sink.writable && !sink.write(content) && !sink.destroyed) this.#waitFor(sink);
    return false;
  }

  #waitFor(sink: MessageSink): void {
    this.#isBusy = true;
    const goOn = (): void => {
      sink.off('drain', goOn);
      sink.off('close', goOn);
      this.#goOn();
    };
    sink.on('drain', goOn);
    sink.on('close', goOn);
  }

  #endMessage(sink: MessageSink, pieces: Buffer[], behind: Buffer): boolean {
    const content = this.#count(sink, pieces);
    sink.byteLength = this.dataBytes;
    this.#waiting = behind.length === 0 ? NOTHING : behind;
    this.#sink = null;
    this.#isBusy = true;
    this.#awaitsReply = true;
    sink.end(content ?? undefined);
    if (this.#isReplyEarly) {
      this.#isReplyEarly = false;
      this.continue();
    }
    return true;
  }

  #count(sink: MessageSink, pieces: Buffer[]): Buffer | null {
    const content = pieces.length > 1 ? Buffer.concat(pieces) : (pieces[0] ?? NOTHING);
    if (content.length === 0) return null;
    this.#isAtStart = false;
    this.dataBytes += content.length;
    sink.byteLength = this.dataBytes;
    if (this.dataBytes > this.#maxBytes) sink.sizeExceeded = true;
    return content;
  }
}

/** How many of the last bytes are a line end, or its beginning, that a dot may follow. */
function lineEndBytes(bytes: Buffer): number {
  const last = bytes[bytes.length - 1];
  if (last === CR) return 1;
  if (last !== LF) return 0;
  return bytes.length > 1 && bytes[bytes.length - 2] === CR ? 2 : 1;
}
