/**
 * The system calls of the product in their order, as strace writes them down: what was written where, when it was synced,
 * and when a client was answered.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Call {
  /** Order of its begin and of its end among all lines. */
  begin: number;
  end: number;
  name: string;
  /** Path of the file descriptor it is about; empty for sockets and calls on names. */
  path: string;
  isSocket: boolean;
  bytes: Buffer;
  offset: number | null;
  /** File names given as arguments. */
  names: string[];
  /** Words of the arguments, like O_CREAT. */
  flags: string;
  result: number;
}

const traced =
  'openat,write,writev,pwrite64,pwritev,sendto,sendmsg,fdatasync,fsync,rename,renameat,renameat2,unlink,unlinkat,ftruncate';

/** Put before the command, this writes the trace into the file. */
export const straceCommand = (file: string): string[] => [
  'strace',
  '-f',
  '-qq',
  '-y',
  '-xx',
  '-s',
  '4000000',
  '--seccomp-bpf',
  '-e',
  `trace=${traced}`,
  '-e',
  'signal=none',
  '-o',
  file,
];

const unhex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');
const stringPattern = /"((?:\\x[0-9a-f]{2})*)"/g;
const sizeOf = (name: string, rest: string): number | null => {
  if (name === 'pwrite64') return Number(/, (\d+)\)? *$/.exec(rest)?.[1] ?? Number.NaN);
  if (name === 'pwritev') return Number(/\], \d+, (\d+)\)? *$/.exec(rest)?.[1] ?? Number.NaN);
  if (name === 'ftruncate') return Number(/, (\d+)\)? *$/.exec(rest)?.[1] ?? Number.NaN);
  return null;
};

const parse = (name: string, rest: string, result: number, begin: number, end: number): Call => {
  const strings = [...rest.matchAll(stringPattern)].map((match) => unhex(match[1] ?? ''));
  // File descriptors are shown with what they lead to, and -xx writes that in bytes too.
  const target = unhex(/^(?:\d+|AT_FDCWD)<([^>]*)>/.exec(rest)?.[1] ?? '').toString();
  const returned = name === 'openat' ? unhex(/<([^>]*)>$/.exec(rest)?.[1] ?? '').toString() : '';
  const isName = /^(openat|rename|unlink)/.test(name);
  return {
    begin,
    end,
    name,
    path: name === 'openat' ? returned : target,
    isSocket: /^(socket|TCP|UNIX)/.test(target),
    bytes: isName ? Buffer.alloc(0) : Buffer.concat(strings),
    offset: sizeOf(name, rest),
    names: isName ? strings.map((one) => one.toString()) : [],
    flags: /O_[A-Z_|]+/.exec(rest)?.[0] ?? '',
    result,
  };
};

/** Every call of the trace, in the order of its end. Calls that never ended are left out. */
export async function* readCalls(file: string): AsyncGenerator<Call> {
  const open = new Map<string, { name: string; rest: string; begin: number }>();
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    line++;
    const [, pid = '', body = ''] = /^(\d+) +(.*)$/.exec(text) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(body);
    const whole = resumed
      ? open.get(pid)
      : { name: body.slice(0, body.indexOf('(')), rest: body.slice(body.indexOf('(') + 1), begin: line };
    if (whole === undefined || whole.name === '') continue;
    const rest = resumed ? whole.rest + (resumed[2] ?? '') : whole.rest;
    if (rest.endsWith('<unfinished ...>')) {
      open.set(pid, { ...whole, rest: rest.slice(0, -'<unfinished ...>'.length).trimEnd() });
      continue;
    }
    open.delete(pid);
    const answer = /^(.*?)\s*= (-?\d+)(<[^>]*>)?(?: .*)?$/s.exec(rest);
    if (answer === null) continue;
    const [, args = '', result = '', returned = ''] = answer;
    yield parse(
      whole.name,
      args + (whole.name === 'openat' ? returned : ''),
      Number(result),
      whole.begin,
      line,
    );
  }
}

/** Ids of messages in a record of the journal. */
export const idsIn = (bytes: Buffer): string[] =>
  [...bytes.toString('latin1').matchAll(/"id":"([0-9a-f-]{36})"/g)].map((match) => match[1] ?? '');

/** Ids that a reply gives to a client. */
export const repliedIn = (bytes: Buffer): string[] =>
  [...bytes.toString('latin1').matchAll(/queued as ([0-9a-f-]{36})/g)].map((match) => match[1] ?? '');
