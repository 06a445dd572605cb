/**
 * Opens the one connection a request goes over: straight or through a proxy, to addresses that were checked before,
 * with TLS verified. Own code rather than undici's proxy agents, because their SOCKS5 part is marked experimental,
 * warns on stderr, waits for the time-out when a proxy hangs up, and none of them can be told which address to take.
 */
import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, isIPv6, type Socket, connect as tcpConnect } from 'node:net';
import { type SecureContext, connect as tlsConnect } from 'node:tls';
import { EgressError } from './egress-error.ts';
import { connectableAddresses, type Surroundings, type Target } from './egress-policy.ts';
import { codeOf, failed, once, place } from './egress-socket.ts';
import { openTunnel, type ProxyHop } from './egress-tunnel.ts';
import { AppError } from './errors.ts';

export type Lookup = (hostname: string) => Promise<LookupAddress[]>;

/** The system's resolver: hosts file and DNS, all addresses in its order. */
export const systemLookup: Lookup = (hostname) => dns.lookup(hostname, { all: true, order: 'verbatim' });

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

const openThrough = async (
  deps: ConnectDeps,
  { target, proxy }: ConnectRequest,
  hold: (socket: Socket) => void,
): Promise<Socket> => {
  const first = proxy?.target ?? target;
  let socket = await openTcp(first, await resolveTarget(first, deps), hold);
  if (proxy !== null) {
    if (proxy.isTls) socket = await openTls(socket, proxy.target, deps.secureContext, hold);
    await openTunnel(socket, proxy, target);
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
