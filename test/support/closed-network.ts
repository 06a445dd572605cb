/**
 * Run as `unshare -n node closed-network.ts`: in a network of its own, in which every IPv4 address is this machine, a server
 * listens at each mail port of all of them, and a name server knows every name: its mail servers and its address. The program
 * gets mails for strangers there. Prints one line of JSON: how many connections the mail ports saw and what names were asked
 * for, how many when the check itself tried them, and how many alerts were told.
 */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { resolveMx } from 'node:dns/promises';
import { connect, createServer, type Server } from 'node:net';
import { setUp } from '../fault/support/console.ts';
import { startOutside } from '../fault/support/outside.ts';
import { createProduct } from '../fault/support/product.ts';
import { settle } from '../fault/support/quiet.ts';
import { sendMail } from './send-mail.ts';

const mailPorts = [25, 465, 587, 2525];

execFileSync('ip', ['link', 'set', 'lo', 'up']);
execFileSync('ip', ['route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo']);

let connections = 0;
const listening = mailPorts.map(
  (port) =>
    new Promise<Server>((done) => {
      const server = createServer((socket) => {
        connections++;
        socket.on('error', () => {}).end('220 sink\r\n');
      });
      server.listen(port, '0.0.0.0', () => done(server));
    }),
);
const servers = await Promise.all(listening);

/** Every name has a mail server of its own name, and an address. */
const asked: string[] = [];
const mailServer = 'mx.catcher.example';
const addressOfAll = [198, 51, 100, 25];
const nameIn = (query: Buffer): { name: string; end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
};
const encoded = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
const recordTypes = { a: 1, mx: 15 };
/** RFC 1035, section 4: one answer to the one question; none to questions of other types. */
const answerTo = (query: Buffer): Buffer => {
  const { name, end } = nameIn(query);
  const type = query.readUInt16BE(end);
  asked.push(`${type} ${name}`);
  const data =
    type === recordTypes.a
      ? Buffer.from(addressOfAll)
      : type === recordTypes.mx
        ? Buffer.concat([Buffer.from([0, 10]), encoded(mailServer)])
        : null;
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data === null ? 0 : 1, 6);
  const question = query.subarray(12, end + 4);
  if (data === null) return Buffer.concat([head, question]);
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, question, record, data]);
};
const nameServer = createSocket('udp4');
nameServer.on('message', (query, { port, address }) => nameServer.send(answerTo(query), port, address));
await new Promise<void>((done) => nameServer.bind(53, '0.0.0.0', done));

const outside = await startOutside();
const product = await createProduct();
try {
  await product.start();
  const { api } = await setUp(product, outside, ['webhook']);
  const mails = [
    { from: 'sender@elsewhere.example', to: ['root@example.com'] },
    { from: 'sender@[198.51.100.7]', to: ['ops@[192.0.2.1]'] },
    { from: 'a@203.0.113.9', to: ['a@127.0.0.1', 'user%example.org@localhost'] },
    { from: '', to: ['noc@example.net'] },
  ];
  for (const [n, mail] of mails.entries()) {
    await sendMail(product.smtpPort, { ...mail, subject: `CRITICAL: unit ${'abcd'[n]} is down` });
  }
  await settle(api, 60_000, mails.length);
  const { delivered } = (await api.get('/api/ledger')).body;
  const seen = connections;
  const names = [...asked];
  // That the ports do see what goes to any address, and to any name: as its mail server, and by itself.
  const [first] = await resolveMx('example.com');
  for (const host of [
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.9',
    first?.exchange ?? '',
    'relay.example.org',
  ]) {
    await new Promise<void>((done) => {
      connect(25, host)
        .on('data', () => {})
        .on('error', () => done())
        .on('close', () => done());
    });
  }
  process.stdout.write(
    `${JSON.stringify({ seen, names, tried: connections - seen, exchange: first?.exchange, delivered })}\n`,
  );
} finally {
  await product.remove();
  await outside.remove();
  for (const server of servers) server.close();
  nameServer.close();
}
