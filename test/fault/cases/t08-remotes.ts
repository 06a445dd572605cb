import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { createCertificateAuthority } from '../../support/certificates.ts';
import type { RemoteFault } from '../../support/remote-stub.ts';
import { until } from '../../support/until.ts';
import { type ChannelName, type ClientEntry, channelNames, confirmedIn } from '../support/books.ts';
import { type FaultCase, judge, outcomeOf } from '../support/case.ts';
import { signIn } from '../support/console.ts';
import { freePort } from '../support/product.ts';
import { settle } from '../support/quiet.ts';
import { type Rig, withRig } from '../support/rig.ts';

const anotherProgram = 'another program answers';
const reply = (status: number, body: string, headers: Record<string, string> = {}): RemoteFault => ({
  kind: 'reply',
  reply: { status, body, headers: { 'content-type': 'application/json', ...headers } },
});
const tooMany =
  '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1},"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1000}';
const faultsOfRemotes: readonly { name: string; fault: RemoteFault }[] = [
  { name: '500', fault: reply(500, '{}') },
  { name: '429', fault: reply(429, tooMany, { 'retry-after': '1' }) },
  { name: 'hangs', fault: { kind: 'hang' } },
  { name: 'reset', fault: { kind: 'reset' } },
  { name: 'reset after it acted', fault: { kind: 'reset after' } },
  {
    name: anotherProgram,
    fault: reply(200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
  },
];
/** An attempt may have begun so long before the fault, and was tried again so long after it. */
const unsureMs = 20_000;
/** Other channels go on meanwhile, on a busy machine too. */
const othersBoundMs = 5000;
/** On a machine that is busy otherwise they are slow without a fault too. */
const mostTimesSlower = 3;

/** Time from the 250 to the sink, of the mails that were taken while `channel` was broken, on the other channels. */
const othersLatency = ({ outside }: Rig, channel: ChannelName, from: number, to: number): number[] => {
  const taken = new Map(
    outside
      .sent()
      .flatMap(({ marker, at, code }) =>
        code === 250 && at >= from && at <= to ? [[marker, at] as const] : [],
      ),
  );
  // Telegram is slow by its own rules.
  return outside
    .delivered()
    .filter((entry) => entry.channel !== channel && entry.channel !== 'telegram')
    .flatMap(({ markers, at }) =>
      markers.flatMap((marker) => (taken.has(marker) ? [at - (taken.get(marker) ?? 0)] : [])),
    );
};

const takenBetween = (book: readonly ClientEntry[], from: number, to: number): number =>
  confirmedIn(book).filter(({ at }) => at >= from && at <= to).length;

const percentile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

/** Addresses that cannot work become dead letters; the address set right, a person brings them back. */
const hopeless = async (rig: Rig): Promise<{ dead: number; faults: string[] }> => {
  const { console, outside, product } = rig;
  const { cert, key } = createCertificateAuthority().issue(['127.0.0.1']);
  const secure = createServer({ cert, key }, (socket) => socket.end());
  secure.on('tlsClientError', () => {});
  await new Promise<void>((done) => secure.listen(0, '127.0.0.1', done));
  const urls = [
    `https://127.0.0.1:${(secure.address() as AddressInfo).port}/hook`,
    'https://no-such-host.invalid/hook',
    `http://127.0.0.1:${await freePort()}/hook`,
  ];
  const faults: string[] = [];
  try {
    const { body: channel } = await console.api.post('/api/channels', {
      name: 'hopeless',
      kind: 'webhook',
      config: {},
    });
    const ids: string[] = [];
    for (const [number, url] of urls.entries()) {
      const made = await console.api.post('/api/destinations', {
        name: `hopeless ${number}`,
        channelId: channel.id,
        address: { url },
      });
      if (made.status !== 201) faults.push(`destination ${url}: ${made.text}`);
      ids.push(made.body.id);
    }
    const { body: rules } = await console.api.get('/api/rules');
    const before = rules.items as { id: string; destinationIds: string[] }[];
    for (const { id, destinationIds } of before) {
      await console.api.patch(`/api/rules/${id}`, { destinationIds: [...destinationIds, ...ids] });
    }
    await console.api.patch('/api/settings', { retryDelaysMs: [100, 200] });
    const client = outside.client({ port: product.smtpPort, count: 10 });
    await client.finished(30_000);
    const dead = await until(
      async () => {
        const { body } = await console.api.get('/api/dead-letters/ids');
        return body.ids?.length >= 30 ? (body.ids as string[]) : null;
      },
      'all of them are dead letters',
      60_000,
    );
    for (const id of ids)
      await console.api.patch(`/api/destinations/${id}`, { address: { url: outside.sinks.elsewhere.url } });
    for (const { id, destinationIds } of before)
      await console.api.patch(`/api/rules/${id}`, { destinationIds });
    for (const id of dead) await console.api.post(`/api/dead-letters/${id}/retry`);
    const restMs = await settle(console.api, 60_000);
    const arrived = outside.delivered().filter((entry) => entry.channel === 'elsewhere').length;
    if (restMs === null || arrived !== dead.length)
      faults.push(`${arrived} of ${dead.length} dead letters that were brought back arrived`);
    return { dead: dead.length, faults };
  } finally {
    secure.close();
  }
};

export const remotes: FaultCase = {
  id: 'T8',
  name: 'every way for a remote end to fail',
  run: ({ many, rounds, progress }) =>
    withRig({ settings: { attemptTimeoutMs: 1500 } }, async (rig) => {
      const { product, outside, console } = rig;
      const holdMs = many(1500, 20_000);
      const faults: string[] = [];
      const windows: { name: string; channel: ChannelName; from: number; to: number }[] = [];
      let modes = 0;
      await console.api.patch('/api/settings', {
        retryDelaysMs: Array.from({ length: 20 }, (_, i) => Math.min(500 * (i + 1), 4000)),
      });
      const client = outside.client({ port: product.smtpPort, rate: many(8, 15) });
      await until(() => client.confirmed() > 20, 'mail flows', 30_000);
      const calm = { from: 0, to: Date.now() };
      for (const round of rounds(1, 10)) {
        for (const [index, { name, fault }] of faultsOfRemotes.entries()) {
          const turn = channelNames[(index + round) % channelNames.length] ?? 'webhook';
          // A webhook's receiver that says 200 has taken it, whoever it is.
          const channel = turn === 'webhook' && name === anotherProgram ? 'matrix' : turn;
          const from = Date.now();
          await outside.fault(channel, fault);
          await sleep(holdMs);
          const to = Date.now();
          await outside.fault(channel, null);
          await sleep(500);
          windows.push({ name: `${channel} ${name}`, channel, from, to });
          modes++;
          progress(`${channel} ${name}: ${client.confirmed()} accepted`);
        }
      }
      await client.stop();
      console.api = await signIn(product);
      if ((await settle(console.api, 120_000)) === null) faults.push('it did not come to rest');
      const quietMs = percentile(othersLatency(rig, 'telegram', calm.from, calm.to), 0.99);
      let worstMs = 0;
      for (const { name, channel, from, to } of windows) {
        const p99 = percentile(othersLatency(rig, channel, from, to), 0.99);
        worstMs = Math.max(worstMs, p99);
        if (p99 > Math.max(othersBoundMs, mostTimesSlower * quietMs))
          faults.push(`${name}: others take ${p99} ms`);
      }
      const { body } = await console.api.get('/api/dead-letters/ids');
      const given = (body.ids as string[]).length;
      for (const id of body.ids as string[]) await console.api.post(`/api/dead-letters/${id}/retry`);
      const lost = await hopeless(rig);
      faults.push(...lost.faults);
      const { checked, restMs } = await rig.check(120_000);
      if (restMs === null) faults.push('it did not come to rest at the end');
      // A gateway of SMS that hung up has sent or not, and nobody asks twice: mails of the times in which it did so.
      const smsUnsure = windows
        .filter(({ name }) => /^sms (hangs|reset)/.test(name))
        .reduce((sum, { from, to }) => sum + takenBetween(outside.sent(), from - unsureMs, to + unsureMs), 0);
      // What acted and hung up may have been told twice: Telegram marks it. Nobody was killed, so nothing else may.
      const unsure = outside.delivered().filter(({ markedRepeat }) => markedRepeat).length;
      return outcomeOf(
        checked,
        [...judge(checked, { duplicates: unsure, assumedSent: smsUnsure }), ...faults],
        {
          modes: modes + 3,
          'others p99 ms': worstMs,
          'without a fault ms': quietMs,
          'given up meanwhile and brought back': given,
          'dead letters of hopeless addresses, brought back': lost.dead,
        },
      );
    }),
};
