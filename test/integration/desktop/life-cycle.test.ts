import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type DesktopRig, type RigOptions, startDesktop } from '../../desktop/support/desktop-rig.ts';
import { sendMail } from '../../support/send-mail.ts';
import { until } from '../../support/until.ts';

const rigs: DesktopRig[] = [];
const start = async (options?: RigOptions): Promise<DesktopRig> => {
  const rig = await startDesktop(options);
  rigs.push(rig);
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

interface Tray {
  picture: string;
  tooltip: string;
  menu: { id?: string; label?: string; enabled?: boolean }[];
}

describe('the desktop app', () => {
  it('starts the engine, shows the console, tells of an alert, and drains when it quits', async () => {
    const rig = await start();
    await rig.happened('loaded', ({ url }) => url === 'app://alertflow/index.html');
    const { smtpPort, httpUrl } = await rig.engine('running');
    expect(httpUrl).toBeNull();
    const client = await rig.connect();
    expect(await client.auth.me()).toMatchObject({ role: 'admin' });

    const channel = await client.channels.create({ name: 'This desk', kind: 'desktop', config: {} });
    const desk = await client.destinations.create({ name: 'Desk', channelId: channel.id, address: {} });
    await client.settings.update({ defaultDestinationIds: [desk.id] });
    const id = await sendMail(smtpPort!, {
      from: 'zabbix@db07.example',
      subject: 'PROBLEM: Replication lag on db07',
      body: 'Host: db07\nSeverity: Disaster',
    });
    const notice = await rig.happened('notification');
    expect(notice).toMatchObject({ urgency: 'critical', silent: false });
    await rig.happened('badge', ({ count }) => count === 1);
    const tray = await rig.command<Tray>('tray');
    expect(tray.picture).toMatch(/critical\.png$/);
    expect(tray.tooltip).toContain('1 critical alert open');

    const stop = new AbortController();
    const openings = await client.desktop.openings(undefined, { signal: stop.signal });
    await rig.command('click-notification', { index: notice.index });
    expect((await openings.next()).value).toEqual({ path: `/alerts/${id}` });
    stop.abort();

    await rig.stop();
    expect(await rig.ended).toBe(0);
    expect(rig.output()).toContain('stopped');
  });

  it('folds a storm into one notice, and the deliveries say what became of them', async () => {
    const rig = await start({ settings: { noticesPerMinute: 2, language: 'en' } });
    const { smtpPort } = await rig.engine('running');
    const client = await rig.connect();
    const channel = await client.channels.create({ name: 'This desk', kind: 'desktop', config: {} });
    const desk = await client.destinations.create({ name: 'Desk', channelId: channel.id, address: {} });
    await client.settings.update({ defaultDestinationIds: [desk.id] });
    const ids: string[] = [];
    for (const host of ['db01', 'web07', 'mail3', 'fw2', 'nas9']) {
      const subject = `PROBLEM: ${host} is unreachable`;
      ids.push(await sendMail(smtpPort!, { from: `zabbix@${host}.example`, subject, body: `Host: ${host}` }));
    }
    await rig.happened('notification', ({ title }) => title === 'and 3 more alerts');
    expect(rig.happenings.filter(({ kind }) => kind === 'notification')).toHaveLength(3);
    const answers = await Promise.all(
      ids.map(async (id) => (await client.alerts.get({ id })).deliveries.map(({ state }) => state)),
    );
    expect(answers.flat()).toEqual(['delivered', 'delivered', 'delivered', 'delivered', 'delivered']);

    // What comes while it is paused is said in one notice when it goes on.
    await rig.command('click-tray-menu', { id: 'pause-30' });
    const late = await sendMail(smtpPort!, {
      from: 'zabbix@ups1.example',
      subject: 'PROBLEM: ups1 is on battery',
    });
    await until(
      async () => (await client.alerts.get({ id: late }).catch(() => null))?.status === 'delivered',
      'it is settled',
    );
    await rig.command('click-tray-menu', { id: 'resume' });
    await rig.happened('notification', ({ title }) => title === '1 alert came while it was quiet');
  });

  it('leaves to the first instance what a second one was asked for', async () => {
    const second = await start({ config: { isSecondInstance: true } });
    expect(await second.ended).toBe(0);
    expect(second.happenings.map(({ kind }) => kind)).toEqual(['exit']);

    const rig = await start();
    await rig.engine('running');
    const client = await rig.connect();
    const stop = new AbortController();
    const openings = await client.desktop.openings(undefined, { signal: stop.signal });
    const id = '0199aa00-1111-7222-8333-444455556666';
    await rig.command('second-instance', { args: ['alertflow', '--x', `alertflow://alert/${id}`] });
    expect((await openings.next()).value).toEqual({ path: `/alerts/${id}` });
    await rig.command('open-url', { url: 'alertflow://settings/remove-all' });
    await rig.command('open-url', { url: `alertflow://alert/${id.replace('0199', '0200')}` });
    expect((await openings.next()).value).toEqual({ path: `/alerts/${id.replace('0199', '0200')}` });
    stop.abort();
  });

  it('works by tray and menu: pause, test alert, pages, quit', async () => {
    const rig = await start();
    await rig.engine('running');
    const client = await rig.connect();
    await rig.command('click-tray-menu', { id: 'pause-30' });
    await until(async () => (await rig.command<Tray>('tray')).tooltip.includes('paused'), 'it says so');
    await rig.command('click-tray-menu', { id: 'resume' });
    await until(async () => !(await rig.command<Tray>('tray')).tooltip.includes('paused'), 'it goes on');
    expect((await rig.command<Tray>('tray')).menu[0]).toMatchObject({ id: 'open' });

    await rig.command('click-tray-menu', { id: 'sample' });
    await until(async () => (await client.alerts.list({})).items.length === 1, 'the test alert is there');

    const stop = new AbortController();
    const openings = await client.desktop.openings(undefined, { signal: stop.signal });
    await rig.command('click-app-menu', { id: 'go-rules' });
    expect((await openings.next()).value).toEqual({ path: '/rules' });
    stop.abort();

    await client.desktop.updateSettings({ language: 'fa' });
    expect((await rig.command<Tray>('tray')).menu[0]?.label).toBe('باز کردن AlertFlow');
    await rig.command('click-tray-menu', { id: 'quit' });
    expect(await rig.ended).toBe(0);
  });

  it('remembers the window, and keeps to the tray only where there is one', async () => {
    const rig = await start({
      settings: { whenClosed: 'tray' },
      environment: { PATH: process.env.PATH ?? '' },
    });
    await rig.happened('loaded');
    await rig.command('move-window', { bounds: { x: 40, y: 50, width: 1000, height: 700 } });
    await rig.command('close-window');
    // No session bus is here, so nobody would see a tray.
    await rig.happened('window-minimized');
    const kept = JSON.parse(readFileSync(join(rig.userData, 'settings.json'), 'utf8'));
    expect(kept.window).toMatchObject({ x: 40, y: 50, width: 1000, height: 700 });
    await rig.command('second-instance', { args: [] });
    expect(await rig.command('window')).toMatchObject({ isMinimized: false, isShown: true });
  });

  it('asks at the first close and remembers the answer', async () => {
    // A program that answers as the bus of a desktop with a tray does.
    const rig = await start({ settings: {}, environment: { PATH: `${trayBus()}:${process.env.PATH}` } });
    await rig.happened('loaded');
    await rig.command('close-window');
    await rig.happened('dialog-message');
    await rig.command('answer-dialog', { kind: 'message', answer: { response: 0, checkboxChecked: true } });
    await rig.happened('window-hidden');
    const client = await rig.connect();
    expect(await client.desktop.settings()).toMatchObject({ whenClosed: 'tray' });
  });

  it('opens the console over HTTP where the setting says so, and closes it again', async () => {
    const rig = await start({ settings: { consolePort: 0 } });
    await rig.engine('running');
    const client = await rig.connect();
    await client.desktop.updateSettings({ consoleOverHttp: true });
    const stop = new AbortController();
    let url: string | null = null;
    for await (const state of await client.desktop.state(undefined, { signal: stop.signal })) {
      url = state.kind === 'running' ? state.httpUrl : null;
      if (url !== null) break;
    }
    expect((await fetch(`${url}/api/alerts`)).status).toBe(401);
    await client.desktop.updateSettings({ consoleOverHttp: false });
    await until(
      () =>
        fetch(`${url}/api/health`).then(
          () => false,
          () => true,
        ),
      'the port is closed',
    );
  });

  it('starts with the session by an autostart entry on Linux', async () => {
    const rig = await start();
    await rig.happened('loaded');
    const client = await rig.connect();
    const entry = join(rig.folder, 'config', 'autostart', 'alertflow.desktop');
    await client.desktop.updateSettings({ launchAtLogin: true });
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".+" ".+" "--hidden"$/m);
    await client.desktop.updateSettings({ launchAtLogin: false });
    expect(existsSync(entry)).toBe(false);
  });

  it('holds a shutdown up until it has drained', async () => {
    const rig = await start();
    await rig.engine('running');
    expect(await rig.command('shutdown')).toBe(false);
    expect(await rig.ended).toBe(0);
  });

  it.each(['query-session-end', 'session-end'])(
    'drains at %s of Windows, with no window open',
    async (event) => {
      const rig = await start({ args: ['--hidden'], config: { platform: 'win32' } });
      await until(
        () => /"msg":"the desktop app starts"|the desktop app starts/.test(rig.output()),
        'it starts',
      );
      expect(await rig.command('window')).toBeNull();
      expect(await rig.command('session-end', { event })).toBe(event === 'session-end');
      expect(await rig.ended).toBe(0);
      expect(rig.output()).not.toContain('did not stop cleanly');
    },
  );
});

const trayBus = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'alertflow-bus-'));
  writeFileSync(join(folder, 'gdbus'), '#!/bin/sh\necho "(true,)"\n');
  chmodSync(join(folder, 'gdbus'), 0o755);
  return folder;
};
