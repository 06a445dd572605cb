/** H4 in a real browser: what pages of other sites can do to the console of somebody who is signed in. */
import type { Page } from '@playwright/test';
import { type Api, signedInApi } from './support/api.ts';
import { type Findings, type HostileSite, startHostileSite } from './support/hostile-site.ts';
import { expect, signIn, test } from './support/test.ts';
import { type Asked, startWatchedConsole } from './support/watched-console.ts';

test.describe.configure({ timeout: 180_000 });

const secretWord = 'only for those who are signed in';
let site: HostileSite;
test.beforeAll(async () => {
  site = await startHostileSite();
});
test.afterAll(() => site.stop());

interface State {
  version: number;
  mutes: unknown;
  settings: unknown;
  users: unknown;
}

const stateOf = async (api: Api): Promise<State> => ({
  version: (await api.get<{ current: number }>('backup/versions')).current,
  mutes: await api.get('mutes'),
  settings: await api.get('settings'),
  users: await api.get('users'),
});

const attackFrom = async (page: Page, from: string, target: string): Promise<Findings> => {
  await page.goto(`${from}/attack?target=${encodeURIComponent(target)}`);
  await page.waitForFunction(() => 'findings' in window, undefined, { timeout: 120_000 });
  return page.evaluate(() => (window as unknown as { findings: Findings }).findings);
};

/** Nothing came of any of them: none loaded, opened or told a word. */
const expectNothingGot = (findings: Findings): void => {
  const { cookie: _, 'window left': __, ...attempts } = findings;
  expect(Object.keys(attempts).length).toBeGreaterThan(35);
  const harmless = new Set(['opaque', 'sent', 'error', 'shut', 'nothing came']);
  const got = Object.entries(attempts).filter(
    ([name, finding]) =>
      !(
        harmless.has(finding) ||
        finding.startsWith('failed: ') ||
        (name === 'window that changes' && finding === 'opened')
      ),
  );
  expect(got).toEqual([]);
  expect(JSON.stringify(findings)).not.toContain(secretWord);
};

/** The requests did come, with the session where the browser gives it along, and the server refused each of them. */
const expectRefused = (asked: readonly Asked[], site: string): void => {
  const strangers = asked.filter((one) => one.site === site);
  const isPage = ({ method, path }: Asked) => method === 'GET' && path === '/';
  for (const one of strangers.filter((each) => !isPage(each))) expect(one).toEqual({ ...one, status: 403 });
  const posts = strangers.filter(({ method }) => method === 'POST');
  expect(posts.length).toBeGreaterThanOrEqual(12);
  expect(new Set(posts.map(({ path }) => path))).toEqual(
    new Set(['/api/mutes', '/rpc/mutes/create', '/api/auth/logout', '/api/auth/login']),
  );
  const reads = strangers.filter(({ method }) => method === 'GET').map(({ path }) => path);
  for (const path of ['/api/alerts', '/api/users', '/metrics', '/api/events', '/rpc/mutes/create'])
    expect(reads).toContain(path);
  expect(strangers.some(({ withSession }) => withSession)).toBe(site === 'same-site');
  expect(asked.filter(({ method, status }) => method === 'OPTIONS' && status < 400)).toEqual([]);
};

for (const where of ['elsewhere', 'nextDoor'] as const) {
  const who = where === 'elsewhere' ? 'of another site' : 'at another port of the same host';
  test(`a page ${who} changes and reads nothing`, async ({ context, server, mail, mishaps }) => {
    const api = await signedInApi(server);
    await mail({ subject: `PROBLEM: ${secretWord}` });
    await api.post('mutes', { glob: `own-${where}@host.example`, scope: 'sender' });
    const watched = await startWatchedConsole(server.url);
    await signIn(context, { ...server, url: watched.url });
    const own = await context.newPage();
    const list = own.getByRole('grid', { name: 'Alerts' });
    await own.goto(`${watched.url}/#/alerts`);
    await expect(list).toContainText(secretWord);
    const before = await stateOf(api);
    const cookies = await context.cookies(watched.url);
    expect(cookies.map(({ name }) => name).sort()).toEqual(['alertflow_csrf', 'alertflow_session']);

    const page = await context.newPage();
    const findings = await attackFrom(page, site[where], watched.url);
    expectNothingGot(findings);
    // Next door the second cookie is read, as cookies know no ports: it alone must not do.
    expect(findings.cookie).toMatch(where === 'nextDoor' ? /^alertflow_csrf=[^;]+$/ : /^$/);
    // The policy keeps the console out of the frames of others, and its window out of their hands.
    for (const frame of page.frames().slice(1)) expect(frame.url()).not.toContain(watched.url);
    expect(findings['window left']).toBe('let go of');
    expectRefused(watched.asked, where === 'nextDoor' ? 'same-site' : 'cross-site');

    expect(await stateOf(api)).toEqual(before);
    expect(await context.cookies(watched.url)).toEqual(cookies);
    await own.reload();
    await expect(list).toContainText(secretWord);
    // And from its own page it would have been done.
    const done = await own.evaluate(async () => {
      const token = /alertflow_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? '';
      const answer = await fetch('/api/mutes', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-alertflow-csrf': token },
        body: JSON.stringify({ glob: 'own@site.example', scope: 'sender' }),
      });
      return [answer.status, (await answer.json()).id] as const;
    });
    expect(done[0]).toBe(201);
    await api.remove(`mutes/${done[1]}`);
    await watched.stop();
    // What its policy kept the browser from doing is told to the page that tried.
    mishaps.length = 0;
  });
}

test('a name that was bound to the console anew leads to nothing', async ({ signedIn, context, server }) => {
  await expect(signedIn.getByRole('main')).toBeVisible();
  const { port } = new URL(server.url);
  const rebound = `http://rebound.localhost:${port}`;
  const page = await context.newPage();
  // The page itself came from elsewhere, before its name led here.
  await page.route(`${rebound}/page`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>rebound</title>' }),
  );
  await page.goto(`${rebound}/page`);
  const paths = ['/', '/api/health', '/metrics', '/api/auth/me', '/api/alerts', '/api/openapi.json'];
  const got = await page.evaluate(
    (all) =>
      Promise.all(
        all.map(async (path) => {
          const answer = await fetch(path, { credentials: 'include' });
          return [path, answer.status, (await answer.json()).code];
        }),
      ),
    paths,
  );
  expect(got).toEqual(paths.map((path) => [path, 403, 'origin_refused']));
  const login = await page.evaluate(async () => {
    const answer = await fetch('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":"admin","password":"correct horse battery"}',
    });
    return [answer.status, document.cookie];
  });
  expect(login).toEqual([403, '']);
});
