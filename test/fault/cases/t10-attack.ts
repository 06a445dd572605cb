import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostileMails } from '../../support/corpus.ts';
import { sendMail } from '../../support/send-mail.ts';
import { until } from '../../support/until.ts';
import type { ClientEntry } from '../support/books.ts';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { rssMb } from '../support/process-figures.ts';
import { withRig } from '../support/rig.ts';

/** More than one address may have open at a time: those beyond are turned away, and come again. */
const slowSockets = 300;
const comeAgainMs = 1000;
/** Attackers have an address of their own, as a host that went wild has. */
const attacker = '127.0.0.2';
const oversizeSenders = 4;
/**
 * The short form shares two cores with its own attackers and whatever else runs; on a machine that is busy otherwise normal
 * mail is slow without an attack too.
 */
const normalP99Ms = {
  short: (quiet: number) => Math.max(4000, 8 * quiet),
  full: () => 1000,
};
const mostRssMb = 600;

/** Sessions that say a byte now and then and never come to an end. */
const dripAt = (port: number, isOver: () => boolean): Promise<void>[] =>
  Array.from({ length: slowSockets }, async (_, number) => {
    while (!isOver()) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: attacker });
      socket.on('error', () => {});
      const closed = new Promise<void>((done) => socket.once('close', () => done()));
      const drip = setInterval(() => socket.write(number % 2 === 0 ? 'E' : '\0'), 400);
      await Promise.race([closed, overOf(isOver)]);
      clearInterval(drip);
      socket.destroy();
      await sleep(comeAgainMs);
    }
  });

const overOf = async (isOver: () => boolean) => {
  while (!isOver()) await sleep(100);
};

/** A body that never ends, as fast as it is taken. */
const pourInto = async (port: number, isOver: () => boolean): Promise<void> => {
  const chunk = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(64));
  while (!isOver()) {
    const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: attacker });
    socket.on('error', () => {});
    socket.resume();
    const closed = new Promise<boolean>((done) => socket.once('close', () => done(true)));
    socket.write('EHLO x\r\n');
    await sleep(200);
    socket.write('MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n');
    await sleep(200);
    while (!isOver() && !socket.destroyed) {
      if (socket.write(chunk)) continue;
      const drained = new Promise<boolean>((done) => socket.once('drain', () => done(false)));
      if (await Promise.race([closed, drained, sleep(1000).then(() => isOver())])) break;
    }
    socket.destroy();
  }
};

/** The hostile corpus, again and again. */
const hostileAt = async (
  port: number,
  isOver: () => boolean,
  note: (taken: boolean) => void,
): Promise<void> => {
  const mails = hostileMails(1);
  for (let n = 0; !isOver(); n++) {
    const mail = mails[n % mails.length];
    if (mail === undefined) return;
    await sendMail(port, { raw: mail.raw, from: 'attacker@evil.example' }, 20_000).then(
      () => note(true),
      () => note(false),
    );
  }
};

/** The 99th percentile of the time from the first try to connect to the 250, ms. */
const p99Of = (book: readonly ClientEntry[]): number => {
  const times = book.flatMap(({ code, tookMs }) => (code === 250 ? [tookMs] : [])).toSorted((a, b) => a - b);
  return Math.round(times[Math.floor(times.length * 0.99)] ?? 0);
};

export const attack: FaultCase = {
  id: 'T10',
  name: 'flood, slow sessions, endless bodies and hostile mails beside normal mail',
  run: ({ size, minutes, progress }) =>
    withRig({ channels: ['webhook', 'matrix'] }, async (rig) => {
      const { product, outside } = rig;
      const seconds = size === 'short' ? 12 : minutes * 60;
      const pid = product.pid();
      let isOver = false;
      const over = () => isOver;
      const hostile = { taken: 0, most: 0 };
      const client = outside.client({ port: product.smtpPort, rate: 10, connections: 4 });
      await until(() => client.confirmed() > 30, 'mail flows', 60_000);
      const quiet = p99Of(client.book());
      const attackers = [
        ...dripAt(product.smtpPort, over),
        ...Array.from({ length: oversizeSenders }, () => pourInto(product.smtpPort, over)),
        hostileAt(product.smtpPort, over, (taken) => {
          if (taken) hostile.taken++;
          hostile.most++;
        }),
      ];
      let peakMb = 0;
      for (let second = 0; second < seconds; second++) {
        await sleep(1000);
        if (!product.isRunning()) break;
        peakMb = Math.max(peakMb, rssMb(pid));
        if (second % 60 === 59)
          progress(`${second + 1} s, ${client.confirmed()} accepted, ${Math.round(peakMb)} MB`);
      }
      isOver = true;
      await Promise.all(attackers);
      const alive = product.isRunning() && product.pid() === pid;
      await client.stop();
      const p99 = p99Of(client.book());
      const refused = client.book().filter(({ code }) => code !== 250).length;
      const { checked, restMs } = await rig.check(120_000, hostile);
      const faults = judge(checked);
      if (!alive) faults.push('the program ended');
      if (p99 > normalP99Ms[size](quiet)) faults.push(`normal mail waits ${p99} ms for its 250 (p99)`);
      if (peakMb > mostRssMb) faults.push(`${Math.round(peakMb)} MB of memory`);
      if (refused > 0) faults.push(`${refused} normal mails were not taken`);
      if (hostile.taken === 0) faults.push('no hostile mail was taken: the case proves nothing');
      if (restMs === null) faults.push('it did not come to rest');
      return outcomeOf(checked, faults, {
        seconds,
        'normal mail p99 ms': p99,
        'before the attack': quiet,
        'peak MB': Math.round(peakMb),
        'hostile mails taken': hostile.taken,
      });
    }),
};
