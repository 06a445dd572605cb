/**
 * Run as `unshare -n node closed-network.ts`: in a network of its own, in which every IPv4 address is this machine, a server
 * listens at each mail port of all of them. The program gets mails for strangers there. Prints one line of JSON: how many
 * connections the mail ports saw, how many when the check itself tried them, and how many alerts were told.
 */
import { execFileSync } from 'node:child_process';
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
  // That the ports do see what goes to any address.
  for (const host of ['192.0.2.1', '198.51.100.7', '203.0.113.9']) {
    await new Promise<void>((done) => {
      connect(25, host)
        .on('data', () => {})
        .on('error', () => done())
        .on('close', () => done());
    });
  }
  process.stdout.write(`${JSON.stringify({ seen, tried: connections - seen, delivered })}\n`);
} finally {
  await product.remove();
  await outside.remove();
  for (const server of servers) server.close();
}
