import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type DesktopRig, type RigOptions, startDesktop } from '../../desktop/support/desktop-rig.ts';
import { sendMail } from '../../support/send-mail.ts';
import { until } from '../../support/until.ts';

const rigs: DesktopRig[] = [];
const cleanups: (() => void)[] = [];
const start = async (options?: RigOptions): Promise<DesktopRig> => {
  const rig = await startDesktop(options);
  rigs.push(rig);
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
  for (const cleanup of cleanups.splice(0)) cleanup();
});
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'alertflow-desktop-test-'));
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

const occupy = async (): Promise<number> => {
  const server: Server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

describe('a start that fails', () => {
  it('says that the port is taken, and takes another where the person says so', async () => {
    const port = await occupy();
    const rig = await start({ settings: { smtpPort: port } });
    const { failure } = await rig.engine('failed');
    expect(failure).toMatchObject({ code: 'port-taken', place: `127.0.0.1:${port}` });
    expect(failure.remedies[0]).toBe('use-port');
    const client = await rig.connect();
    await client.desktop.remedy({ kind: 'use-port' });
    const { smtpPort } = await rig.engine('running');
    expect(smtpPort).toBe(failure.freePort);
  });

  it('comes to the front even where it was started hidden', async () => {
    const port = await occupy();
    const rig = await start({ settings: { smtpPort: port }, args: ['--hidden'] });
    await rig.engine('failed');
    await until(() => rig.happenings.some(({ kind }) => kind === 'window-shown'), 'the window is shown');
  });

  it('says that Redis is missing, and goes on with the one the person shows it', async () => {
    const rig = await start({ settings: { redisServer: '/nowhere/redis-server' } });
    const { failure } = await rig.engine('failed');
    expect(failure).toMatchObject({ code: 'redis-broken', place: '/nowhere/redis-server' });
    const client = await rig.connect();
    const remedied = client.desktop.remedy({ kind: 'choose-redis' });
    await rig.happened('dialog-open');
    const answer = { canceled: false, filePaths: ['/usr/bin/redis-server'] };
    await rig.command('answer-dialog', { kind: 'open', answer });
    await remedied;
    await rig.engine('running');
  });

  it('says that the data directory cannot be used, and takes the usual one back', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    const rig = await start({ settings: { dataDir: join(file, 'data') } });
    const { failure } = await rig.engine('failed');
    expect(failure).toMatchObject({ code: 'data-dir-unusable', place: join(file, 'data') });
    const client = await rig.connect();
    await client.desktop.remedy({ kind: 'default-data-dir' });
    await rig.engine('running');
    expect(existsSync(join(rig.userData, 'data', 'owner.lock'))).toBe(true);
  });

  it('says who holds the data directory', async () => {
    const first = await start();
    await first.engine('running');
    const rig = await start({ settings: { dataDir: join(first.userData, 'data') } });
    const { failure } = await rig.engine('failed');
    expect(failure.code).toBe('data-dir-in-use');
    expect(failure.message).toMatch(/process \d+/);
  });

  it('keeps a damaged settings file aside and starts with the defaults', async () => {
    const place = folder();
    mkdirSync(join(place, 'user'), { recursive: true });
    writeFileSync(join(place, 'user', 'settings.json'), '{ "smtpPort": ');
    const rig = await start({ folder: place, args: [] });
    await rig.happened('loaded');
    expect(rig.output()).toContain('damaged-');
    const client = await rig.connect();
    expect(await client.desktop.settings()).toMatchObject({ smtpPort: 2525 });
  });
});

describe('secrets', () => {
  it('are sealed under a key that the keyring keeps, and that is not there in the clear', async () => {
    const place = folder();
    const rig = await start({ folder: place });
    await rig.engine('running');
    const client = await rig.connect();
    await client.channels.create({ name: 'Bot', kind: 'telegram', config: { botToken: '123:canary-token' } });
    expect(await client.desktop.info()).toMatchObject({ secrets: 'keyring' });
    await rig.stop();
    const kept = JSON.parse(readFileSync(join(rig.userData, 'secret.key.json'), 'utf8'));
    expect(kept.kind).toBe('keyring');

    const again = await start({ folder: place });
    await again.engine('running');
    const found = await (await again.connect()).channels.list();
    expect(found.items).toHaveLength(1);
    await again.stop();

    // The keyring is gone: nothing is made anew in its place.
    const without = await start({ folder: place, config: { isStorageAvailable: false } });
    const { failure } = await without.engine('failed');
    expect(failure.code).toBe('key-unreadable');
    expect(JSON.parse(readFileSync(join(rig.userData, 'secret.key.json'), 'utf8'))).toEqual(kept);
  });

  it('are kept by a passphrase where the keyring is none, and never by basic_text', async () => {
    const place = folder();
    const config = { storageBackend: 'basic_text' };
    const rig = await start({ folder: place, config });
    expect(await rig.engine('passphrase')).toMatchObject({ isNew: true, wasWrong: false });
    const client = await rig.connect();
    await expect(client.desktop.passphrase({ passphrase: 'short' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await client.desktop.passphrase({ passphrase: 'correct horse battery' });
    await rig.engine('running');
    await rig.stop();

    const again = await start({ folder: place, config });
    expect(await again.engine('passphrase')).toMatchObject({ isNew: false, wasWrong: false });
    const asked = await again.connect();
    await asked.desktop.passphrase({ passphrase: 'wrong horse battery' });
    expect(await again.engine('passphrase')).toMatchObject({ wasWrong: true });
    await asked.desktop.passphrase({ passphrase: 'correct horse battery' });
    await again.engine('running');
  });
});

describe('moving the data directory', () => {
  it('copies everything, goes on from there, and leaves the old one with a note', async () => {
    const rig = await start();
    const { smtpPort } = await rig.engine('running');
    const id = await sendMail(smtpPort!, { from: 'a@b.example', subject: 'PROBLEM: disk' });
    const client = await rig.connect();
    await until(() => client.alerts.get({ id }).catch(() => null), 'the alert is there');
    const to = join(folder(), 'data');
    mkdirSync(to);
    const moving = client.desktop.moveDataDir();
    await rig.happened('dialog-open');
    await rig.command('answer-dialog', { kind: 'open', answer: { canceled: false, filePaths: [to] } });
    expect(await moving).toMatchObject({ kind: 'moved', to });
    await rig.engine('running');
    expect((await client.desktop.info()).dataDir).toBe(to);
    expect(await until(() => client.alerts.get({ id }).catch(() => null), 'it came along')).toMatchObject({
      id,
    });
    expect(readFileSync(join(rig.userData, 'data', 'MOVED.txt'), 'utf8')).toContain(to);
  });

  it('changes nothing where the new place will not do', async () => {
    const rig = await start();
    await rig.engine('running');
    const client = await rig.connect();
    const full = folder();
    writeFileSync(join(full, 'something'), '');
    const inside = join(rig.userData, 'data', 'inner');
    const link = join(folder(), 'link');
    symlinkSync(join(rig.userData, 'data'), link);
    for (const [to, reason] of [
      [full, 'not-empty'],
      [inside, 'inside'],
      [dirname(inside), 'same'],
      [link, 'same'],
    ] as const) {
      const moving = client.desktop.moveDataDir();
      await until(
        () =>
          rig.command('answer-dialog', { kind: 'open', answer: { canceled: false, filePaths: [to] } }).then(
            () => true,
            () => false,
          ),
        'the folder is asked for',
      );
      expect(await moving, to).toMatchObject({ kind: 'refused', reason });
    }
    await rig.engine('running');
    expect((await client.desktop.info()).dataDir).toBe(join(rig.userData, 'data'));
  });
});
