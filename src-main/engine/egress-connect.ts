/**
 * Opens the one connection a request goes over: straight or through a proxy, to addresses that were checked before,
 * with TLS verified. Own code rather than undici's proxy agents, because their SOCKS5 part is marked experimental,
 * warns on stderr, waits for the time-out when a proxy hangs up, and none of them can be told which address to take.
 */
import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, isIPv6, type Socket, connect as tcpConnect } from 'node:net';
import { type SecureContext, connect as tlsConnect } from 'node:tls';
import { EgressError, type EgressFailure } from './egress-error.ts';
import { connectableAddresses, hostAndPort, type Surroundings, type Target } from './egress-policy.ts';
import { AppError } from './errors.ts';

export type Lookup = (hostname: string) => Promise<LookupAddress[]>;

/** The system's resolver: hosts file and DNS, all addresses in its order. */
export const systemLookup: Lookup = (hostname) => dns.lookup(hostname, { all: true, order: 'verbatim' });

export interface ProxyHop {
  target: Target;
  kind: 'connect' | 'socks5';
  isTls: boolean;
  username: string;
  password: string;
}

export interface ConnectDeps {
  lookup: Lookup;
  surroundings: () => Surroundings;
  secureContext: SecureContext;
}

export interface ConnectRequest {
  target: Target;
  proxy: ProxyHop | null;
  timeoutMs: number;
}

/** A proxy's answer to CONNECT may be no longer than this. */
const maxProxyHeadBytes = 16_384;

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const failed = (failure: EgressFailure, message: string, error?: unknown): EgressError =>
  new EgressError(failure, { message, code: codeOf(error), requestLeft: false });

const place = (target: Target): string => hostAndPort(target.host, target.port);

/** Settles once on any of the socket's events that `arm` listens for; an error or an early end rejects. */
const once = <T>(
  socket: Socket,
  onError: (error: unknown) => EgressError,
  arm: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      socket.off('error', fail);
      socket.off('close', close);
      disarm();
      act();
    };
    const fail = (error: unknown) => settle(() => reject(onError(error)));
    const close = () => fail(new Error('closed'));
    socket.on('error', fail);
    socket.on('close', close);
    const disarm = arm(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });

const resolveTarget = async (target: Target, { lookup, surroundings }: ConnectDeps): Promise<string[]> => {
  let resolved: string[];
  if (target.isLiteral) resolved = [target.host];
  // RFC 6761, 6.3: localhost is loopback; what a resolver says about it does not count.
  else if (target.host === 'localhost') resolved = ['127.0.0.1', '::1'];
  else {
    const answer = await lookup(target.host).catch((error: unknown) => {
      throw failed('dns', `cannot find the address of ${target.host}`, error);
    });
    resolved = answer.map(({ address }) => address);
  }
  const verdict = connectableAddresses(target, resolved, surroundings());
  if (verdict.kind === 'refused') throw new AppError('target_refused', { message: verdict.reason });
  return verdict.addresses;
};

/** Connects to one of the addresses and to nothing else; Node tries them side by side (RFC 8305). */
const openTcp = (target: Target, addresses: string[], hold: (socket: Socket) => void): Promise<Socket> => {
  const checked = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  const socket = tcpConnect({
    host: target.host,
    port: target.port,
    noDelay: true,
    keepAlive: true,
    autoSelectFamily: true,
    lookup: (_hostname, _options, callback) => callback(null, checked),
  });
  hold(socket);
  return once<Socket>(
    socket,
    (error) => failed('connect', `cannot connect to ${place(target)}`, firstError(error)),
    (resolve) => {
      const connected = () => resolve(socket);
      socket.once('connect', connected);
      return () => socket.off('connect', connected);
    },
  );
};

const firstError = (error: unknown): unknown =>
  error instanceof AggregateError ? (error.errors[0] ?? error) : error;

/** X6: the certificate is always verified; the explicit `true` outranks NODE_TLS_REJECT_UNAUTHORIZED. */
const openTls = (
  socket: Socket,
  target: Target,
  secureContext: SecureContext,
  hold: (socket: Socket) => void,
): Promise<Socket> => {
  const secure = tlsConnect({
    socket,
    secureContext,
    host: target.host,
    ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  hold(secure);
  return once<Socket>(
    secure,
    (error) => failed('tls', `no trusted TLS connection to ${place(target)}${reasonOf(error)}`, error),
    (resolve) => {
      const connected = () => resolve(secure);
      secure.once('secureConnect', connected);
      return () => secure.off('secureConnect', connected);
    },
  );
};

const reasonOf = (error: unknown): string => {
  const code = codeOf(error);
  return code === undefined ? '' : ` (${code})`;
};

/** Reads until `lengthOf` says how long the piece is; what came after it goes back into the socket. */
const readPiece = (socket: Socket, lengthOf: (seen: Buffer) => number | null): Promise<Buffer> =>
  once<Buffer>(
    socket,
    (error) => failed('proxy', 'the proxy hung up', error),
    (resolve, reject) => {
      let seen: Buffer = Buffer.alloc(0);
      const take = (chunk: Buffer) => {
        seen = Buffer.concat([seen, chunk]);
        const length = lengthOf(seen);
        if (length === null) {
          if (seen.length > maxProxyHeadBytes) reject(failed('proxy', 'the proxy answered something else'));
          return;
        }
        socket.pause();
        if (seen.length > length) socket.unshift(seen.subarray(length));
        resolve(seen.subarray(0, length));
      };
      socket.on('data', take).resume();
      return () => socket.off('data', take);
    },
  );

/** RFC 9110, 9.3.6. The proxy resolves the name. */
const tunnelByConnect = async (socket: Socket, proxy: ProxyHop, target: Target): Promise<void> => {
  const authority = place(target);
  const credentials = Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64');
  const authorization = proxy.username === '' ? '' : `Proxy-Authorization: Basic ${credentials}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`);
  const head = await readPiece(socket, (seen) => {
    const end = seen.indexOf('\r\n\r\n');
    return end === -1 ? null : end + 4;
  });
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1] ?? 0);
  if (status === 407) throw failed('proxy', 'the proxy wants other credentials (407)');
  if (status < 200 || status > 299) {
    throw failed('proxy', `the proxy would not connect to ${authority} (${status})`);
  }
};

const socksReplies: Record<number, string> = {
  1: 'general failure',
  2: 'not allowed',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'TTL expired',
  7: 'command not supported',
  8: 'address type not supported',
};

const socksAddress = (host: string): Buffer => {
  if (isIP(host) === 4) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (isIP(host) === 6) return Buffer.from([4, ...ipv6Bytes(host)]);
  const name = Buffer.from(host, 'ascii');
  return Buffer.concat([Buffer.from([3, name.length]), name]);
};

/** 16 bytes of an address as the URL parser writes it: hexadecimal groups, one `::` at most. */
const ipv6Bytes = (host: string): number[] => {
  const [left = '', right] = host.split('::');
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [head, tail] = [groups(left), groups(right ?? '')];
  const middle = new Array<number>(8 - head.length - tail.length).fill(0);
  return [...head, ...middle, ...tail].flatMap((group) => [group >> 8, group & 0xff]);
};

/** RFC 1928 with user name and password of RFC 1929. The name goes to the proxy as it is (socks5h). */
const tunnelBySocks5 = async (socket: Socket, proxy: ProxyHop, target: Target): Promise<void> => {
  const [noAuth, userPassword, connect] = [0, 2, 1];
  const withPassword = proxy.username !== '';
  socket.write(Buffer.from(withPassword ? [5, 2, noAuth, userPassword] : [5, 1, noAuth]));
  const method = await readPiece(socket, (seen) => (seen.length < 2 ? null : 2));
  if (method[0] !== 5) throw failed('proxy', 'the proxy does not speak SOCKS5');
  if (method[1] === userPassword && withPassword) {
    const [user, password] = [Buffer.from(proxy.username), Buffer.from(proxy.password)];
    if (user.length > 255 || password.length > 255) throw failed('proxy', 'proxy credentials are too long');
    socket.write(
      Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]),
    );
    const status = await readPiece(socket, (seen) => (seen.length < 2 ? null : 2));
    if (status[1] !== 0) throw failed('proxy', 'the proxy wants other credentials');
  } else if (method[1] !== noAuth) {
    throw failed('proxy', 'the proxy wants credentials');
  }
  if (isIP(target.host) === 0 && target.host.length > 255) throw failed('proxy', 'the host name is too long');
  const port = Buffer.from([target.port >> 8, target.port & 0xff]);
  socket.write(Buffer.concat([Buffer.from([5, connect, 0]), socksAddress(target.host), port]));
  const reply = await readPiece(socket, (seen) => {
    const length = { 1: 10, 3: 7 + (seen[4] ?? 0), 4: 22 }[seen[3] ?? 0];
    if (seen.length < 5) return null;
    // A reply of unknown shape is judged by its first bytes.
    return length === undefined ? 5 : seen.length < length ? null : length;
  });
  if (reply[1] !== 0) {
    const why = socksReplies[reply[1] ?? 0] ?? `code ${reply[1]}`;
    throw failed('proxy', `the proxy would not connect to ${place(target)} (${why})`);
  }
};

const openThrough = async (
  deps: ConnectDeps,
  { target, proxy }: ConnectRequest,
  hold: (socket: Socket) => void,
): Promise<Socket> => {
  const first = proxy?.target ?? target;
  let socket = await openTcp(first, await resolveTarget(first, deps), hold);
  if (proxy !== null) {
    if (proxy.isTls) socket = await openTls(socket, proxy.target, deps.secureContext, hold);
    await (proxy.kind === 'connect' ? tunnelByConnect : tunnelBySocks5)(socket, proxy, target);
  }
  return target.isTls ? await openTls(socket, target, deps.secureContext, hold) : socket;
};

/**
 * A connected socket, TLS included. Rejects with `AppError('target_refused')` or `EgressError`; the time-out bounds
 * name look-up, connect, proxy and TLS together, and leaves no socket behind.
 */
export const openConnection = async (deps: ConnectDeps, request: ConnectRequest): Promise<Socket> => {
  const held: Socket[] = [];
  let isOver = false;
  const hold = (socket: Socket) => {
    held.push(socket);
    // Between two listeners, and below TLS, an error must not end the process; whoever waits hears of it all the same.
    socket.on('error', () => {});
    if (isOver) socket.destroy();
  };
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `no connection to ${place(request.target)} within ${request.timeoutMs} ms`;
      reject(new EgressError('timeout', { message, code: 'UND_ERR_CONNECT_TIMEOUT', requestLeft: false }));
    }, request.timeoutMs);
  });
  try {
    return await Promise.race([openThrough(deps, request, hold), tooLate]);
  } catch (error) {
    isOver = true;
    for (const socket of held) socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
