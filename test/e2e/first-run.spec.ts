import { until } from '../support/until.ts';
import { startWebhookSink } from '../support/webhook-sink.ts';
import { seriousFindings } from './support/axe.ts';
import { expect as expectSoon, looks, signIn, test } from './support/test.ts';

/** Charts and steps are chunks of their own: on a busy machine they take their time. */
const expect = expectSoon.configure({ timeout: 30_000 });
test.describe.configure({ timeout: 180_000 });

test.describe('on a server that is new', () => {
  test.use({ showsFirstSteps: true });

  test('the first steps lead from signing in to an alert that reached somebody', async ({ page, server }) => {
    const sink = await startWebhookSink({ key: null });
    await page.goto('/');
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill(server.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Welcome to AlertFlow' })).toBeVisible();

    await test.step('language first', async () => {
      await page.getByRole('button', { name: 'فارسی' }).click();
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
      await page.getByRole('button', { name: 'English' }).click();
      await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
      await page.getByRole('button', { name: 'Next' }).click();
    });

    await test.step('the address, ready for each tool', async () => {
      await expect(page.getByText('Only programs on this machine can send here')).toBeVisible();
      for (const [tool, line] of [
        ['Alertmanager', `smtp_smarthost: '127.0.0.1:${server.smtpPort}'`],
        ['Proxmox VE', `--port ${server.smtpPort}`],
        ['curl', `curl smtp://127.0.0.1:${server.smtpPort}`],
      ] as const) {
        await page.getByRole('tab', { name: tool }).click();
        await expect(page.getByRole('tabpanel')).toContainText(line);
      }
      await page.getByRole('button', { name: 'Next' }).click();
    });

    await test.step('a sample through the real SMTP port arrives live', async () => {
      await expect(page.getByText('Waiting for the first mail')).toBeVisible();
      await page.getByRole('button', { name: 'Send a sample alert' }).click();
      const arrived = page.getByRole('group', { name: 'The alert that arrived' });
      await expect(arrived).toContainText('replication lag on db');
      await expect(arrived).toContainText('Critical');
      await expect(arrived).toContainText('Nobody was told');
      await page.getByRole('button', { name: 'Next' }).click();
    });

    await test.step('progress is still there after a reload', async () => {
      await page.reload();
      await expect(page.getByRole('button', { name: 'Connect it' })).toBeVisible();
      await expect(page.getByRole('button', { name: /^First alert.*done$/ })).toBeVisible();
    });

    await test.step('a first channel, tried out and told by default', async () => {
      await page.getByRole('button', { name: 'Webhook' }).click();
      await page.getByRole('button', { name: 'Connect it' }).click();
      await expect(page.getByText('Must not be empty').first()).toBeVisible();
      await page.getByLabel('Name', { exact: false }).first().fill('On call');
      await page.getByRole('textbox', { name: /URL/ }).fill(`${sink.url}/hook`);
      await page.getByRole('button', { name: 'Send a test', exact: true }).click();
      await expect(page.getByText('The test went through')).toBeVisible();
      await page.getByRole('button', { name: 'Connect it' }).click();
      await expect(page.getByText('Told when no rule takes an alert:')).toBeVisible();
      await page.getByRole('button', { name: 'Next' }).click();
    });

    await test.step('a model is passed over', async () => {
      await page.getByRole('button', { name: 'Skip this step' }).click();
    });

    await test.step('a first rule, tried on what came in', async () => {
      await page.getByLabel('Mail from').fill('*@alertflow.invalid');
      await expect(page.getByText('sample@alertflow.invalid').first()).toBeVisible();
      await page.getByLabel('Name of the rule').fill('Samples');
      await page.getByRole('button', { name: 'Make the rule' }).click();
      await expect(page.getByText('*@alertflow.invalid')).toBeVisible();
      await page.getByRole('button', { name: 'Next' }).click();
    });

    await test.step('ends on a live alert that reached somebody', async () => {
      await page.getByRole('button', { name: 'Send a sample through it all' }).click();
      const arrived = page.getByRole('group', { name: 'The alert that arrived' });
      await expect(arrived).toContainText('On call');
      await expect(arrived.getByText('Delivered').first()).toBeVisible();
      await until(() => sink.taken.size >= 2, 'the webhook heard of the sample', 10_000);
      await page.getByRole('link', { name: 'Open the alert' }).click();
      await expect(page).toHaveURL(/#\/alerts\/[0-9a-f-]+/);
    });
    await sink.stop();
  });
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
    for (const step of ['language', 'mail', 'sample', 'channel', 'provider', 'rule', 'done']) {
      await page.goto(`/?${step}#/welcome?step=${step}`);
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
      expect(await seriousFindings(page)).toEqual([]);
    }
  });
}
