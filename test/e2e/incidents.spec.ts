import type { Page } from '@playwright/test';
import { type Api, signedInApi } from './support/api.ts';
import { seriousFindings } from './support/axe.ts';
import { expect, looks, signIn, test } from './support/test.ts';

let api: Api;
test.beforeAll(async ({ server }) => {
  api = await signedInApi(server);
});

const list = (page: Page) => page.getByRole('grid', { name: 'Incidents' });
const problem = (host: string, lag: number) => ({
  from: 'zabbix@mon.example',
  subject: `Problem: High replication lag on ${host}`,
  body: `Problem name: High replication lag on ${host}\nHost: ${host}\nSeverity: High\nOperational data: Lag: ${lag} s`,
});
const recovery = (host: string) => ({
  from: 'zabbix@mon.example',
  subject: `Resolved: High replication lag on ${host}`,
  body: `Problem name: High replication lag on ${host}\nHost: ${host}\nSeverity: High\nProblem has been resolved`,
});

test('mails of one problem are one incident, which is taken on, noted and resolved', async ({
  signedIn: page,
  mail,
}) => {
  await page.goto('/#/incidents');
  await expect(page.getByText('Nothing is open')).toBeVisible();
  await mail(problem('db07', 940));
  const row = list(page).getByRole('row', { name: /db07/ });
  await expect(row).toBeVisible();
  await mail(problem('db07', 1200));
  await mail(problem('db08', 30));
  await expect(list(page).getByRole('row', { name: /db08/ })).toBeVisible();
  await expect(row).toHaveCount(1);
  await expect(row.getByRole('gridcell', { name: '2', exact: true })).toBeVisible();

  await page.getByRole('searchbox', { name: 'Words, host or source' }).fill('db07');
  await expect(page).toHaveURL(/q=db07/);
  await expect(list(page).getByRole('row')).toHaveCount(2);
  await page.keyboard.press('Tab');
  await list(page).focus();
  await page.keyboard.press('a');
  await expect(page.getByText('You are on it.', { exact: false })).toBeVisible();
  await expect(page.getByText('Nothing fits this filter')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();

  await list(page).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/incidents\/[0-9a-f-]+\?q=db07/);
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await expect(page.getByText(/Acknowledged by/)).toContainText('admin');
  await page.getByRole('textbox', { name: 'Note' }).fill('restarted the receiver');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const timeline = page.getByRole('region', { name: 'What happened, newest first' });
  await expect(timeline).toContainText('restarted the receiver');
  await expect(timeline).toContainText('Opened');
  await timeline.getByRole('link', { name: 'Alert' }).first().click();
  await expect(page).toHaveURL(/#\/alerts\/[0-9a-f-]+/);
  await page.getByRole('link', { name: 'Open the incident' }).click();

  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve this incident?' });
  await dialog.getByRole('textbox').fill('fixed by hand');
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByText(/Resolved by/)).toContainText('fixed by hand');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Resolve', exact: true })).toBeVisible();
  await expect(timeline.getByText('Reopened', { exact: false }).first()).toContainText('admin');
  await page.keyboard.press('r');
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(page.getByText('The incident is open again.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByText('Resolved 1').click();
  await expect(row).toBeVisible();
});

test('an incident leaves the open ones by itself when its tool says that it is over', async ({
  signedIn: page,
  mail,
}) => {
  await mail(problem('web03', 10));
  await page.goto('/');
  const card = page.getByRole('region', { name: /^Open incidents/ });
  await expect(card.getByText(/web03/).first()).toBeVisible();
  await mail(recovery('web03'));
  await expect(card.getByText(/web03/)).toHaveCount(0);
});

test('refuses what cannot be: nothing is lost and the reason is said', async ({ signedIn: page, mail }) => {
  await mail(problem('mail01', 5));
  await page.goto('/#/incidents');
  await list(page)
    .getByRole('row', { name: /mail01/ })
    .click();
  await expect(page.getByRole('button', { name: 'Resolve', exact: true })).toBeVisible();
  const id = /incidents\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? '';
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve this incident?' });
  await dialog.getByRole('textbox').fill('my words');
  // Somebody else was faster.
  await api.post(`incidents/${id}/resolve`, {});
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByText('It is resolved already.')).toBeVisible();
  await expect(dialog.getByRole('textbox')).toHaveValue('my words');
});

for (const look of looks) {
  test(`has nothing that axe finds serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    server,
    mail,
    look: choose,
  }) => {
    await mail(problem('axe01', 5));
    await choose(look);
    await signIn(context, server);
    await page.goto('/#/incidents?status=all');
    await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'fa' ? 'rtl' : 'ltr');
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    const { items } = await api.get<{ items: { id: string }[] }>('incidents');
    await page.goto(`/#/incidents/${items[0]?.id}`);
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}
