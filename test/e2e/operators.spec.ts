/** What somebody with the role operator sees: everything that is set up, nothing of it to change, and the work on alerts. */
import { type Api, signedInApi } from './support/api.ts';
import { seriousFindings } from './support/axe.ts';
import { expect, signIn, test } from './support/test.ts';

const operator = { username: 'olive', password: 'a long enough password' };
let api: Api;
const ids = { rule: '', channel: '', provider: '' };

test.beforeAll(async ({ server }) => {
  api = await signedInApi(server);
  await api.post('users', { ...operator, role: 'operator' });
  ids.channel = (await api.post('channels', { name: 'Pager', kind: 'webhook', config: {} })).id;
  const { id: destination } = await api.post('destinations', {
    name: 'Night shift',
    channelId: ids.channel,
    address: { url: 'https://hooks.example.net/in' },
  });
  ids.rule = (
    await api.post('rules', {
      name: 'Databases',
      match: { field: 'from', glob: '*@db.example' },
      destinationIds: [destination],
    })
  ).id;
  ids.provider = (
    await api.post('providers', { name: 'Rack GPU', baseUrl: 'https://llm.example.net/v1', model: 'm' })
  ).id;
});

test.beforeEach(async ({ context, server }) => signIn(context, { url: server.url, ...operator }));

test('an operator reads every form and can change none of it', async ({ page }) => {
  const forms: [path: string, shown: string][] = [
    [`/rules/${ids.rule}`, 'Databases'],
    [`/channels/${ids.channel}`, 'Pager'],
    [`/providers/${ids.provider}`, 'Rack GPU'],
  ];
  for (const [path, shown] of forms) {
    await page.goto(`/?${shown}#${path}`);
    const fields = page.locator('fieldset').filter({ has: page.getByRole('textbox') });
    await expect(fields.getByRole('textbox').first(), path).toHaveValue(shown);
    await expect(fields.locator(':is(input, textarea, button):enabled'), path).toHaveCount(0);
    const writing = page.getByRole('button', { name: /^(Save|Remove|Delete|Add)/, disabled: false });
    await expect(writing, path).toHaveCount(0);
    expect(await seriousFindings(page), path).toEqual([]);
  }
  await page.goto('/?settings#/settings/smtp');
  await expect(page.getByLabel('Largest message', { exact: true })).toBeDisabled();
  await expect(page.getByRole('main').locator('input:enabled:visible:not([type=search])')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Logs' })).toHaveCount(0);
  await page.goto('/?lists#/rules');
  await expect(page.getByRole('link', { name: 'Databases' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New rule' })).toHaveCount(0);
});

test('an operator works on alerts and mutes', async ({ page, mail }) => {
  await mail({ from: 'zabbix@lab.example', subject: 'PROBLEM: Disk full on lab07' });
  await page.goto('/#/alerts');
  await page.getByRole('grid', { name: 'Alerts' }).getByText(/lab07/).first().click();
  const detail = page.getByRole('region', { name: 'Alert', exact: true });
  await detail.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await expect(detail.getByText(/olive/)).toBeVisible();
  await page.goto('/#/mutes/new?glob=lab.example&scope=domain');
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeEnabled();
});
