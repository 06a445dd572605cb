import { request as httpRequest } from '@playwright/test';
import { seriousFindings } from './support/axe.ts';
import type { RunningServer } from './support/server.ts';
import { expect, looks, signIn, test } from './support/test.ts';

/** Two channels that reach nobody: one gives up at once, the other has hours to wait. */
const failingChannels = async (server: RunningServer): Promise<void> => {
  const anyone = await httpRequest.newContext({ baseURL: server.url });
  const { token } = await (
    await anyone.post('/api/auth/login', { data: { username: server.username, password: server.password } })
  ).json();
  const api = await httpRequest.newContext({
    baseURL: server.url,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const channel = await (
    await api.post('/api/channels', { data: { name: 'Broken hook', kind: 'webhook', config: {} } })
  ).json();
  const destination = await (
    await api.post('/api/destinations', {
      data: { name: 'Night shift', channelId: channel.id, address: { url: 'http://127.0.0.1:9/closed' } },
    })
  ).json();
  await api.patch('/api/settings', {
    data: { defaultDestinationIds: [destination.id], retryDelaysMs: [10] },
  });
  await api.dispose();
  await anyone.dispose();
};

const retryDelays = async (page: import('@playwright/test').Page, retryDelaysMs: number[]): Promise<void> => {
  const csrf =
    (await page.context().cookies()).find(({ name }) => name.endsWith('alertflow_csrf'))?.value ?? '';
  const answer = await page.request.patch('/api/settings', {
    data: { retryDelaysMs },
    headers: { 'x-alertflow-csrf': csrf },
  });
  expect(answer.status()).toBe(200);
};

test.beforeAll(async ({ server }) => failingChannels(server));

test('lists dead letters with what the remote said, discards some with undo, and all only when it is typed', async ({
  signedIn: page,
  mail,
}) => {
  for (const host of ['db01', 'db02', 'db03']) {
    await mail({ from: 'zabbix@mon.example', subject: `PROBLEM: Disk full on ${host}` });
  }
  await page.goto('/#/queues?tab=dead');
  const table = page.getByRole('grid', { name: 'Dead letters' });
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('tab', { name: 'Dead letters (3)' })).toBeVisible();

  await table.getByText(/db01/).click();
  const detail = page.getByRole('dialog');
  await expect(detail.getByText('Night shift', { exact: true })).toBeVisible();
  await expect(detail.getByText(/127\.0\.0\.1:9/).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(detail).toBeHidden();

  await table.getByRole('checkbox', { name: /db02/ }).check();
  await page.getByRole('button', { name: 'Discard 1' }).click();
  await expect(table.getByRole('row')).toHaveCount(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(table.getByRole('row')).toHaveCount(4);

  await page.getByRole('button', { name: 'Discard all …' }).click();
  const confirm = page.getByRole('dialog', { name: 'Discard 3 dead letters?' });
  await expect(confirm.getByRole('button', { name: 'Discard 3' })).toBeDisabled();
  await confirm.getByRole('textbox').fill('3');
  await confirm.getByRole('button', { name: 'Discard 3' }).click();
  await expect(page.getByText('No dead letters')).toBeVisible();
});

test('shows when the next attempt is and makes it now; a dead letter is tried again', async ({
  signedIn: page,
  mail,
}) => {
  await retryDelays(page, [3_600_000]);
  await mail({ from: 'nagios@mon.example', subject: 'PROBLEM: web01 is DOWN' });
  await page.goto('/#/queues?stage=retrying');
  const table = page.getByRole('grid', { name: 'Still owed' });
  const row = table.getByRole('row', { name: /web01/ });
  await expect(row).toContainText(/minutes|hour/);
  await retryDelays(page, [10]);
  await row.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText('Nothing fits this filter')).toBeVisible();
  await page.getByRole('tab', { name: /Dead letters/ }).click();
  const dead = page.getByRole('grid', { name: 'Dead letters' });
  await expect(dead.getByRole('row', { name: /web01/ })).toBeVisible();
  await dead.focus();
  await page.keyboard.press('r');
  await expect(page.getByText('1 is tried again.')).toBeVisible();
  await expect(dead.getByRole('row', { name: /web01/ })).toBeVisible();
});

test('a channel is paused and goes on: what it owes waits meanwhile', async ({ signedIn: page, mail }) => {
  await page.goto('/#/queues');
  await page.getByRole('button', { name: 'Pause Broken hook' }).click();
  await expect(page.getByText('Broken hook is paused.', { exact: false })).toBeVisible();
  await mail({ from: 'nagios@mon.example', subject: 'PROBLEM: held01 is DOWN' });
  const owed = page.getByRole('grid', { name: 'Still owed' });
  await expect(owed.getByRole('row', { name: /held01/ })).toBeVisible();
  await page.getByRole('button', { name: 'Resume Broken hook' }).click();
  await expect(owed.getByRole('row', { name: /held01/ })).toHaveCount(0);
});

for (const look of looks) {
  test(`has nothing that axe finds serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    server,
    look: choose,
  }) => {
    await choose(look);
    await signIn(context, server);
    for (const path of ['/#/queues', '/#/queues?tab=dead', '/#/about', '/#/logs']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText(/^(Loading …|در حال بارگذاری…)$/)).toHaveCount(0);
      // Hundreds of packages are judged by a few of them.
      if (path === '/#/about')
        await page.getByRole('textbox', { name: /^(Package or licence|بسته یا پروانه)$/ }).fill('fastify');
      await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'fa' ? 'rtl' : 'ltr');
      expect(await seriousFindings(page), path).toEqual([]);
    }
  });
}
