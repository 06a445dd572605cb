import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** A bare SMTP client for tests: sends the bytes it is told to and reads whole replies. */
export interface SmtpWire {
  readonly socket: Socket;
  /** The next reply, lines joined by `\n`; null when the server closed first. Rejects after `timeoutMs`. */
  reply(timeoutMs?: number): Promise<string | null>;
  send(data: string | Buffer): void;
  /** Sends a line and takes its reply. */
  ask(line: string): Promise<string | null>;
  /** Resolves when the server has closed the connection. */
  closed(timeoutMs?: number): Promise<void>;
  /** TLS over this connection, after the server's go-ahead. */
  upgrade(): Promise<SmtpWire>;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 30_000;

export async function openSmtpWire(port: number, from = '127.0.0.1'): Promise<SmtpWire> {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from });
  socket.setNoDelay(true);
  return wireOver(socket);
}

function wireOver(socket: Socket | TLSSocket): SmtpWire {
  const replies: string[] = [];
  let partial = '';
  let lines: string[] = [];
  let isClosed = false;
  let wake: () => void = () => undefined;

  const onData = (chunk: Buffer) => {
    partial += chunk.toString();
    for (let end = partial.indexOf('\r\n'); end !== -1; end = partial.indexOf('\r\n')) {
      const line = partial.slice(0, end);
      partial = partial.slice(end + 2);
      lines.push(line);
      if (line[3] === '-') continue;
      replies.push(lines.join('\n'));
      lines = [];
    }
    wake();
  };
  const onClose = () => {
    isClosed = true;
    wake();
  };
  socket.on('data', onData);
  socket.on('close', onClose);
  // A reset ends the connection as a close does; `close` follows.
  socket.on('error', () => undefined);

  async function until(isReached: () => boolean, what: string, timeoutMs: number): Promise<void> {
    const limit = Date.now() + timeoutMs;
    while (!isReached()) {
      const leftMs = limit - Date.now();
      if (leftMs <= 0) throw new Error(`no ${what} within ${timeoutMs} ms`);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, leftMs);
      wake = resolve;
      await promise;
      clearTimeout(timer);
    }
  }

  const wire: SmtpWire = {
    socket,
    async reply(timeoutMs = DEFAULT_TIMEOUT_MS) {
      await until(() => replies.length > 0 || isClosed, 'reply', timeoutMs);
      return replies.shift() ?? null;
    },
    send: (data) => void socket.write(data),
    ask(line) {
      socket.write(`${line}\r\n`);
      return wire.reply();
    },
    closed: (timeoutMs = DEFAULT_TIMEOUT_MS) => until(() => isClosed, 'close', timeoutMs),
    async upgrade() {
      socket.off('data', onData);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const secure = connectTls({ socket, rejectUnauthorized: false }, resolve);
      secure.once('error', reject);
      await promise;
      return wireOver(secure);
    },
    close: () => socket.destroy(),
  };
  return wire;
}

/** Greets and names sender and recipient, up to the go-ahead for the message. */
export async function beginMessage(wire: SmtpWire): Promise<void> {
  await wire.reply();
  for (const line of ['EHLO tester', 'MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) await wire.ask(line);
}
