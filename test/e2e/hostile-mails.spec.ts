/**
 * H7: mails made to attack whoever looks at them, shown in a real browser: nothing runs, nothing is asked of another host,
 * nothing leads away. Those of the corpus, those of other projects where they are there, and traps in every field.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from '@playwright/test';
import { foreignMails, hostileMails } from '../support/corpus.ts';
import { SmtpRefused } from '../support/send-mail.ts';
import { until } from '../support/until.ts';
import { type Api, signedInApi } from './support/api.ts';
import { type Trap, trappedMail, traps, wordTraps } from './support/booby-traps.ts';
import { expect, test } from './support/test.ts';

test.describe.configure({ timeout: 240_000 });
// Hundreds of mails one after the other: pictures of each step would take longer than the steps.
test.use({ trace: 'off', viewport: { width: 1100, height: 800 } });

const hits: string[] = [];
const canary = createServer((request, response) => {
  hits.push(request.url ?? '');
  response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
});
let canaryUrl = '';
test.beforeAll(async () => {
  await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done));
  canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  canary.closeAllConnections();
  canary.close();
});

/** What must stay empty. */
interface Watch {
  requests: string[];
  dialogs: string[];
  sprung: string[];
  windows: string[];
  navigations: string[];
  downloads: string[];
}

const watch = async (context: BrowserContext, own: string): Promise<Watch> => {
  const seen: Watch = { requests: [], dialogs: [], sprung: [], windows: [], navigations: [], downloads: [] };
  await context.exposeFunction('sprung', (what: unknown) => void seen.sprung.push(String(what)));
  const isOwn = (url: string): boolean => url.startsWith(`${own}/`) || /^(about:|data:image\/)/.test(url);
  context.on('request', (request) => {
    if (!isOwn(request.url())) seen.requests.push(request.url());
  });
  context.on('page', (page) => void seen.windows.push(page.url()));
  context.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss().catch(() => {});
  });
  return seen;
};

const watchPage = (page: Page, own: string, seen: Watch): void => {
  page.on('framenavigated', (frame) => {
    if (!frame.url().startsWith(`${own}/`) && !/^about:(blank|srcdoc)$/.test(frame.url()))
      seen.navigations.push(frame.url());
  });
  page.on('download', (download) => void seen.downloads.push(download.url()));
};

const nothing: Watch = {
  requests: [],
  dialogs: [],
  sprung: [],
  windows: [],
  navigations: [],
  downloads: [],
};

test('the traps are sharp: shown as they are, nearly all of them spring', async ({ browser }) => {
  const context = await browser.newContext();
  const seen = await watch(context, 'http://none.example');
  const all = traps(canaryUrl);
  hits.length = 0;
  const hasSprung = (name: string): boolean => hits.includes(`/${name}`) || seen.sprung.includes(name);
  const page = await context.newPage();
  await page.goto(canaryUrl);
  // Each in a frame without a fence, all at once.
  await page.evaluate(
    (documents) => {
      for (const text of documents)
        document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: text }));
    },
    all.map(({ html }) => html),
  );
  await until(() => all.every(({ name }) => hasSprung(name)), 'all of them', 5000).catch(() => {});
  await context.close();
  const dull = all.map(({ name }) => name).filter((name) => !hasSprung(name));
  // Some wait for a click, for a page with an address, or to be read twice.
  expect(all.length).toBeGreaterThanOrEqual(50);
  expect(dull.length, dull.join()).toBeLessThanOrEqual(8);
});

/** Goes through the whole list, so that every row is drawn once. Answers how many there were. */
const readList = async (page: Page): Promise<number> => {
  const grid = page.getByRole('grid', { name: 'Alerts' });
  await expect(grid.getByRole('row').nth(1)).toBeVisible();
  await grid.focus();
  const seen = new Set<string>();
  let idle = 0;
  while (idle < 4) {
    const before = seen.size;
    for (const place of await grid
      .getByRole('row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-rowindex') ?? '')))
      seen.add(place);
    idle = seen.size === before ? idle + 1 : 0;
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(60);
  }
  return seen.size - 1;
};

const activeTags = new Set(
  'script style svg math iframe frame object embed form input button select textarea base meta link a area template noscript video audio source track picture dialog'.split(
    ' ',
  ),
);

/** `tag name=value name=value`. */
const isDangerous = (part: string): boolean =>
  activeTags.has(part.split(' ', 1)[0] ?? '') ||
  / (?:on\w+|srcset|ping|background|popover|srcdoc|formaction)=|javascript:|url\(/i.test(part) ||
  part.includes(canaryUrl);

/**
 * Shows tabs of an alert, its HTML as soon as it may be asked for, all within the page. Answers the frame of the HTML with
 * its attributes; null where there is none.
 */
const readAlert = (page: Page, id: string, tabs: readonly string[]): Promise<Record<string, string> | null> =>
  page.evaluate(
    async ({ id, tabs }) => {
      const boundMs = 20_000;
      const soon = async <T>(look: () => T | null | undefined, what: string): Promise<T> => {
        const until = performance.now() + boundMs;
        for (;;) {
          const found = look();
          if (found !== null && found !== undefined) return found;
          if (performance.now() > until) throw new Error(`${what} of alert ${id} did not come`);
          await new Promise((done) => setTimeout(done, 5));
        }
      };
      for (const tab of tabs) {
        for (const old of document.querySelectorAll('[role="tabpanel"]')) old.setAttribute('data-old', '');
        location.hash = `/alerts/${id}?tab=${tab}`;
        const panel = await soon(() => {
          // While the alert is fetched, the one before is shown, greyed.
          const shown = document.querySelector(
            `section[aria-busy="false"] [role="tabpanel"][id$="-${tab}"]:not([data-old])`,
          );
          const isThere = shown !== null && shown.querySelector('[role="status"]') === null;
          return isThere && shown.textContent !== '' ? shown : null;
        }, tab);
        if (tab !== 'html') continue;
        const button = [...panel.querySelectorAll('button')].find((one) => one.innerText === 'Show the HTML');
        if (button === undefined) continue;
        button.click();
        const frame = await soon(() => {
          const made = panel.querySelector('iframe');
          return made?.hasAttribute('srcdoc') ? made : null;
        }, 'the frame');
        return Object.fromEntries([...frame.attributes].map(({ name, value }) => [name, value]));
      }
      return null;
    },
    { id, tabs: [...tabs] },
  );

/** Each element of each document with its attributes, as a browser reads them that runs no scripts. */
const partsOf = (reader: Page, documents: readonly string[]): Promise<string[]> =>
  reader.evaluate(
    (all) =>
      all.flatMap((text) =>
        [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('body, body *')].map((one) =>
          [one.localName, ...[...one.attributes].map(({ name, value }) => `${name}=${value}`)].join(' '),
        ),
      ),
    [...documents],
  );

const send = async (
  mail: (mail: { raw: Buffer }) => Promise<string>,
  raw: Buffer,
): Promise<string | null> => {
  // As a mail server hands them over: with whole line ends, and the canary for the address that is nobody's.
  const text = raw.toString('latin1').replaceAll('192.0.2.1', canaryUrl.slice('http://'.length));
  try {
    return await mail({ raw: Buffer.from(text, 'latin1') });
  } catch (error) {
    if (error instanceof SmtpRefused) return null;
    throw error;
  }
};

const parsed = (api: Api, ids: readonly string[]): Promise<unknown> =>
  until(
    async () =>
      (await api.get<{ waiting: number; accepted: number }>('ledger').catch(() => null))?.waiting === 0 &&
      (await api.get<{ accepted: number }>('ledger')).accepted >= ids.length,
    'all are taken in',
    60_000,
  );

const otherPages = [
  '',
  'incidents',
  'mutes/new?scope=sender',
  'rules',
  'queues',
  'logs',
  'settings',
  'alerts?q=trap',
];

test('none of them runs, loads or leads anywhere in the console', async ({
  browser,
  context,
  signedIn: page,
  server,
  mail,
  mishaps,
}) => {
  const api = await signedInApi(server);
  const seen = await watch(context, server.url);
  watchPage(page, server.url, seen);
  hits.length = 0;

  const ids = { traps: [] as string[], corpus: [] as string[], foreign: [] as string[] };
  const put = async (into: string[], raw: Buffer): Promise<void> => {
    const id = await send(mail, raw);
    if (id !== null) into.push(id);
  };
  const trapped: Trap[] = [...traps(canaryUrl), ...wordTraps(canaryUrl)];
  for (const trap of trapped) await put(ids.traps, trappedMail(trap));
  for (const { raw } of hostileMails(0.01)) await put(ids.corpus, raw);
  const foreign = foreignMails();
  if (foreign === null) {
    test.info().annotations.push({ type: 'left out', description: 'no ../shared/corpus/mime' });
  }
  for (const { raw } of foreign ?? [])
    await put(ids.foreign, Buffer.from(raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1'));
  const all = [...ids.traps, ...ids.corpus, ...ids.foreign];
  expect(ids.traps).toHaveLength(trapped.length);
  expect(ids.corpus.length).toBeGreaterThanOrEqual(48);
  await parsed(api, all);

  await page.goto('/#/alerts');
  expect(await readList(page)).toBeGreaterThanOrEqual(all.length);
  expect({ ...seen, hits, mishaps }).toEqual({ ...nothing, hits: [], mishaps: [] });

  const frames: Record<string, string>[] = [];
  const read = async (id: string, tabs: readonly string[]): Promise<void> => {
    const frame = await readAlert(page, id, tabs);
    if (frame !== null) frames.push(frame);
  };
  for (const id of ids.traps) await read(id, ['html']);
  expect(frames).toHaveLength(trapped.length);
  const some = <T>(all: readonly T[], every: number): T[] => all.filter((_, n) => n % every === 0);
  for (const id of some(ids.traps, 6))
    await read(id, ['analysis', 'text', 'headers', 'raw', 'timeline', 'deliveries']);
  expect({ ...seen, hits, mishaps }).toEqual({ ...nothing, hits: [], mishaps: [] });
  const further = [...ids.corpus, ...some(ids.foreign, 6)];
  for (const id of further) await read(id, ['html']);
  for (const { srcdoc, ...rest } of frames) {
    expect(rest).toMatchObject({ sandbox: '', referrerpolicy: 'no-referrer' });
    expect(srcdoc).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'[^"]*">/,
    );
  }
  const reader = await (await browser.newContext()).newPage();
  const parts = await partsOf(
    reader,
    frames.map(({ srcdoc = '' }) => srcdoc),
  );
  await reader.context().close();
  expect(parts.length).toBeGreaterThan(frames.length);
  expect(parts.filter(isDangerous)).toEqual([]);
  test.info().annotations.push({
    type: 'shown',
    description: `${all.length} mails in the list, ${ids.traps.length + further.length} in detail, ${frames.length} with HTML`,
  });

  for (const path of otherPages) {
    await page.goto(`/#/${path}`);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  }
  const incidents = await api.get<{ items: { id: string }[] }>('incidents');
  for (const { id } of incidents.items.slice(0, 8)) {
    await page.goto(`/#/incidents/${id}`);
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  }
  // What was asked for would have left before the whole page is fetched once more.
  await page.reload();
  await expect(page.getByRole('main')).toBeVisible();
  expect({ ...seen, hits, mishaps }).toEqual({ ...nothing, hits: [], mishaps: [] });
});
