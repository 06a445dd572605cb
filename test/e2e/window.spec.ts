/** What only the desktop's window shows: no login, the shell's own settings, and why the engine is not there. */
import { createServer } from 'node:net';
import { test as base, expect } from '@playwright/test';
import { type DesktopRig, type RigOptions, startDesktop } from '../desktop/support/desktop-rig.ts';
import { sendMail } from '../support/send-mail.ts';
import { seriousFindings } from './support/axe.ts';
import { bridgeWindow } from './support/window-bridge.ts';

/** Nothing listens there: whatever reaches the page came from the app's own protocol. */
const origin = 'http://127.0.0.1:9';

const test = base.extend<{ open: (options?: RigOptions) => Promise<DesktopRig>; broken: string[] }>({
  broken: async ({ context }, use) => {
    const broken: string[] = [];
    await context.exposeFunction('reportBroken', (what: string) => void broken.push(what));
    await context.addInitScript(() => {
      // The first steps would come up by themselves.
      if (location.protocol.startsWith('http')) {
        localStorage.setItem('alertflow-first-run', JSON.stringify({ isDismissed: true }));
      }
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        const { reportBroken } = window as unknown as { reportBroken: (what: string) => void };
        reportBroken(`${effectiveDirective} ${blockedURI}`);
      });
    });
    context.on('weberror', (error) => void broken.push(error.error().message));
    await use(broken);
    expect(broken).toEqual([]);
  },
  open: async ({ context, page, broken: _ }, use) => {
    const rigs: DesktopRig[] = [];
    await use(async (options) => {
      const rig = await startDesktop(options);
      rigs.push(rig);
      await rig.happened('loaded');
      await bridgeWindow(context, rig, origin);
      await page.goto(`${origin}/index.html`);
      return rig;
    });
    for (const rig of rigs) await rig.stop();
  },
});

test('shows the console without a login, and goes where notice, menu and link lead', async ({
  open,
  page,
}) => {
  const rig = await open();
  const { smtpPort } = await rig.engine('running');
  const id = await sendMail(smtpPort ?? 0, { from: 'zabbix@db07.example', subject: 'PROBLEM: lag on db07' });
  await rig.command('second-instance', { args: ['alertflow', `alertflow://alert/${id}`] });
  await expect(page).toHaveURL(new RegExp(`#/alerts/${id}`));
  await expect(page.getByText('PROBLEM: lag on db07').first()).toBeVisible();
  await rig.command('click-app-menu', { id: 'settings' });
  await expect(page.getByRole('heading', { name: 'Notifications' })).toBeVisible();
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expect(page.getByRole('menuitem')).toHaveCount(0);
});

test('changes what the desktop does, in either language and direction', async ({ open, page }) => {
  const rig = await open();
  await rig.engine('running');
  await rig.command('click-app-menu', { id: 'settings' });
  await page.getByRole('switch', { name: 'Quiet hours' }).press('Space');
  await expect(page.getByLabel('From', { exact: true })).toHaveValue('22:00');
  await page.getByRole('group', { name: 'Show for' }).getByText('Low').click();
  const client = await rig.connect();
  await expect
    .poll(() => client.desktop.settings())
    .toMatchObject({
      quietHours: true,
      noticeSeverities: ['critical', 'high', 'medium', 'info'],
    });
  expect(await seriousFindings(page)).toEqual([]);
  await page.evaluate(() =>
    localStorage.setItem('alertflow-preferences', JSON.stringify({ language: 'fa' })),
  );
  await page.reload();
  await expect(page.getByRole('heading', { name: 'اعلان‌ها' })).toBeVisible();
  // Tray and menu follow.
  await expect.poll(() => client.desktop.settings()).toMatchObject({ language: 'fa' });
  expect(await seriousFindings(page)).toEqual([]);
});

test('says why the engine could not be started, and offers the remedy', async ({ open, page }) => {
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  const address = taken.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const rig = await open({ settings: { smtpPort: port } });
  const alert = page.getByRole('alert');
  await expect(alert.getByRole('heading', { name: 'AlertFlow could not be started' })).toBeVisible();
  await expect(alert).toContainText(`127.0.0.1:${port}`);
  expect(await seriousFindings(page)).toEqual([]);
  await alert.getByRole('button', { name: /^Use port \d+$/ }).click();
  await expect(alert).toBeHidden();
  await rig.engine('running');
  await expect(page.getByRole('main')).toBeVisible();
  taken.close();
});

test('asks for a passphrase where there is no keyring', async ({ open, page }) => {
  const rig = await open({ config: { storageBackend: 'basic_text' } });
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Use this passphrase' }).click();
  await expect(page.getByText('The two are not the same.')).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByLabel('Once more', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Use this passphrase' }).click();
  await rig.engine('running');
  await expect(page.getByRole('heading', { name: /passphrase/i })).toBeHidden();
});
