/** The real, built server on free ports with a data directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../../support/until.ts';

export interface RunningServer {
  url: string;
  smtpPort: number;
  username: string;
  password: string;
  /** Ends the program in order and starts it again on the same ports and data. */
  restart(whileAway?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const program = resolve(import.meta.dirname, '..', '..', '..', 'out', 'main', 'headless.js');
const password = 'correct horse battery';
const startWithinMs = 30_000;
const stopWithinMs = 15_000;
const keptOutputChars = 20_000;

/** `extraFlags`: as on the command line, for example `--redis`. */
export const startServer = async (extraFlags: readonly string[] = []): Promise<RunningServer> => {
  if (!existsSync(program)) throw new Error('The program is not built: run `npm run build` first.');
  const folder = mkdtempSync(join(tmpdir(), 'alertflow-e2e-'));
  const dataDir = join(folder, 'data');
  const runtimeFile = join(dataDir, 'runtime.json');
  let child: ChildProcess | null = null;
  let output = '';

  const start = async (
    httpPort: number,
    smtpPort: number,
  ): Promise<{ httpUrl: string; smtpPort: number }> => {
    rmSync(runtimeFile, { force: true });
    const flags = [
      ...['--data-dir', dataDir, '--key-file', join(folder, 'secret.key')],
      ...['--http-port', String(httpPort), '--smtp-port', String(smtpPort), '--smtp-host', '127.0.0.1'],
      ...extraFlags,
    ];
    const started = spawn(process.execPath, [program, 'serve', ...flags], {
      env: { ...process.env, ALERTFLOW_ADMIN_PASSWORD: password },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-keptOutputChars);
    };
    started.stdout.on('data', collect);
    started.stderr.on('data', collect);
    return until(
      () => {
        if (started.exitCode !== null)
          throw new Error(`the server ended with ${started.exitCode}:\n${output}`);
        return existsSync(runtimeFile) ? JSON.parse(readFileSync(runtimeFile, 'utf8')) : null;
      },
      'the server is ready',
      startWithinMs,
    );
  };

  const end = async (): Promise<void> => {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    const gone = new Promise((done) => ending.once('exit', done));
    ending.kill('SIGTERM');
    const force = setTimeout(() => ending.kill('SIGKILL'), stopWithinMs);
    await gone;
    clearTimeout(force);
  };

  const { httpUrl, smtpPort } = await start(0, 0);
  return {
    url: httpUrl,
    smtpPort,
    username: 'admin',
    password,
    async restart(whileAway) {
      await end();
      await whileAway?.();
      await start(Number(new URL(httpUrl).port), smtpPort);
    },
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
