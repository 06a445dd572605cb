import type { Locator, Page } from '@playwright/test';
import { type Api, signedInApi } from './support/api.ts';
import { seriousFindings } from './support/axe.ts';
import { expect, looks, signIn, test } from './support/test.ts';

let api: Api;
let channelId: string;
let opsId: string;

const addRule = async (name: string, glob: string, field = 'from'): Promise<string> =>
  (await api.post('rules', { name, match: { field, glob }, destinationIds: [opsId] })).id;

const removeRules = async (): Promise<void> => {
  const { items } = await api.get<{ items: { id: string }[] }>('rules');
  for (const { id } of items) await api.remove(`rules/${id}`);
};

const ruleNames = (page: Page) =>
  page.getByRole('list', { name: 'Rules in order' }).locator('[data-row] a:first-child');
const namesOf = (page: Page): Promise<string[]> =>
  page
    .locator('[data-row]')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('a')?.textContent ?? ''));
const rowOf = (page: Page, name: string): Locator =>
  page.locator('[data-row]').filter({ has: page.getByRole('link', { name, exact: true }) });

test.beforeAll(async ({ server }) => {
  api = await signedInApi(server);
  channelId = (
    await api.post('channels', { name: 'Ops bot', kind: 'telegram', config: { botToken: '1:abc' } })
  ).id;
  opsId = (await api.post('destinations', { name: 'Ops room', channelId, address: { chatId: '-1001' } })).id;
});

test.beforeEach(removeRules);

test('adds a rule whose glob is tried on recent senders while it is typed', async ({ signedIn, mail }) => {
  await mail({ from: 'zabbix@db07.example', subject: 'PROBLEM: lag' });
  await mail({ from: 'root@web01.example', subject: 'PROBLEM: cron' });
  await expect
    .poll(async () => (await api.get<{ items: unknown[] }>('alerts?limit=5')).items.length)
    .toBeGreaterThanOrEqual(2);
  await signedIn.goto('/#/rules');
  await expect(signedIn.getByText('No rules yet')).toBeVisible();
  await expect(signedIn.getByRole('region', { name: /taken by no rule/ })).toContainText('told to nobody');
  await signedIn.keyboard.press('n');
  const editor = signedIn.getByRole('dialog', { name: 'New rule' });
  await editor.getByRole('button', { name: 'Add rule' }).click();
  await expect(editor.getByText('must not be empty').first()).toBeVisible();
  await editor.getByLabel('Name').fill('Databases');
  await editor.getByLabel('Glob').fill('*@(db)');
  await expect(editor.getByText(/parentheses/)).toBeVisible();
  await editor.getByLabel('Glob').fill('*@db*');
  const tester = editor.getByRole('region', { name: 'Tried on recent addresses' });
  await expect(tester.getByText('1 address matches')).toBeVisible();
  await expect(tester).toContainText('zabbix@db07.example');
  await editor.getByRole('combobox', { name: 'Destinations' }).click();
  await signedIn.getByRole('option', { name: 'Ops room' }).click();
  await editor.getByLabel('Name').click();
  await editor.getByRole('button', { name: 'Add rule' }).click();
  await expect(editor).toBeHidden();
  await expect(rowOf(signedIn, 'Databases')).toContainText('1 alert');
  await expect(rowOf(signedIn, 'Databases')).toContainText('Ops room');
});

test('keeps what was entered when the server refuses, and says so at the field', async ({ signedIn }) => {
  const shortLived = await api.post('destinations', {
    name: 'Short-lived',
    channelId,
    address: { chatId: '-1009' },
  });
  await signedIn.goto('/#/rules/new?field=to&glob=noc@*&name=To%20the%20NOC');
  const editor = signedIn.getByRole('dialog', { name: 'New rule' });
  await expect(editor.getByLabel('Glob')).toHaveValue('noc@*');
  await expect(editor.getByRole('radio', { name: 'Recipients (To)' })).toBeChecked();
  await editor.getByRole('combobox', { name: 'Destinations' }).click();
  await signedIn.getByRole('option', { name: 'Short-lived' }).click();
  await editor.getByLabel('Name').click();
  await api.remove(`destinations/${shortLived.id}`);
  await editor.getByRole('button', { name: 'Add rule' }).click();
  await expect(editor.getByText(/there is no destination/)).toBeVisible();
  await expect(editor.getByLabel('Glob')).toHaveValue('noc@*');
  await signedIn.keyboard.press('Escape');
  await signedIn.getByRole('button', { name: 'Discard changes' }).click();
  await expect(editor).toBeHidden();
});

test('orders rules by drag, by keys, by buttons, and takes it back', async ({ signedIn }) => {
  for (const name of ['One', 'Two', 'Three']) await addRule(name, `${name.toLowerCase()}@*`);
  await signedIn.goto('/#/rules');
  await expect(ruleNames(signedIn)).toHaveCount(3);
  const handle = (name: string) => signedIn.getByRole('button', { name: `Move ${name}`, exact: true });

  const [from, to] = [await handle('Three').boundingBox(), await handle('One').boundingBox()];
  if (from === null || to === null) throw new Error('no handles');
  await signedIn.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await signedIn.mouse.down();
  await signedIn.mouse.move(from.x + 5, from.y - 20, { steps: 4 });
  await signedIn.mouse.move(to.x + 5, to.y + 2, { steps: 10 });
  await signedIn.mouse.up();
  await expect.poll(() => namesOf(signedIn)).toEqual(['Three', 'One', 'Two']);

  await signedIn.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => namesOf(signedIn)).toEqual(['One', 'Two', 'Three']);

  await signedIn.getByRole('button', { name: 'Move down: One' }).click();
  await expect.poll(() => namesOf(signedIn)).toEqual(['Two', 'One', 'Three']);

  await handle('Two').focus();
  await signedIn.keyboard.press('Space');
  await expect(signedIn.getByText('Two would be number 1.')).toBeAttached();
  await signedIn.keyboard.press('ArrowDown');
  await expect(signedIn.getByText('Two would be number 2.')).toBeAttached();
  await signedIn.keyboard.press('Space');
  await expect.poll(() => namesOf(signedIn)).toEqual(['One', 'Two', 'Three']);

  await rowOf(signedIn, 'Three').getByRole('link', { name: 'Three' }).focus();
  await signedIn.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => namesOf(signedIn)).toEqual(['One', 'Three', 'Two']);
  await expect
    .poll(async () => (await api.get<{ items: { name: string }[] }>('rules')).items.map(({ name }) => name))
    .toEqual(['One', 'Three', 'Two']);
});

test('inserts above, duplicates below, deletes and brings back', async ({ signedIn }) => {
  await addRule('One', 'one@*');
  await addRule('Two', 'two@*');
  await signedIn.goto('/#/rules?q=o');
  await signedIn.getByRole('button', { name: 'More for Two' }).click();
  await signedIn.getByRole('menuitem', { name: 'Insert a rule above' }).click();
  const editor = signedIn.getByRole('dialog');
  await expect(editor).toContainText('Number 2, asked after “One”');
  await editor.getByLabel('Name').fill('Between, also');
  await editor.getByLabel('Glob').fill('between@*');
  await editor.getByRole('button', { name: 'Add rule' }).click();
  await expect.poll(() => namesOf(signedIn)).toEqual(['One', 'Between, also', 'Two']);
  await expect(signedIn.getByLabel('Search rules by name or glob')).toHaveValue('o');

  await signedIn.getByRole('button', { name: 'More for One' }).click();
  await signedIn.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(signedIn.getByText(/would never match: rule 1/)).toBeVisible();
  await signedIn.getByRole('button', { name: 'Add rule' }).click();
  await expect.poll(() => namesOf(signedIn)).toEqual(['One', 'One (copy)', 'Between, also', 'Two']);
  await expect(rowOf(signedIn, 'One (copy)')).toContainText('Never matches: rule 1');

  await signedIn.getByRole('button', { name: 'More for One (copy)' }).click();
  await signedIn.getByRole('menuitem', { name: 'Remove' }).click();
  await expect.poll(() => namesOf(signedIn)).toEqual(['One', 'Between, also', 'Two']);
  await signedIn
    .getByRole('alert')
    .filter({ hasText: 'is removed' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect.poll(() => namesOf(signedIn)).toEqual(['One', 'One (copy)', 'Between, also', 'Two']);
});

test('simulates addresses and a stored alert, by severity', async ({ signedIn, mail }) => {
  const night = await api.post('destinations', {
    name: 'Night shift',
    channelId,
    address: { chatId: '-1002' },
  });
  const id = await addRule('Databases', '*@db*');
  await api.patch(`rules/${id}`, {
    severityOverrides: { critical: { mode: 'replace', destinationIds: [night.id] } },
  });
  await signedIn.goto('/#/rules');
  await expect(ruleNames(signedIn)).toHaveCount(1);
  await signedIn.keyboard.press('s');
  await signedIn.keyboard.type('zabbix@db07.example');
  const result = signedIn.getByRole('status', { name: 'What would happen' });
  await expect(result).toContainText('Taken by Databases');
  await expect(result.getByRole('row', { name: /Critical/ })).toContainText('Night shift');
  await expect(result.getByRole('row', { name: /High/ })).toContainText('Ops room');
  await expect(signedIn).toHaveURL(/from=zabbix/);

  const alertId = await mail({ from: 'zabbix@db08.example', subject: 'PROBLEM: replica is behind' });
  await expect
    .poll(() =>
      api.get(`alerts/${alertId}`).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await signedIn.goto(`/#/rules?alert=${alertId}`);
  await expect(signedIn.getByRole('link', { name: /replica is behind/ })).toBeVisible();
  await expect(result).toContainText('zabbix@db08.example');
});

test('reads a mail that is pasted or dropped as it would read a real one, and says who would be told', async ({
  signedIn,
}) => {
  await addRule('Databases', '*@db.example');
  const mail = [
    'From: Zabbix <zabbix@db.example>',
    'To: noc@example.net',
    'Subject: Problem: High replication lag (over 30s)',
    '',
    'Problem name: High replication lag (over 30s)',
    'Host: db07',
    'Severity: Disaster',
  ].join('\r\n');
  await signedIn.goto('/#/rules');
  await signedIn.getByText('A whole mail', { exact: true }).click();
  await expect(signedIn).toHaveURL(/try=mail/);
  await signedIn.getByRole('textbox', { name: 'Mail' }).fill(mail);
  await signedIn.getByRole('button', { name: 'Read it' }).click();
  const read = signedIn.getByRole('region', { name: 'What is read from it' });
  const outcome = signedIn.getByRole('status', { name: 'What would happen' });
  await expect(read).toContainText('db07');
  await expect(outcome).toContainText('Taken by Databases');
  await expect(outcome.getByRole('row', { name: /Critical/ })).toContainText('Ops room');
  expect(await seriousFindings(signedIn)).toEqual([]);

  const dropped = await signedIn.evaluateHandle(
    (text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], 'other.eml', { type: 'message/rfc822' }));
      return files;
    },
    mail.replace('zabbix@db.example', 'zabbix@elsewhere.example'),
  );
  await signedIn.getByRole('textbox', { name: 'Mail' }).dispatchEvent('drop', { dataTransfer: dropped });
  await expect(signedIn.getByText('other.eml')).toBeVisible();
  await expect(outcome).toContainText('No rule takes it');
  expect((await api.get<{ items: unknown[] }>('alerts?q=%22High%20replication%20lag%22')).items).toEqual([]);
});

test('saves default destinations and severities for all rules', async ({ signedIn }) => {
  await signedIn.goto('/#/rules');
  const last = signedIn.getByRole('region', { name: 'Everything else' });
  await last.getByRole('combobox', { name: 'Default destinations' }).click();
  await signedIn.getByRole('option', { name: 'Ops room' }).click();
  await signedIn.keyboard.press('Escape');
  await last.getByRole('button', { name: 'Save' }).click();
  await expect(signedIn.getByText('The default destinations are saved.')).toBeVisible();
  const { defaultDestinationIds } = await api.get<{ defaultDestinationIds: string[] }>('settings');
  expect(defaultDestinationIds).toEqual([opsId]);
});

test('gives the rules as a file', async ({ signedIn }) => {
  await addRule('One', 'one@*');
  await signedIn.goto('/#/rules');
  await expect(ruleNames(signedIn)).toHaveCount(1);
  const download = signedIn.waitForEvent('download');
  await signedIn.getByRole('button', { name: 'Export as JSON' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
  expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({
    rules: [{ name: 'One', match: { field: 'from', glob: 'one@*' } }],
    destinationNames: { [opsId]: 'Ops room' },
  });
});

for (const look of looks) {
  test(`has nothing that axe finds serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    server,
    look: choose,
  }) => {
    const id = await addRule('Databases', '*@db*');
    await addRule('Shadowed', '*@db07*');
    await choose(look);
    await signIn(context, server);
    await page.goto('/#/rules?from=a@db1');
    await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'fa' ? 'rtl' : 'ltr');
    await expect(page.locator('[data-row]')).toHaveCount(2);
    await expect(page.getByRole('table')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(`/#/rules/${id}`);
    await expect(page.getByRole('dialog').getByRole('textbox').first()).toHaveValue('Databases');
    expect(await seriousFindings(page)).toEqual([]);
  });
}
