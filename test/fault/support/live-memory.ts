/**
 * What a program really holds: its memory after a collection of garbage, asked for over the inspector that Node opens on
 * SIGUSR1. Resident memory says when the collector last came by, too.
 */
import { until } from '../../support/until.ts';
import type { Product } from './product.ts';

/** To be given to Node: a free port for the inspector, so that several programs can have one. */
export const inspectable = ['--inspect-port=0'];

export interface LiveMemory {
  /** MB of live objects on the main thread, after a collection. */
  read(): Promise<number>;
  close(): void;
}

export const openLiveMemory = async (product: Product): Promise<LiveMemory> => {
  process.kill(product.pid(), 'SIGUSR1');
  const url = await until(
    () => /Debugger listening on (ws:\S+)/.exec(product.errors())?.[1],
    'the inspector is open',
    30_000,
  );
  const socket = new WebSocket(url);
  await new Promise((done, failed) => {
    socket.onopen = done;
    socket.onerror = failed;
  });
  let last = 0;
  const waiting = new Map<number, (result: unknown) => void>();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  const call = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((done) => {
      last++;
      waiting.set(last, done);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return {
    async read() {
      // What ends with its finalizer is gone with the second.
      await call('HeapProfiler.collectGarbage');
      await call('HeapProfiler.collectGarbage');
      const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())';
      const answer = (await call('Runtime.evaluate', { expression })) as { result: { value: number } };
      return answer.result.value / 1024 / 1024;
    },
    close: () => socket.close(),
  };
};
