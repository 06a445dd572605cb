/** S7 without a tracer: whomever mails are for, nothing comes to a mail port of any address. */
import { execFile, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '..', '..', 'support', 'closed-network.ts');

/** Needs the right to make a network of its own, and `ip`. */
const isAllowed =
  spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' }).status === 0;

it.skipIf(!isAllowed)(
  'the program asks for no name and calls no mail port of any address in a network where all of them would answer',
  async () => {
    const { stdout } = await promisify(execFile)('unshare', ['-n', process.execPath, script], {
      timeout: 110_000,
    });
    expect(JSON.parse(stdout)).toEqual({
      seen: 0,
      names: [],
      tried: 5,
      exchange: 'mx.catcher.example',
      delivered: 4,
    });
  },
  120_000,
);
