/**
 * A remote end over HTTP with the faults that real ones show. What it answers when nothing is wrong is up to `handle`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  /** Path and query as sent, still percent-encoded. */
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Reply {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** What the next requests meet, one entry each. `after`: the request takes effect, its answer is lost. */
export type RemoteFault =
  | { kind: 'reply'; reply: Reply }
  | { kind: 'hang' }
  | { kind: 'hang after' }
  | { kind: 'reset' }
  | { kind: 'reset after' };

export interface RemoteStub {
  url: string;
  requests: Received[];
  failNext(...faults: RemoteFault[]): void;
  /** Every request that no `failNext` waits for meets this one, until null. */
  failAll(fault: RemoteFault | null): void;
  stop(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export const startRemote = async (handle: (received: Received) => Reply): Promise<RemoteStub> => {
  const requests: Received[] = [];
  const faults: RemoteFault[] = [];
  let lasting: RemoteFault | null = null;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const received: Received = {
      method: request.method ?? '',
      url: new URL(request.url ?? '/', 'http://remote.test'),
      headers: request.headers,
      body: await readAll(request),
    };
    requests.push(received);
    const fault = faults.shift() ?? lasting;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return request.socket.resetAndDestroy();
    const reply = fault?.kind === 'reply' ? fault.reply : handle(received);
    if (fault?.kind === 'hang after') return;
    if (fault?.kind === 'reset after') return request.socket.resetAndDestroy();
    response.writeHead(reply.status, reply.headers ?? {}).end(reply.body);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    failNext: (...next) => faults.push(...next),
    failAll: (fault) => {
      lasting = fault;
    },
    stop: () => close(server),
  };
};

/** A form as `application/x-www-form-urlencoded`, or null when the request is none. */
export const formOf = (received: Received): URLSearchParams | null =>
  received.headers['content-type']?.split(';')[0]?.trim() === 'application/x-www-form-urlencoded'
    ? new URLSearchParams(received.body)
    : null;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});
