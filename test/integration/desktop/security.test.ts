import { afterEach, describe, expect, it } from 'vitest';
import { securePreferences, weaknesses } from '../../../src-main/desktop/web-preferences.ts';
import { recordedDefaults } from '../../desktop/stand-in/recorded-preferences.ts';
import { type DesktopRig, type RigOptions, startDesktop } from '../../desktop/support/desktop-rig.ts';
import { until } from '../../support/until.ts';

const rigs: DesktopRig[] = [];
const start = async (options?: RigOptions): Promise<DesktopRig> => {
  const rig = await startDesktop(options);
  rigs.push(rig);
  await rig.happened('loaded');
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

describe('the window', () => {
  const preload = '/app/out/preload/index.cjs';
  const asked = { ...securePreferences, preload };
  /** All that Electron tells of a window that is as it must be. */
  const record = recordedDefaults;

  it('is strong where all was asked for and Electron made it so', () => {
    expect(weaknesses(asked, record, preload)).toEqual([]);
    expect(weaknesses(asked, null, preload)).toHaveLength(1);
  });

  it.each([
    ['nodeIntegrationInWorker', true],
    ['webSecurity', undefined],
    ['plugins', undefined],
    ['preload', '/tmp/other.cjs'],
    ['additionalArguments', ['--x']],
    ['offscreen', true],
  ])('is weak where it was made with %s %s', (name, value) => {
    expect(weaknesses({ ...asked, [name]: value }, record, preload)).toHaveLength(1);
  });

  it.each([
    ['sandbox', false],
    ['contextIsolation', false],
    ['nodeIntegration', true],
    ['webSecurity', undefined],
    ['enableBlinkFeatures', 'Foo'],
    ['nodeIntegrationInWorker', true],
    ['preload', '/tmp/other.cjs'],
  ])('is weak where Electron made %s %s of it', (name, value) => {
    expect(weaknesses(asked, { ...record, [name]: value }, preload)).toHaveLength(1);
  });

  it('ends the app with a code of its own where it is weak', async () => {
    const rig = await startDesktop({ config: { reportedPreferences: { sandbox: false } } });
    rigs.push(rig);
    expect(await rig.ended).toBe(3);
    expect(rig.happenings.map(({ kind }) => kind)).toContain('error-box');
  });

  it('goes nowhere, opens nothing, is granted nothing', async () => {
    const rig = await start();
    expect(rig.happenings.map(({ kind }) => kind)).toContain('sandbox-enabled');
    const elsewhere = [
      'https://example.net/',
      'file:///etc/passwd',
      'app://other/index.html',
      'javascript:1',
    ];
    for (const url of [...elsewhere, 'app://alertflow/other.html']) {
      expect(await rig.command('navigate', { event: 'will-navigate', url }), url).toBe(false);
      expect(await rig.command('navigate', { event: 'will-redirect', url }), url).toBe(false);
      const inFrame = { event: 'will-frame-navigate', url, isMainFrame: false };
      expect(await rig.command('navigate', inFrame), url).toBe(false);
    }
    // The page loading itself anew, and the empty frame that a mail's HTML is written into.
    const own = 'app://alertflow/index.html#/rules';
    expect(await rig.command('navigate', { event: 'will-navigate', url: own })).toBe(true);
    const empty = { event: 'will-frame-navigate', url: 'about:srcdoc', isMainFrame: false };
    expect(await rig.command('navigate', empty)).toBe(true);

    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
      const url = 'app://alertflow/';
      expect(await rig.command('permission', { permission, url }), permission).toEqual([false, false, false]);
    }
    const copy = { permission: 'clipboard-sanitized-write', url: 'app://alertflow' };
    expect(await rig.command('permission', copy)).toEqual([true, true, false]);
    expect(await rig.command('permission', { ...copy, url: 'https://example.net' })).toEqual([
      false,
      false,
      false,
    ]);

    for (const url of [
      'https://example.net/pixel.png',
      'http://127.0.0.1:8025/',
      'file:///etc/passwd',
      'ws://x/',
    ]) {
      expect(await rig.command('request-allowed', { url }), url).toBe(false);
    }
  });

  it('hands a link to the browser only where it is https and the person says yes', async () => {
    const rig = await start();
    for (const url of [
      'http://example.net/',
      'file:///etc/passwd',
      'smb://x/y',
      'https://a:b@example.net/',
    ]) {
      expect(await rig.command('open-link', { url })).toBe('deny');
    }
    expect(await rig.command('open-link', { url: 'https://example.net/a' })).toBe('deny');
    await rig.happened('dialog-message', ({ detail }) => detail === 'https://example.net/a');
    await rig.command('answer-dialog', { kind: 'message', answer: { response: 1, checkboxChecked: false } });
    expect(await rig.command('open-link', { url: 'https://example.net/b' })).toBe('deny');
    await rig.happened('dialog-message', ({ detail }) => detail === 'https://example.net/b');
    await rig.command('answer-dialog', { kind: 'message', answer: { response: 0, checkboxChecked: false } });
    await rig.happened('opened-outside', ({ url }) => url === 'https://example.net/b');
    expect(rig.happenings.filter(({ kind }) => kind === 'opened-outside')).toHaveLength(1);
    expect(rig.happenings.filter(({ kind }) => kind === 'dialog-message')).toHaveLength(2);
  });

  it('is served from its own protocol, under a policy, and nothing else is', async () => {
    const rig = await start();
    const get = (path: string, method = 'GET') =>
      rig.command<{ status: number; headers: Record<string, string>; body: string }>('fetch', {
        url: `app://alertflow${path}`,
        method,
      });
    const page = await get('/index.html');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/%00',
      '/assets',
      '/none.js',
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await get('/index.html', 'POST')).status).toBe(405);
  });
});

describe("the window's port", () => {
  it('is given to our own page in our own window alone', async () => {
    const rig = await start();
    expect(await rig.askForPort()).not.toBeNull();
    const strangers = [
      { isMain: false },
      { isMain: false, url: 'about:srcdoc' },
      { url: 'https://example.net/' },
      { url: 'file:///app/out/renderer/index.html' },
      { url: 'app://alertflow.example.net/index.html' },
      { url: 'app://other/index.html' },
      { url: 'app://a@alertflow/index.html' },
      { isForeign: true },
      { url: '' },
    ];
    for (const frame of strangers) {
      expect(await rig.askForPort(frame), JSON.stringify(frame)).toBeNull();
    }
    expect(await rig.askForPort({}, [{ channel: 'all' }])).toBeNull();
  });

  it('refuses a thousand calls that are none, and goes on working', async () => {
    const rig = await start();
    await rig.engine('running');
    const hostile: unknown[] = [
      null,
      0,
      {},
      [],
      '',
      'x',
      '{}',
      '[]',
      '{"i":1}',
      '{"i":"1","p":{"u":"/alerts/get"}}',
      { i: 1, t: 1, p: { u: '/nothing/here' } },
      new Uint8Array([255, 0, 255]),
      JSON.stringify({ i: 2, p: { u: '/__proto__/constructor', b: { json: {} } } }),
      JSON.stringify({ i: 3, p: { u: '/desktop/updateSettings', b: { json: { smtpPort: 'x' } } } }),
      JSON.stringify({ i: 4, p: { u: '/desktop/remedy', b: { json: { kind: 'format' } } } }),
      'A'.repeat(9 * 1024 * 1024),
    ];
    let link = await rig.askForPort();
    for (let i = 0; i < 1000; i++) {
      if (link === null || link.isClosed()) link = await rig.askForPort();
      // The large one is sent once.
      const message = hostile[i % (i < hostile.length ? hostile.length : hostile.length - 1)];
      link?.send(typeof message === 'string' && i > 100 && message.length < 100 ? `${message}${i}` : message);
    }
    const client = await rig.connect();
    expect(await client.desktop.settings()).toMatchObject({ smtpHost: '127.0.0.1' });
    await expect(client.desktop.updateSettings({ noticesPerMinute: 0 })).rejects.toMatchObject({
      code: 'invalid_input',
      data: { field: 'noticesPerMinute' },
    });
    await expect(client.alerts.get({ id: 'none' })).rejects.toMatchObject({ code: 'not_found' });
    expect(rig.exitCode()).toBeNull();
  });

  it('does not let the person at the window change a password or sign out: there is neither', async () => {
    const rig = await start();
    await rig.engine('running');
    const client = await rig.connect();
    await expect(client.auth.logout({})).rejects.toMatchObject({ code: 'forbidden' });
    await until(async () => (await client.auth.me()).username !== '', 'still there');
  });
});
