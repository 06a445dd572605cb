/**
 * The log: pino makes the records; each leaves as one JSON line (or one readable line on a terminal), goes to the
 * rotating file when there is one, and into the ring for the console. Secrets are taken out before any of that.
 */
import pino from 'pino';
import type { LogLevel } from '../../src-shared/contract/logs.ts';
import type { Clock, Logger, LogRecord, Logs } from '../engine/ports.ts';
import { createLogFile, type LogFile } from './log-file.ts';
import { createLogRing } from './logs.ts';
import { cleanFields, createRedactor, escapeInvisible } from './redaction.ts';

export interface LogOutput {
  write(line: string): unknown;
  isTTY?: boolean | undefined;
}

export interface LogOptions {
  clock: Clock;
  level?: LogLevel;
  /** Where lines go; the shell passes its standard output. None: ring and file only. */
  output?: LogOutput | undefined;
  /** For people rather than programs. Default: whether the output is a terminal. */
  readable?: boolean | undefined;
  /** Also into this file, JSON, 10 MB and 5 files at most. */
  file?: string | undefined;
}

export interface Log {
  logger: Logger;
  logs: Logs;
  /** See `Redactor`. */
  registerSecret(value: string): () => void;
  setLevel(level: LogLevel): void;
  /** Closes the file. What is logged afterwards still reaches output and ring. */
  stop(): void;
}

export const createLog = (options: LogOptions): Log => {
  const { clock, output } = options;
  const readable = options.readable ?? output?.isTTY ?? false;
  const redactor = createRedactor();
  const ring = createLogRing();
  let file: LogFile | null = options.file === undefined ? null : createLogFile({ path: options.file });

  const write = (raw: string) => {
    const line = escapeInvisible(redactor.text(raw));
    file?.write(line);
    const record = lineToRecord(line);
    output?.write(readable ? recordToText(record) : line);
    ring.push(record);
  };
  const root = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      messageKey: 'message',
    },
    { write },
  );

  // Bindings are kept here, not in pino's children: one level for all, and no key twice in a line.
  const withBindings = (bindings: Record<string, unknown>): Logger => {
    const at = (level: LogLevel) => (fields: Record<string, unknown>, message: string) => {
      if (!root.isLevelEnabled(level)) return;
      root[level]({ fields: cleanFields({ ...bindings, ...fields }) }, message);
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (more) => withBindings({ ...bindings, ...more }),
    };
  };

  return {
    logger: withBindings({}),
    logs: ring,
    registerSecret: redactor.registerSecret,
    setLevel(level) {
      root.level = level;
    },
    stop() {
      file?.close();
      file = null;
    },
  };
};

const lineToRecord = (line: string): Omit<LogRecord, 'sequence'> => {
  const { level, time, message, fields } = JSON.parse(line);
  return { at: Date.parse(time), level, message, fields };
};

const recordToText = ({ at, level, message, fields }: Omit<LogRecord, 'sequence'>): string => {
  const time = new Date(at).toISOString().slice(11, 23);
  const pairs = Object.entries(fields).map(([name, value]) => ` ${oneLine(name)}=${fieldToText(value)}`);
  return `${escapeInvisible(`${time} ${level.toUpperCase().padEnd(5)} ${oneLine(message)}${pairs.join('')}`)}\n`;
};

const fieldToText = (value: unknown): string =>
  typeof value === 'string' && /^[\w.:@/+-]+$/.test(value) ? value : JSON.stringify(value);

const oneLine = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
