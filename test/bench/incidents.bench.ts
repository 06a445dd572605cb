/**
 * What an alert costs beside 100 and beside 10,000 open incidents: folding alone, and the whole way of an alert from the
 * parked bytes to its place in the ledger. Two Redis servers, measured in turns in one run; nobody is set to be told.
 * `node test/bench/incidents.bench.ts [--json] [--quick]`
 */
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { createFold } from '../../src-main/engine/fold/fold.ts';
import { createIncidents } from '../../src-main/engine/store/incidents.ts';
import { uuidIds } from '../../src-main/platform/ids.ts';
import { type EngineRig, startEngine } from '../support/engine-rig.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { someSighting } from '../support/sightings.ts';
import { keepResult } from './support/keep-result.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });
const sizes = [100, flags.quick ? 2_000 : 10_000];
const rounds = flags.quick ? 5 : 15;
const alertsPerRound = 40;
const warmUpRounds = 2;

interface Scene {
  size: number;
  server: RedisServer;
  redis: Redis;
  rig: EngineRig;
  fold: ReturnType<typeof createFold>;
}

/** 32 hex digits, as fingerprints are. */
const fingerprintOf = (n: number): string => n.toString(16).padStart(32, '0');

const openScene = async (size: number): Promise<Scene> => {
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const rig = await startEngine({ redisUrl: server.url, roles: ['ingest', 'console'] });
  const fold = createFold({
    incidents: createIncidents(redis),
    settings: () => ({ duplicateWindowMs: 600_000, reopenWindowMs: 900_000 }),
    now: () => Date.now(),
  });
  const scene = { size, server, redis, rig, fold };
  const atATime = 200;
  for (let first = 0; first < size; first += atATime) {
    await Promise.all(
      Array.from({ length: Math.min(atATime, size - first) }, async (_, i) =>
        fold.fold(await sightingIn(scene, first + i)),
      ),
    );
  }
  return scene;
};

const admit = async ({ rig }: Scene, raw: Buffer | null): Promise<string> => {
  const id = uuidIds.next();
  const envelope = {
    id,
    nodeId: 'bench',
    receivedAt: Date.now(),
    remoteAddress: '192.0.2.1',
    helo: 'mon',
    mailFrom: 'nagios@mon.example',
    rcptTo: ['ops@example.net'],
    secure: false,
    user: null,
    sizeBytes: raw?.length ?? 0,
    digest: '',
  };
  await rig.services.records.admit([
    { envelope, location: '0.0', copies: 1, raw, restoredAs: null, toldBefore: [] },
  ]);
  return id;
};

const sightingIn = async (scene: Scene, n: number) => {
  const alertId = await admit(scene, null);
  return someSighting({
    alertId,
    at: Date.now(),
    fingerprint: fingerprintOf(n),
    host: `host${n}`,
    summary: `disk of host${n} is ${Math.random()} full`,
  });
};

let mailed = 0;
const mailOf = (host: string): Buffer => {
  mailed += 1;
  return Buffer.from(
    [
      'From: nagios@mon.example',
      'To: ops@example.net',
      `Subject: ** PROBLEM Service Alert: ${host}/Disk /var is CRITICAL **`,
      '',
      `Service: Disk /var\nHost: ${host}\nState: CRITICAL\nInfo: ${mailed} MB free\n`,
    ].join('\r\n'),
  );
};

/** Milliseconds for each of what is done in a round, one after the other. */
const measures = {
  /** An alert of an incident that is open. */
  async foldKnown(scene: Scene) {
    const sighting = await sightingIn(scene, Math.floor(Math.random() * scene.size));
    const startedAt = performance.now();
    await scene.fold.fold(sighting);
    return performance.now() - startedAt;
  },
  /** One that opens an incident; it is taken out again. */
  async foldNew(scene: Scene) {
    const sighting = await sightingIn(scene, 1_000_000_000 + mailed++);
    const startedAt = performance.now();
    const { incidentId } = await scene.fold.fold(sighting);
    const ms = performance.now() - startedAt;
    const { incidents } = scene.rig.services;
    await incidents.change(incidentId ?? '', (incident) => ({
      incident: { ...incident, status: 'resolved', revision: incident.revision + 1 },
      entries: [],
    }));
    const incident = await incidents.get(incidentId ?? '');
    if (incident !== null) await incidents.drop([incident]);
    return ms;
  },
  /** Parsed, recognised, folded, routed and accounted for. */
  async wholeWay(scene: Scene) {
    const id = await admit(scene, mailOf(`web${mailed % 50}`));
    const startedAt = performance.now();
    await scene.rig.services.pipeline.alertJob(id);
    return performance.now() - startedAt;
  },
} as const satisfies Record<string, (scene: Scene) => Promise<number>>;

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const scenes: Scene[] = [];
for (const size of sizes) scenes.push(await openScene(size));
const rows = [];
for (const [what, measure] of Object.entries(measures)) {
  const times = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds + warmUpRounds; round++) {
    for (const scene of scenes) {
      for (let i = 0; i < alertsPerRound; i++) {
        const ms = await measure(scene);
        if (round >= warmUpRounds) times.get(scene.size)?.push(ms);
      }
    }
  }
  const [few, many] = sizes.map((size) => median(times.get(size) ?? []));
  rows.push({
    what,
    fewOpen: sizes[0],
    fewMs: Number(few?.toFixed(3)),
    manyOpen: sizes[1],
    manyMs: Number(many?.toFixed(3)),
    times: Number(((many ?? Number.NaN) / (few ?? Number.NaN)).toFixed(2)),
  });
}
const open = await Promise.all(scenes.map(async ({ rig }) => (await rig.services.incidents.counts()).open));
for (const { rig, redis, server } of scenes) {
  redis.disconnect();
  await rig.remove();
  await server.stop();
}
const isWithin = rows.every(({ times }) => times <= 1.5);
const kept = keepResult('incidents', { rows, open, isWithin });
if (flags.json) console.log(kept);
else console.table(rows);
process.exitCode = isWithin ? 0 : 1;
