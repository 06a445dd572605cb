/** The outside world of one case: sinks and clients as processes of their own, with their books in a folder of theirs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteFault } from '../../support/remote-stub.ts';
import { until } from '../../support/until.ts';
import type { ClientOptions } from '../outside/client.ts';
import type { SinkAddresses, SinkCommand } from '../outside/sinks.ts';
import { type ChannelName, type ClientEntry, readClientBook, readSinkBook, type SinkEntry } from './books.ts';
import { type Child, startChild } from './child.ts';

export interface Client {
  sent(): number;
  confirmed(): number;
  hasEnded(): boolean;
  /** Lets it finish the mails in hand. */
  stop(): Promise<void>;
  /** Waits until it sent its count. */
  finished(timeoutMs: number): Promise<void>;
  book(): ClientEntry[];
}

export interface Outside {
  dir: string;
  sinks: SinkAddresses;
  client(options: { port: number } & Partial<ClientOptions>): Client;
  /** What every request to this channel meets from now on; null: nothing. */
  fault(channel: ChannelName, fault: RemoteFault | null): Promise<void>;
  faultNext(channel: ChannelName, ...faults: RemoteFault[]): Promise<void>;
  /** All clients' entries together. */
  sent(): ClientEntry[];
  delivered(): SinkEntry[];
  remove(): Promise<void>;
}

const program = (name: string) => join(import.meta.dirname, '..', 'outside', name);

export const startOutside = async (): Promise<Outside> => {
  const dir = mkdtempSync(join(tmpdir(), 'alertflow-outside-'));
  const sinkBook = join(dir, 'sinks.jsonl');
  const sinkProcess = startChild(process.execPath, [program('sinks.ts'), sinkBook]);
  const sinks = JSON.parse(await sinkProcess.line()) as SinkAddresses;
  const books: string[] = [];
  const children: Child[] = [];

  const tell = async (command: SinkCommand) => {
    sinkProcess.say(JSON.stringify(command));
    await sinkProcess.line();
  };

  return {
    dir,
    sinks,
    client(given) {
      const namespace = books.length;
      const book = join(dir, `client-${namespace}.jsonl`);
      books.push(book);
      const options: ClientOptions = {
        book,
        connections: 4,
        rate: 0,
        count: 0,
        namespace,
        sizeBytes: 0,
        mailsPerConnection: 10,
        sendsAgain: false,
        replyTimeoutMs: 20_000,
        ...given,
      };
      const child = startChild(process.execPath, [program('client.ts'), JSON.stringify(options)]);
      children.push(child);
      const figures = (): { sent: number; confirmed: number } =>
        JSON.parse(child.lastLine() ?? '{"sent":0,"confirmed":0}');
      return {
        sent: () => figures().sent,
        confirmed: () => figures().confirmed,
        hasEnded: child.hasEnded,
        async stop() {
          child.say('stop');
          await Promise.race([child.ended, new Promise((done) => setTimeout(done, 60_000).unref())]);
          await child.kill();
        },
        async finished(timeoutMs) {
          await until(() => child.hasEnded(), 'the client sent its mails', timeoutMs);
          const code = await child.ended;
          if (code !== 0) throw new Error(`the client failed: ${child.errors()}`);
        },
        book: () => readClientBook(book),
      };
    },
    fault: (channel, fault) => tell({ channel, all: fault }),
    faultNext: (channel, ...next) => tell({ channel, next }),
    sent: () => books.flatMap(readClientBook),
    delivered: () => readSinkBook(sinkBook),
    async remove() {
      await Promise.all([...children, sinkProcess].map((child) => child.kill()));
      if (process.env.FAULT_KEEP === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
};
