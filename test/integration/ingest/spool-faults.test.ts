import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeSpoolFs, type SpoolFs } from '../../../src-main/engine/ingest/spool/spool-fs.ts';
import type { Spool } from '../../../src-main/engine/ingest/spool.ts';
import { accept, makeTempDir, put, scanned, spoolIn, until } from '../../support/spool-setup.ts';

type Call = keyof SpoolFs;

/** The real file system, with calls that are refused while `broken` says so, and a list of what was called. */
function createFaultyFs() {
  const broken = new Map<Call, string>();
  /** Where a file cannot be read. */
  const badSectors: { file: string; offset: number }[] = [];
  const calls: string[] = [];
  const names = new Map<number, string>();
  const refuse = (call: Call, file: string): void => {
    calls.push(`${call} ${file}`);
    const code = broken.get(call);
    if (code) throw Object.assign(new Error(code), { code });
  };
  const files: SpoolFs = {
    ...nodeSpoolFs,
    async open(path, flags) {
      refuse('open', basename(path));
      const fd = await nodeSpoolFs.open(path, flags);
      names.set(fd, basename(path));
      return fd;
    },
    async read(fd, buffer, position) {
      const isBad = badSectors.some(
        ({ file, offset }) =>
          file === names.get(fd) && offset >= position && offset < position + buffer.length,
      );
      if (isBad) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      return nodeSpoolFs.read(fd, buffer, position);
    },
    async writev(fd, buffers, position) {
      refuse('writev', names.get(fd) ?? '');
      return nodeSpoolFs.writev(fd, buffers, position);
    },
    async fdatasync(fd) {
      refuse('fdatasync', names.get(fd) ?? '');
      return nodeSpoolFs.fdatasync(fd);
    },
    async ftruncate(fd, sizeBytes) {
      refuse('ftruncate', names.get(fd) ?? '');
      return nodeSpoolFs.ftruncate(fd, sizeBytes);
    },
    async rename(from, to) {
      refuse('rename', basename(to));
      return nodeSpoolFs.rename(from, to);
    },
  };
  return { files, broken, calls, badSectors };
}

let temp: ReturnType<typeof makeTempDir>;
let faulty: ReturnType<typeof createFaultyFs>;
let spool: Spool;

beforeEach(async () => {
  temp = makeTempDir();
  faulty = createFaultyFs();
  spool = spoolIn(temp.dir, { files: faulty.files });
  await spool.open();
});
afterEach(async () => {
  await spool.close();
  temp.remove();
});

async function reopen() {
  await spool.close();
  spool = spoolIn(temp.dir);
  await spool.open();
}

/** Breaks a call once. */
function breakOnce(call: Call, code = 'EIO') {
  const get = faulty.broken.get.bind(faulty.broken);
  faulty.broken.get = (asked) => {
    if (asked !== call) return get(asked);
    faulty.broken.get = get;
    return code;
  };
}

describe('a disk that refuses', () => {
  it.each(['writev', 'fdatasync'] as const)(
    '%s once: everyone who waited is refused, the next is accepted',
    async (call) => {
      await accept(spool, 'before');
      breakOnce(call);
      const answers = await Promise.all(['a', 'b', 'c'].map((text) => put(spool, text)));
      expect(answers).toEqual(Array(3).fill({ kind: 'refused', code: 'io', reason: expect.any(String) }));
      await accept(spool, 'after');
      await reopen();
      const texts = await Promise.all((await scanned(spool)).map(({ location }) => spool.read(location)));
      expect(texts.map((message) => message?.raw.toString())).toEqual(['before', 'after']);
      expect(spool.summary().damaged).toBe(0);
    },
  );

  it('never has the same file synced again after a failed sync, even when it cannot be cut back', async () => {
    await accept(spool, 'before');
    const failed = readdirSync(temp.dir).find((name) => name.endsWith('.seg')) as string;
    faulty.broken.set('ftruncate', 'EIO');
    breakOnce('fdatasync');
    expect((await put(spool, 'refused')).kind).toBe('refused');
    const at = faulty.calls.lastIndexOf(`fdatasync ${failed}`);
    await accept(spool, 'refused');
    const later = faulty.calls.slice(at + 1).filter((call) => call.endsWith(failed));
    expect(later).toEqual([`ftruncate ${failed}`]);
    await reopen();
    expect(await scanned(spool)).toHaveLength(2);
  });

  it('does not lose the marks that were in the refused write', async () => {
    const { id, location } = await accept(spool, 'before');
    spool.mark(id, location, 'delivered');
    breakOnce('fdatasync');
    expect((await put(spool, 'refused')).kind).toBe('refused');
    await spool.flush();
    await reopen();
    expect(spool.summary().byStatus).toMatchObject({ delivered: 1, waiting: 0 });
  });

  it('refuses a resend that waited for a first which was refused, and accepts the next', async () => {
    breakOnce('fdatasync');
    const resend = () => put(spool, 'same', { messageId: '<1@mon>' });
    expect((await Promise.all([resend(), resend()])).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
    expect((await resend()).kind).toBe('accepted');
    expect((await resend()).kind).toBe('joined');
  });

  it.each(['open', 'writev', 'fdatasync', 'rename'] as const)(
    '%s for a large message: refused, and no file stays',
    async (call) => {
      const raw = Buffer.alloc(600_000, 'x');
      breakOnce(call);
      expect(await put(spool, raw)).toMatchObject({ kind: 'refused', code: 'io' });
      expect(readdirSync(join(temp.dir, 'large'))).toEqual([]);
      await accept(spool, raw);
      expect(readdirSync(join(temp.dir, 'large'))).toHaveLength(1);
    },
  );

  it('for good: it says so, keeps what it has, and accepts again by itself when the disk does', async () => {
    const { id, location } = await accept(spool, 'before');
    const states: string[] = [];
    spool.onState((state) => states.push(state));
    for (const call of ['writev', 'fdatasync', 'ftruncate'] as const) faulty.broken.set(call, 'EIO');
    for (let index = 0; index < 5; index++) expect((await put(spool, 'x')).kind).toBe('refused');
    expect(spool.summary()).toMatchObject({ state: 'failing', reason: expect.stringContaining('EIO') });
    spool.mark(id, location, 'delivered');
    await expect(spool.flush()).rejects.toThrow('cannot write');
    expect((await spool.read(location))?.raw.toString()).toBe('before');

    faulty.broken.clear();
    const start = performance.now();
    await until(() => spool.summary().state === 'accepting');
    expect(performance.now() - start).toBeLessThan(5_000);
    await accept(spool, 'after');
    expect(states).toEqual(['failing', 'accepting']);
    await reopen();
    expect(spool.summary()).toMatchObject({ accepted: 2, byStatus: { delivered: 1, waiting: 1 } });
  });
});

describe('a medium that cannot be read in one place', () => {
  const sent = async () => {
    const messages = [];
    for (const letter of ['a', 'b', 'c', 'd', 'e']) messages.push(await accept(spool, letter.repeat(10_000)));
    const file = readdirSync(temp.dir).find((name) => name.endsWith('.seg')) as string;
    const offset = readFileSync(join(temp.dir, file)).indexOf('ccc') + 5_000;
    faulty.badSectors.push({ file, offset });
    return messages;
  };
  const lettersOf = async (messages: { location: string }[]) =>
    (await Promise.all(messages.map(({ location }) => spool.read(location)))).map(
      (message) => message?.raw.toString()[0] ?? null,
    );

  it('costs the message that stands there, which is counted once', async () => {
    const messages = await sent();
    for (const _ of ['once', 'again']) expect(await lettersOf(messages)).toEqual(['a', 'b', null, 'd', 'e']);
    expect(spool.summary()).toMatchObject({ accepted: 5, unsettled: 5, damaged: 1 });
  });

  it('does not keep it from opening, and nothing is cut off', async () => {
    const messages = await sent();
    const file = join(temp.dir, faulty.badSectors[0]?.file ?? '');
    const sizeBytes = statSync(file).size;
    await spool.close();
    spool = spoolIn(temp.dir, { files: faulty.files });
    await spool.open();
    expect(await lettersOf(messages)).toEqual(['a', 'b', null, 'd', 'e']);
    expect((await scanned(spool)).map(({ id }) => id)).toEqual(
      messages.filter((_, i) => i !== 2).map(({ id }) => id),
    );
    expect(spool.summary().damaged).toBeGreaterThan(0);
    expect(statSync(file).size).toBe(sizeBytes);
    await accept(spool, 'more');
  });

  it.each([
    ['a message alone', 'only one', 0],
    ['the record of a large message', 'x'.repeat(600_000), 100],
  ])('is there again when the medium is: %s', async (_what, raw, offset) => {
    const { location } = await accept(spool, raw);
    const file = readdirSync(temp.dir).find((name) => name.endsWith('.seg')) as string;
    faulty.badSectors.push({ file, offset });
    await spool.close();
    spool = spoolIn(temp.dir, { files: faulty.files });
    await spool.open();
    expect(await spool.read(location)).toBeNull();
    expect(spool.summary()).toMatchObject({ accepted: 0, damaged: 1 });
    faulty.badSectors.length = 0;
    await reopen();
    expect((await spool.read(location))?.raw.toString()).toBe(raw);
    expect(spool.summary()).toMatchObject({ accepted: 1, damaged: 0 });
  });

  it('at the end of the newest segment is not taken for a torn write', async () => {
    const messages = await sent();
    const file = join(temp.dir, faulty.badSectors[0]?.file ?? '');
    const bytes = readFileSync(file);
    faulty.badSectors.splice(0, 1, { file: basename(file), offset: bytes.indexOf('eee') + 5_000 });
    await spool.close();
    spool = spoolIn(temp.dir, { files: faulty.files });
    await spool.open();
    expect(await lettersOf(messages)).toEqual(['a', 'b', 'c', 'd', null]);
    expect(statSync(file).size).toBe(bytes.length);
    expect(spool.summary().damaged).toBeGreaterThan(0);
  });
});

describe('the reserve', () => {
  it('stops accepting below it, says so, goes on marking, and accepts again when there is room', async () => {
    let freeBytes = 1_000_000_000;
    const states: string[] = [];
    await spool.close();
    spool = spoolIn(
      temp.dir,
      { files: { ...nodeSpoolFs, statfs: async () => ({ freeBytes, totalBytes: 10_000_000_000 }) } },
      { reserveBytes: 500_000_000, reservePercent: 6 },
    );
    spool.onState((state) => states.push(state));
    await spool.open();
    const { id, location } = await accept(spool, 'while there is room', { messageId: '<1@mon>' });

    freeBytes = 599_000_000;
    await until(() => spool.summary().state === 'full');
    expect(await put(spool, 'x')).toMatchObject({ kind: 'refused', code: 'no-space' });
    expect(await put(spool, Buffer.alloc(900_000))).toMatchObject({ kind: 'refused', code: 'no-space' });
    expect(readdirSync(join(temp.dir, 'large'))).toEqual([]);
    spool.mark(id, location, 'delivered');
    await spool.flush();
    expect((await put(spool, 'while there is room', { messageId: '<1@mon>' })).kind).toBe('joined');

    freeBytes = 700_000_000;
    const start = performance.now();
    await until(() => spool.summary().state === 'accepting');
    expect(performance.now() - start).toBeLessThan(5_000);
    await accept(spool, 'room again');
    expect(states).toEqual(['accepting', 'full', 'accepting']);
  });

  it('counts what it writes itself without asking the disk each time', async () => {
    await spool.close();
    spool = spoolIn(
      temp.dir,
      { files: { ...nodeSpoolFs, statfs: async () => ({ freeBytes: 1_000_000, totalBytes: 10_000_000 }) } },
      { reserveBytes: 500_000 },
    );
    await spool.open();
    let accepted = 0;
    while ((await put(spool, Buffer.alloc(50_000))).kind === 'accepted') accepted++;
    expect(accepted).toBeGreaterThanOrEqual(9);
    expect(accepted).toBeLessThanOrEqual(10);
  });
});

/** Mounts a file system of that size, or answers null where that is not allowed. */
function mountSmall(megabytes: number): string | null {
  const dir = mkdtempSync(join(tmpdir(), 'alertflow-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'ignore' });
    return dir;
  } catch {
    rmSync(dir, { recursive: true });
    return null;
  }
}

describe('a disk that is really full', () => {
  let dir: string | null = null;
  afterEach(() => {
    if (dir === null) return;
    execFileSync('umount', [dir]);
    rmSync(dir, { recursive: true });
    dir = null;
  });

  it('gives no false acceptance, and recovers by itself within five seconds of room', async (context) => {
    const mounted = mountSmall(8);
    if (mounted === null) return context.skip('mounting needs root');
    dir = mounted;
    const ballast = join(mounted, 'ballast');
    writeFileSync(ballast, Buffer.alloc(3_000_000));
    const full = spoolIn(join(mounted, 'spool'));
    await full.open();
    const accepted = new Map<string, string>();
    let refused = 0;
    for (let index = 0; refused < 40; index++) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, writer) =>
          put(full, Buffer.alloc(writer === 0 ? 300_000 : 20_000, 'x'), {
            mailFrom: `${index}-${writer}@mon`,
          }),
        ),
      );
      for (const answer of answers) {
        if (answer.kind === 'accepted') accepted.set(answer.id, answer.location);
        else expect(answer).toMatchObject({ kind: 'refused', code: 'no-space' });
        if (answer.kind === 'refused') refused++;
      }
    }
    expect(readdirSync(join(mounted, 'spool', 'large')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    unlinkSync(ballast);
    const start = performance.now();
    let again = await put(full, 'room');
    while (again.kind !== 'accepted') {
      expect(performance.now() - start).toBeLessThan(5_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      again = await put(full, 'room');
    }
    accepted.set(again.id, again.location);
    await full.close();

    const reopened = spoolIn(join(mounted, 'spool'));
    await reopened.open();
    expect((await scanned(reopened)).map(({ id }) => id).sort()).toEqual([...accepted.keys()].sort());
    for (const location of accepted.values()) expect(await reopened.read(location)).not.toBeNull();
    await reopened.close();
  });
});
