/** Small forward proxies that record what they were asked for: HTTP CONNECT (RFC 9110) and SOCKS5 (RFC 1928, 1929). */
import { createServer, type IncomingMessage } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import type { Duplex } from 'node:stream';

export interface ProxyOptions {
  /** Ask for these; without them anyone may pass. */
  credentials?: { username: string; password: string };
  /** Where a name leads, as the proxy's own resolver would say; other names lead to 127.0.0.1. */
  resolve?: (host: string) => string;
  /** Take the connection and say nothing. */
  isSilent?: boolean;
  /** Take the connection and hang up. */
  hangsUp?: boolean;
}

export interface ProxyStub {
  port: number;
  /** `host:port` as asked for, in order; names where names were sent. */
  targets: string[];
  refusedLogins: number;
  stop(): Promise<void>;
}

const listen = async (
  server: Server,
  sockets: Set<Duplex>,
): Promise<{ port: number; stop(): Promise<void> }> => {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

const join = (near: Duplex, far: Socket): void => {
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
  near.on('close', () => far.destroy());
  far.on('close', () => near.destroy());
  near.pipe(far);
  far.pipe(near);
};

export const startConnectProxy = async (options: ProxyOptions = {}): Promise<ProxyStub> => {
  const targets: string[] = [];
  const sockets = new Set<Duplex>();
  const resolve = options.resolve ?? (() => '127.0.0.1');
  const stub = { targets, refusedLogins: 0 };
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, near: Duplex) => {
    if (options.isSilent) return;
    if (options.hangsUp) {
      near.destroy();
      return;
    }
    const { credentials } = options;
    if (credentials !== undefined) {
      const wanted = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
      if (request.headers['proxy-authorization'] !== `Basic ${wanted}`) {
        stub.refusedLogins += 1;
        near.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
        return;
      }
    }
    const target = request.url ?? '';
    targets.push(target);
    const [, host = '', port = ''] = /^\[?([^\]]*)\]?:(\d+)$/.exec(target) ?? [];
    const far = connect(Number(port), resolve(host));
    sockets.add(far);
    far.once('connect', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      join(near, far);
    });
    far.once('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  return Object.assign(stub, await listen(server, sockets));
};

/** Reads exactly so many bytes at a time. */
const byteReader = (socket: Socket) => {
  let seen = Buffer.alloc(0);
  let wake = () => {};
  const take = (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    wake();
  };
  socket.on('data', take);
  return {
    async read(count: number): Promise<Buffer> {
      while (seen.length < count) {
        if (socket.destroyed) throw new Error('closed');
        await new Promise<void>((resolve) => {
          wake = resolve;
          socket.once('close', resolve);
        });
      }
      const piece = seen.subarray(0, count);
      seen = seen.subarray(count);
      return piece;
    },
    release(): Buffer {
      socket.off('data', take);
      socket.pause();
      return seen;
    },
  };
};

export const startSocks5Proxy = async (options: ProxyOptions = {}): Promise<ProxyStub> => {
  const targets: string[] = [];
  const sockets = new Set<Duplex>();
  const resolve = options.resolve ?? (() => '127.0.0.1');
  const stub = { targets, refusedLogins: 0 };

  const serve = async (near: Socket): Promise<void> => {
    const reader = byteReader(near);
    const [version, methodCount] = await reader.read(2);
    if (version !== 5) return void near.destroy();
    const methods = await reader.read(methodCount ?? 0);
    const method = options.credentials === undefined ? 0 : 2;
    if (!methods.includes(method)) return void near.end(Buffer.from([5, 0xff]));
    near.write(Buffer.from([5, method]));
    if (options.credentials !== undefined) {
      const [, userLength] = await reader.read(2);
      const username = (await reader.read(userLength ?? 0)).toString();
      const [passwordLength] = await reader.read(1);
      const password = (await reader.read(passwordLength ?? 0)).toString();
      const isRight = username === options.credentials.username && password === options.credentials.password;
      if (!isRight) {
        stub.refusedLogins += 1;
        return void near.end(Buffer.from([1, 1]));
      }
      near.write(Buffer.from([1, 0]));
    }
    const [, command, , kind] = await reader.read(4);
    if (command !== 1) return void near.end(Buffer.from([5, 7, 0, 1, 0, 0, 0, 0, 0, 0]));
    const readHost = async (): Promise<string> => {
      if (kind === 1) return [...(await reader.read(4))].join('.');
      if (kind === 4) return (await reader.read(16)).toString('hex').match(/.{4}/g)?.join(':') ?? '';
      const [length] = await reader.read(1);
      return (await reader.read(length ?? 0)).toString();
    };
    const host = await readHost();
    const port = (await reader.read(2)).readUInt16BE();
    targets.push(`${host}:${port}`);
    const far = connect(port, kind === 3 ? resolve(host) : host);
    sockets.add(far);
    far.once('connect', () => {
      const rest = reader.release();
      // A name as bound address, which clients often forget to expect (RFC 1928, 6).
      near.write(Buffer.concat([Buffer.from([5, 0, 0, 3, 5]), Buffer.from('bound'), Buffer.from([0, 1])]));
      if (rest.length > 0) near.unshift(rest);
      join(near, far);
    });
    far.once('error', () => near.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
  };

  const server = createTcpServer((near) => {
    if (options.isSilent) return void near.resume();
    if (options.hangsUp) return void near.destroy();
    serve(near).catch(() => near.destroy());
  });
  return Object.assign(stub, await listen(server, sockets));
};
