import { readFile } from 'node:fs/promises';
import { seriousFindings } from './support/axe.ts';
import { expect, looks, signIn, test } from './support/test.ts';

const passphrase = 'a passphrase for the backup';

test('saves what was changed in human units, and shows a refusal at its field without losing anything', async ({
  signedIn: page,
}) => {
  await page.goto('/#/settings/smtp');
  await page.getByLabel('Largest message', { exact: true }).fill('10');
  await page.getByRole('switch', { name: 'Sign-in required' }).click({ force: true });
  await expect(page.getByText('2 changes are not saved')).toBeVisible();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'SMTP user first' })).toBeVisible();
  await expect(page.getByText('2 changes are not saved')).toBeVisible();
  await page.getByRole('switch', { name: 'Sign-in required' }).click({ force: true });
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('1 setting saved.')).toBeVisible();
  const { smtpMaxSizeBytes } = await (await page.request.get('/api/settings')).json();
  expect(smtpMaxSizeBytes).toBe(10 * 1024 * 1024);
});

test('judges what is entered at once and asks before it is left behind', async ({ signedIn: page }) => {
  await page.goto('/#/settings/smtp');
  const networks = page.getByLabel('Networks that may send', { exact: true });
  await networks.fill('10.0.0.0/99');
  await networks.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: '10.0.0.0/99 must be a network' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save changes' })).toBeDisabled();
  await page.getByRole('link', { name: 'Dashboard' }).click();
  await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('10.0.0.0/99')).toHaveCount(0);
});

test('finds a setting in any section', async ({ signedIn: page }) => {
  await page.goto('/#/settings');
  await page.getByRole('searchbox', { name: 'Search all settings' }).fill('dead man');
  await expect(page.getByLabel('Heartbeat URL', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/q=dead/);
});

test('adds a user; the last administrator stays one', async ({ signedIn: page }) => {
  await page.goto('/#/settings/users');
  await expect(page.getByRole('button', { name: 'Remove' })).toBeDisabled();
  await page.getByRole('button', { name: 'Add a user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('User name').fill('sara');
  await dialog.getByRole('textbox', { name: 'Password' }).fill('short');
  await dialog.getByRole('button', { name: 'Add a user' }).click();
  await expect(dialog.getByText('must be at least 12 characters')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Password' }).fill('long enough for sara');
  await dialog.getByRole('button', { name: 'Add a user' }).click();
  await expect(page.getByRole('row', { name: /sara/ })).toBeVisible();
});

test('makes an API token that works, is shown once, and is refused when revoked', async ({
  signedIn: page,
  server,
  playwright,
}) => {
  await page.goto('/#/settings/apiTokens');
  await page.getByRole('button', { name: 'Make a token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Grafana');
  await dialog.getByRole('button', { name: 'Make a token' }).click();
  const token = (await dialog.getByText(/^aft_/).textContent()) ?? '';
  const program = await playwright.request.newContext({
    baseURL: server.url,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  expect((await program.get('/api/alerts')).status()).toBe(200);
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No API token')).toBeVisible();
  expect((await program.get('/api/alerts')).status()).toBe(401);
  await program.dispose();
});

test('exports the configuration as one file, shows what an import changes, imports it and takes it back', async ({
  signedIn: page,
}) => {
  await page.goto('/#/settings/backup');
  const exporting = page.getByRole('region', { name: 'Export' });
  await exporting.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase);
  await exporting.getByRole('textbox', { name: 'Passphrase, once more' }).fill(passphrase);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    exporting.getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^alertflow-backup-.*\.json$/);
  const file = await readFile(await download.path());
  expect(file.toString()).not.toContain('rawRetentionDays');

  const days = async () => (await (await page.request.get('/api/settings')).json()).rawRetentionDays;
  await page.goto('/#/settings/retention');
  await page.getByLabel('Keep raw messages', { exact: true }).fill('30');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('1 setting saved.')).toBeVisible();
  expect(await days()).toBe(30);

  await page.goto('/#/settings/backup');
  const importing = page.getByRole('region', { name: 'Import' });
  await importing
    .locator('input[type=file]')
    .setInputFiles({ name: 'backup.json', mimeType: 'application/json', buffer: file });
  await importing.getByRole('textbox', { name: 'Passphrase' }).fill('not the passphrase');
  await importing.getByRole('button', { name: 'Look at what would change' }).click();
  await expect(importing.getByText('is not the one this file was made with')).toBeVisible();
  await importing.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
  await importing.getByRole('button', { name: 'Look at what would change' }).click();
  await expect(importing.getByRole('cell', { name: /Keep raw messages/ })).toBeVisible();
  await importing.getByRole('button', { name: 'Replace the configuration' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replace the configuration' }).click();
  await expect(page.getByText('The configuration is replaced.')).toBeVisible();
  expect(await days()).toBe(7);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('The configuration from before is back.')).toBeVisible();
  expect(await days()).toBe(30);
});

const sections = ['routing', 'smtp', 'users', 'backup', 'browser'];

for (const look of looks) {
  test(`has nothing that axe finds serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    server,
    look: choose,
  }) => {
    await choose(look);
    await signIn(context, server);
    for (const section of sections) {
      await page.goto(`/#/settings/${section}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'fa' ? 'rtl' : 'ltr');
      expect(await seriousFindings(page), section).toEqual([]);
    }
  });
}
