/** A spool in a folder of its own, with what it needs around it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { EnvelopeFacts } from '../../src-main/engine/ingest/spool/types.ts';
import {
  createSpool,
  type Spool,
  type SpoolDeps,
  type SpoolOptions,
} from '../../src-main/engine/ingest/spool.ts';
import type { Clock, Logger } from '../../src-main/engine/ports.ts';

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** Real time plus what it was advanced by. */
export function advancingClock(): TestClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    monotonic: () => performance.now() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};

export function makeTempDir(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'alertflow-spool-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export const facts: EnvelopeFacts = {
  remoteAddress: '192.0.2.7',
  helo: 'mon.example',
  mailFrom: 'zabbix@mon.example',
  rcptTo: ['ops@alerts.example'],
  secure: false,
  user: null,
};

/** No reserve and no maintenance by itself unless asked for. */
export function spoolIn(
  dir: string,
  deps: Partial<SpoolDeps> = {},
  options: Partial<SpoolOptions> = {},
): Spool {
  return createSpool(
    { dir, nodeId: 'n1', clock: systemClock, ids: { next: uuidv7 }, logger: silentLogger, ...deps },
    { reserveBytes: 0, reservePercent: 0, maintenanceMs: 0, ...options },
  );
}

/** Accepts one message, from its bytes. */
export async function put(
  spool: Spool,
  raw: Buffer | string,
  { messageId = null, ...more }: Partial<EnvelopeFacts> & { messageId?: string | null } = {},
) {
  const incoming = spool.begin();
  await incoming.write(Buffer.from(raw as string));
  return incoming.commit({ ...facts, ...more }, { messageId });
}

/** The same, where nothing but acceptance is right. */
export async function accept(
  spool: Spool,
  raw: Buffer | string,
  more: Parameters<typeof put>[2] = {},
): Promise<{ id: string; location: string }> {
  const answer = await put(spool, raw, more);
  if (answer.kind !== 'accepted') throw new Error(`expected accepted, got ${JSON.stringify(answer)}`);
  return answer;
}

export async function scanned(spool: Spool) {
  const found: { id: string; location: string; status: string; copies: number; from: string }[] = [];
  await spool.scan(({ envelope, location, status, copies }) => {
    found.push({ id: envelope.id, location, status, copies, from: envelope.mailFrom });
  });
  return found;
}

/** Polls until `check` holds; fails after `limitMs`. */
export async function until(check: () => boolean, limitMs = 30_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!check()) {
    if (performance.now() > end) throw new Error('the condition did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
