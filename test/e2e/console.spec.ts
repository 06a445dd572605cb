import { seriousFindings } from './support/axe.ts';
import { expect, looks, signIn, test } from './support/test.ts';

test('is served with a policy that allows no inline style, no inline script and no eval', async ({
  page,
}) => {
  const answer = await page.goto('/');
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
});

test('asks who one is, refuses a wrong password and lets the right one in', async ({ page, server }) => {
  await page.goto('/#/mutes');
  await expect(page).toHaveURL(/#\/login\?from=%2Fmutes$/);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill('not this one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('User name or password is wrong.');
  await page.getByLabel('Password', { exact: true }).fill(server.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/#\/mutes$/);
  await page.getByRole('button', { name: 'Signed in as admin' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});

test('shows an alert on the dashboard as it arrives', async ({ signedIn, mail }) => {
  await expect(signedIn.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
  await expect(signedIn.getByText('Balances')).toBeVisible();
  await mail({ from: 'zabbix@mon.example', subject: 'PROBLEM: Replication lag on db07 is 940 s' });
  await expect(signedIn.getByText('Replication lag on db07').first()).toBeVisible();
});

test('switches language and direction by keyboard and keeps them', async ({ signedIn }) => {
  await expect(signedIn.locator('html')).toHaveAttribute('dir', 'ltr');
  await signedIn.keyboard.press('Control+Shift+KeyL');
  await expect(signedIn.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(signedIn.locator('html')).toHaveAttribute('lang', 'fa');
  await expect(signedIn.getByRole('heading', { level: 1, name: 'داشبورد' })).toBeVisible();
  await signedIn.reload();
  await expect(signedIn.getByRole('heading', { level: 1, name: 'داشبورد' })).toBeVisible();
  await expect(signedIn.locator('html')).toHaveAttribute('dir', 'rtl');
});

test('opens commands and the list of keys by keyboard', async ({ signedIn }) => {
  const held = Promise.withResolvers<void>();
  await signedIn.route(/CommandPalette.*\.js/, async (route) => {
    await held.promise;
    await route.continue();
  });
  await signedIn.reload();
  await expect(signedIn.getByRole('heading', { level: 1 })).toBeVisible();
  // Before its code is there: it opens when that comes.
  await signedIn.keyboard.press('Control+KeyK');
  await expect(signedIn.getByRole('button', { name: 'Search and commands' })).toHaveCount(0);
  held.resolve();
  await expect(signedIn.getByRole('dialog')).toBeVisible();
  await signedIn.keyboard.press('Escape');
  await expect(signedIn.getByRole('dialog')).toBeHidden();
  await signedIn.keyboard.press('?');
  await expect(signedIn.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText(
    'Switch the language',
  );
});

test('says that the connection is lost and catches up when the server is back', async ({
  signedIn,
  server,
  mail,
}) => {
  await expect(signedIn.getByText('Balances')).toBeVisible();
  await server.restart();
  await mail({ from: 'nagios@mon.example', subject: 'PROBLEM: mail01 does not answer' });
  await expect(signedIn.getByText('mail01 does not answer').first()).toBeVisible({ timeout: 30_000 });
});

test('a page opened while the server is away comes when it is back', async ({
  signedIn: page,
  server,
  mishaps,
}) => {
  await expect(page.getByText('Balances')).toBeVisible();
  await server.restart(async () => {
    await page.getByRole('link', { name: 'Queues' }).click();
    await expect(
      page
        .getByRole('status')
        .filter({ hasText: /connection|reach/i })
        .first(),
    ).toBeVisible();
  });
  await expect(page.getByRole('heading', { level: 1, name: 'Queues' })).toBeVisible({ timeout: 30_000 });
  mishaps.length = 0;
});

for (const look of looks) {
  test(`has nothing that axe finds serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    server,
    look: choose,
  }) => {
    await choose(look);
    await page.goto('/');
    await expect(page.locator('input[name=username]')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await signIn(context, server);
    await page.goto('/?again');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('status')).toHaveCount(0);
    expect(await seriousFindings(page)).toEqual([]);
  });
}
