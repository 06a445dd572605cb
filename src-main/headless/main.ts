/** Headless AlertFlow: the command line without a window. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../engine/errors.ts';
import { helpText, readCommandLine } from './flags.ts';
import { type Node, serve } from './serve.ts';

const usageError = 2;
const failure = 1;
/** A stop that hangs is ended by force; Redis ends by itself when its program is gone. */
const stopBoundMs = 9_500;
const programDir = resolve(import.meta.dirname, '..', '..');

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

const readVersion = (): string =>
  JSON.parse(readFileSync(resolve(programDir, 'package.json'), 'utf8')).version ?? 'unknown';

/** Ends the node and then the process. A second call ends it at once. */
const createEnding = () => {
  let node: Node | null = null;
  let isEnding = false;
  const end = (code: number): void => {
    if (isEnding) process.exit(code === 0 ? failure : code);
    isEnding = true;
    setTimeout(() => process.exit(code === 0 ? failure : code), stopBoundMs).unref();
    // While it still starts there is nothing to end in order but what the start itself cleans up.
    const stopped = node === null ? Promise.resolve() : node.stop();
    stopped.then(
      () => process.exit(code),
      () => process.exit(failure),
    );
  };
  return {
    end,
    isEnding: () => isEnding,
    running: (started: Node) => {
      node = started;
    },
    log: (error: unknown, what: string) => {
      if (node !== null) node.logger.error({ error }, what);
      else complain(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}`);
    },
  };
};

/** A person who means it asks again later than that. */
const sameSignalMs = 1_000;

const main = async (): Promise<void> => {
  const version = readVersion();
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command.kind === 'help') return say(helpText(version));
  if (command.kind === 'version') return say(version);
  if (command.kind === 'refused') {
    complain(command.reason);
    process.exitCode = usageError;
    return;
  }

  const ending = createEnding();
  let askedToEndAt: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    const forced = 128 + (signal === 'SIGINT' ? 2 : 15);
    // One that is sent to the whole process group comes a second time through the command that started this.
    if (askedToEndAt !== null && performance.now() - askedToEndAt < sameSignalMs) return;
    if (ending.isEnding() || askedToEndAt !== null) process.exit(forced);
    askedToEndAt = performance.now();
    if (started) ending.end(0);
  };
  let started = false;
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('uncaughtException', (error) => {
    ending.log(error, 'a bug ended the program');
    ending.end(failure);
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      // Whoever read it is gone; the work goes on.
    });
  }

  try {
    const node = await serve({
      flags: command.flags,
      environment: process.env,
      version,
      programDir,
      say,
      logOutput: process.stderr,
    });
    ending.running(node);
    started = true;
    if (askedToEndAt !== null) ending.end(0);
  } catch (error) {
    if (!(error instanceof AppError)) {
      ending.log(error, 'AlertFlow could not be started');
    } else {
      complain(`AlertFlow could not be started: ${error.message}`);
    }
    process.exit(error instanceof AppError && error.code === 'invalid_input' ? usageError : failure);
  }
};

await main();
