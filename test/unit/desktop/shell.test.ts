import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { linkToPath, pathFromArguments } from '../../../src-main/desktop/deep-link.ts';
import { unwrapKey, wrapKey } from '../../../src-main/desktop/key-wrap.ts';
import { countOpenCriticals } from '../../../src-main/desktop/open-criticals.ts';
import { createOpenings } from '../../../src-main/desktop/openings.ts';
import { pictureOf, type Standing, tooltipOf } from '../../../src-main/desktop/standing.ts';
import { hasTrayHost } from '../../../src-main/desktop/tray-host.ts';
import { placeOnDisplays } from '../../../src-main/desktop/window-place.ts';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';

const id = '0199aa00-1111-7222-8333-444455556666';

describe('links', () => {
  it.each([
    [`alertflow://alert/${id}`, `/alerts/${id}`],
    [`ALERTFLOW://alert/${id.toUpperCase()}/`, `/alerts/${id}`],
    [`alertflow://alert/${id}/`, `/alerts/${id}`],
    [`alertflow://alert/${id}?x=1`, null],
    [`alertflow://alert/../settings`, null],
    [`alertflow://settings`, null],
    [`https://alert/${id}`, null],
    [`xalertflow://alert/${id}`, null],
    ['', null],
  ])('%s leads to %s', (link, path) => {
    expect(linkToPath(link)).toBe(path);
  });

  it('are found among the arguments of a start', () => {
    expect(pathFromArguments(['/opt/alertflow', '--no-x', `alertflow://alert/${id}`])).toBe(`/alerts/${id}`);
    expect(pathFromArguments(['/opt/alertflow', '--hidden'])).toBeNull();
  });
});

describe('the window', () => {
  const displays = [
    { x: 0, y: 0, width: 1920, height: 1040 },
    { x: 1920, y: 0, width: 1280, height: 1000 },
  ];
  const kept = { x: 2000, y: 100, width: 1000, height: 700, isMaximized: false };

  it('comes back where it was', () => {
    expect(placeOnDisplays(kept, displays)).toEqual({ x: 2000, y: 100, width: 1000, height: 700 });
  });
  it('is put inside the display it is on, and nowhere where its display is gone', () => {
    expect(placeOnDisplays({ ...kept, x: 2900 }, displays)).toMatchObject({ x: 2200, width: 1000 });
    expect(placeOnDisplays(kept, displays.slice(0, 1))).toEqual({ width: 1000, height: 700 });
    expect(placeOnDisplays({ ...kept, x: 0, width: 9000, height: 9000 }, displays.slice(0, 1))).toEqual({
      x: 0,
      y: 0,
      width: 1920,
      height: 1040,
    });
    expect(placeOnDisplays(null, displays)).not.toHaveProperty('x');
  });
});

describe('the tray', () => {
  const well: Standing = { engine: 'running', health: 'ok', openCriticals: 0, isPaused: false };

  it.each([
    [well, 'ok', 'AlertFlow: all well'],
    [{ ...well, isPaused: true }, 'paused', 'AlertFlow: all well, notifications paused'],
    [{ ...well, health: 'degraded' }, 'attention', 'AlertFlow: needs you'],
    [
      { ...well, health: 'degraded', openCriticals: 2 },
      'critical',
      'AlertFlow: needs you, 2 critical alerts open',
    ],
    [
      { ...well, health: 'down', openCriticals: 2 },
      'down',
      'AlertFlow: does not work, 2 critical alerts open',
    ],
    [{ ...well, engine: 'failed', health: null }, 'down', 'AlertFlow: could not be started'],
    [{ ...well, engine: 'passphrase', health: null }, 'attention', 'AlertFlow: needs a passphrase'],
    [{ ...well, engine: 'starting', health: null }, 'starting', 'AlertFlow: starting'],
  ] as const)('shows the worst of what holds: %o', (standing, picture, tooltip) => {
    expect(pictureOf(standing)).toBe(picture);
    expect(tooltipOf(standing, 'en')).toBe(tooltip);
    expect(tooltipOf(standing, 'fa').replace('AlertFlow', '')).not.toMatch(/[a-z]/i);
  });

  it('is taken for there only where its host says so', async () => {
    expect(await hasTrayHost('win32')).toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'alertflow-bus-'));
    vi.stubEnv('PATH', folder);
    expect(await hasTrayHost('linux')).toBe(false);
    for (const [answer, isThere] of [
      ['   boolean true', true],
      ['   boolean false', false],
    ] as const) {
      writeFileSync(join(folder, 'dbus-send'), `#!/bin/sh\necho "${answer}"\n`);
      chmodSync(join(folder, 'dbus-send'), 0o755);
      expect(await hasTrayHost('linux')).toBe(isThere);
    }
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
});

describe('open criticals', () => {
  const alone: AlertItem = {
    id: 'a',
    incidentId: null,
    acknowledged: null,
    resolved: null,
    status: 'delivered',
  } as AlertItem;
  const mark = { by: 'x', at: 1, note: '' };

  it('are open incidents and alerts that belong to none', () => {
    const incidents = [{ status: 'open' }, { status: 'open' }, { status: 'acknowledged' }] as const;
    expect(countOpenCriticals(incidents, [])).toBe(2);
    expect(countOpenCriticals(incidents, [alone, { ...alone, incidentId: 'i' }])).toBe(3);
  });
  it('do not count what somebody has seen to, or nobody was to hear of', () => {
    const seenTo = [
      { ...alone, acknowledged: mark },
      { ...alone, resolved: mark },
      { ...alone, status: 'suppressed' as const },
    ];
    expect(countOpenCriticals([], seenTo)).toBe(0);
  });
});

describe('openings', () => {
  it('wait for the window, and only the last of them', async () => {
    const openings = createOpenings();
    openings.open('/rules');
    openings.open('/alerts/1');
    const stop = new AbortController();
    const followed = openings.follow(stop.signal);
    expect((await followed.next()).value).toEqual({ path: '/alerts/1' });
    const next = followed.next();
    openings.open('/queues');
    expect((await next).value).toEqual({ path: '/queues' });
    const last = followed.next();
    stop.abort();
    expect((await last).done).toBe(true);
  });
});

describe('a key under a passphrase', () => {
  it('opens with it, however its letters were composed, and with no other', async () => {
    const key = Buffer.alloc(32, 3);
    const wrap = await wrapKey(key, 'pass phrase é');
    expect(wrap.sealed).not.toContain(key.toString('base64url').slice(0, 20));
    expect(await unwrapKey(wrap, 'pass phrase e\u0301')).toEqual(key);
    expect(await unwrapKey(wrap, 'pass phrase e')).toBeNull();
    const changed = Buffer.from(wrap.sealed, 'base64url');
    changed[40] = (changed[40] ?? 0) ^ 1;
    expect(await unwrapKey({ ...wrap, sealed: changed.toString('base64url') }, 'pass phrase é')).toBeNull();
  });
});
