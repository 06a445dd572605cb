/** A way through a proxy on an open socket: HTTP CONNECT or SOCKS5. The proxy resolves the target's name. */
import { isIP, type Socket } from 'node:net';
import type { Target } from './egress-policy.ts';
import { failed, once, place } from './egress-socket.ts';

export interface ProxyHop {
  target: Target;
  kind: 'connect' | 'socks5';
  isTls: boolean;
  username: string;
  password: string;
}

/** A proxy's answer to CONNECT may be no longer than this. */
const maxProxyHeadBytes = 16_384;

/** Opens the tunnel; from then on the socket speaks with the target. */
export const openTunnel = (socket: Socket, proxy: ProxyHop, target: Target): Promise<void> =>
  (proxy.kind === 'connect' ? tunnelByConnect : tunnelBySocks5)(socket, proxy, target);

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
