/** The console behind a relay that notes what browsers ask of it, and for whose pages, also where they get no answer to see. */
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface Asked {
  method: string;
  /** Without its query. */
  path: string;
  /** `Sec-Fetch-Site`: whose page had it sent. */
  site: string;
  withSession: boolean;
  status: number;
}

export interface WatchedConsole {
  url: string;
  asked: Asked[];
  stop(): Promise<void>;
}

export const startWatchedConsole = async (url: string): Promise<WatchedConsole> => {
  const { hostname, port } = new URL(url);
  const asked: Asked[] = [];
  const note = ({ method = '', url = '', headers }: IncomingMessage, status: number): void => {
    asked.push({
      method,
      path: url.split('?', 1)[0] ?? '',
      site: String(headers['sec-fetch-site'] ?? ''),
      withSession: /alertflow_session=/.test(headers.cookie ?? ''),
      status,
    });
  };
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      note(incoming, answer.statusCode ?? 0);
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, near) => {
    const head = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      head.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
    const far = connect(Number(port), hostname);
    far.once('data', (chunk: Buffer) =>
      note(incoming, Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1])),
    );
    far.write(`${head.join('\r\n')}\r\n\r\n`);
    far.pipe(near).pipe(far);
    for (const socket of [far, near]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
