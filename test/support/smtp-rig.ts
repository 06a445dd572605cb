import { createSmtpListener, type SmtpListener } from '../../src-main/engine/ingest/smtp-listener.ts';
import type { SmtpListenerOptions } from '../../src-main/engine/ingest/smtp-options.ts';
import { createMemorySpool, type MemorySpool } from './memory-spool.ts';
import { createQuietLogger } from './quiet-logger.ts';

export interface SmtpRig {
  port: number;
  spool: MemorySpool;
  listener: SmtpListener;
  logger: ReturnType<typeof createQuietLogger>;
}

/** Starts real listeners on free ports and stops them all at the end of a test. */
export function createSmtpRigs() {
  const running: SmtpListener[] = [];
  return {
    async start(options: Partial<SmtpListenerOptions> = {}): Promise<SmtpRig> {
      const spool = createMemorySpool();
      const logger = createQuietLogger();
      const clock = { now: () => Date.now(), monotonic: () => performance.now() };
      const listener = createSmtpListener({ host: '127.0.0.1', port: 0, spool, clock, logger, ...options });
      const { port } = await listener.start();
      running.push(listener);
      return { port, spool, listener, logger };
    },
    async stopAll(): Promise<void> {
      await Promise.all(running.splice(0).map((listener) => listener.stop()));
    },
  };
}

/** Resolves once the condition holds. Rejects after `timeoutMs` with what was awaited. */
export async function eventually(condition: () => boolean, what: string, timeoutMs = 30_000): Promise<void> {
  const limit = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > limit) throw new Error(`${what} did not come about within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
