import { EventEmitter } from 'node:events';

/** Who takes a message off the sink. */
export interface MessageReader {
  /** A promise holds the client up until it settles. It must not reject. */
  onChunk(chunk: Buffer): void | Promise<void>;
  /** After the last chunk was taken. */
  onEnd(): void;
  /** The connection was lost or cut before the end of the message. Nothing follows. */
  onLost(): void;
}

/**
 * What the library's parser writes a message into, in place of its PassThrough: chunks go straight to the reader,
 * without buffers and turns of the event loop in between. It answers to exactly those members of a stream that
 * smtp-server 3.21 uses (SMTPStream and SMTPConnection.handler_DATA, _onClose).
 */
export class MessageSink extends EventEmitter {
  byteLength = 0;
  sizeExceeded = false;
  destroyed = false;
  writableEnded = false;
  readableEnded = false;
  readonly readableFlowing = true;
  #reader: MessageReader | null = null;
  #isHeld = false;

  /** Must be called in the turn in which the library hands the sink out. */
  read(reader: MessageReader): void {
    this.#reader = reader;
  }

  get writable(): boolean {
    return !this.destroyed && !this.writableEnded;
  }

  /** The library waits for `end` before it replies while this holds. */
  get readable(): boolean {
    return !this.destroyed && !this.readableEnded;
  }

  /** False while the reader holds; `drain` follows. */
  write(chunk: Buffer): boolean {
    const pending = this.#reader?.onChunk(chunk);
    if (pending !== undefined) this.#hold(pending);
    return !this.#isHeld;
  }

  #hold(pending: Promise<void>): void {
    this.#isHeld = true;
    pending.then(() => {
      this.#isHeld = false;
      if (this.destroyed) return;
      // What waited is written meanwhile, up to the end of the message: it may have ended there, or hold again.
      this.emit('drain');
      if (this.writableEnded && !this.#isHeld) this.#finish();
    });
  }

  end(chunk?: Buffer): void {
    if (!this.writable) return;
    if (chunk !== undefined) this.write(chunk);
    this.writableEnded = true;
    if (!this.#isHeld) this.#finish();
  }

  /** Once: the end may be met while `drain` is told and after it. */
  #finish(): void {
    if (this.readableEnded || this.destroyed) return;
    this.readableEnded = true;
    this.#reader?.onEnd();
    this.emit('end');
  }

  /** Drops what the library may not expect to be there any more; nothing is buffered here. */
  resume(): this {
    return this;
  }

  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (!this.readableEnded) this.#reader?.onLost();
    this.emit('close');
    return this;
  }
}
