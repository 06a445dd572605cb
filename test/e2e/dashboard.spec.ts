import { signedInApi } from './support/api.ts';
import { seriousFindings } from './support/axe.ts';
import { expect as expectSoon, looks, signIn, test } from './support/test.ts';

/** Charts and steps are chunks of their own: on a busy machine they take their time. */
const expect = expectSoon.configure({ timeout: 30_000 });
test.describe.configure({ timeout: 180_000 });

test('draws what came in and leads to it', async ({ signedIn, mail }) => {
  await mail({ from: 'zabbix@mon.example', subject: 'CRITICAL: disk full on db01' });
  await mail({ from: 'zabbix@mon.example', subject: 'CRITICAL: disk full on db02' });
  await mail({ from: 'nagios@mon.example', subject: 'WARNING: load on web01' });

  await signedIn.getByRole('heading', { name: 'Alerts over time' }).scrollIntoViewIfNeeded();
  await signedIn.mouse.move(640, 400);
  await signedIn.mouse.wheel(0, 800);
  const chart = signedIn.getByRole('img', { name: 'Alerts by severity over time' });
  await expect(chart).toBeVisible();
  await expect(chart.locator('path.recharts-rectangle').first()).toBeVisible();
  await expect(signedIn.getByText(/^3 alerts/)).toBeVisible();
  await signedIn.getByText('7 days', { exact: true }).click();
  await expect(signedIn).toHaveURL(/range=week/);

  const senders = signedIn.getByRole('region', { name: 'Top senders' });
  await expect(senders.getByRole('link', { name: /zabbix@mon\.example/ })).toContainText('2');
  const critical = signedIn.getByRole('link', { name: /^Critical.*last 24 hours/ });
  await expect(critical).toContainText('2');
  await critical.click();
  await expect(signedIn).toHaveURL(/#\/alerts\?severity=critical/);
});

test('leads from what was suppressed to each reason, and the list says why', async ({
  signedIn,
  server,
  mail,
}) => {
  const api = await signedInApi(server);
  await api.post('mutes', { glob: 'noise@lab.example', scope: 'sender', reason: 'A test' });
  await mail({ from: 'noise@lab.example', subject: 'PROBLEM: fan of lab04 is slow' });
  await signedIn.getByRole('link', { name: 'muted', exact: true }).click();
  await expect(signedIn).toHaveURL(/#\/alerts\?q=reason%3Amuted&status=suppressed/);
  const list = signedIn.getByRole('grid', { name: 'Alerts' });
  const row = list.getByRole('row').filter({ hasText: 'fan of lab04' });
  await expect(row).toContainText('muted');
  await signedIn.getByRole('button', { name: 'Reason: muted' }).click();
  await signedIn.getByRole('menuitemradio', { name: 'exact repeat' }).click();
  await expect(signedIn).toHaveURL(/q=reason%3Aduplicate/);
  await expect(row).toHaveCount(0);
  await signedIn.getByRole('button', { name: 'Reason: any' }).click();
  await expect(row).toBeVisible();
});

test("says what needs a person in the reader's language and leads to where it is solved", async ({
  page,
  context,
  server,
  look,
}) => {
  await look({ language: 'fa', scheme: 'light' });
  await signIn(context, server);
  await page.goto('/');
  await expect(page.getByText('مقصد پیش‌فرضی تعیین نشده است')).toBeVisible();
  await page.getByRole('link', { name: 'تعیین مقصد' }).click();
  await expect(page).toHaveURL(/#\/rules$/);
});

test('a sender and a host of great length stay within a phone', async ({
  page,
  context,
  server,
  mail,
  look,
}) => {
  const long = 'monitoring.subsidiary.datacentre-frankfurt-west-2.corp.example';
  await mail({
    from: `an-appliance-with-a-long-name@${long}`,
    subject: 'CRITICAL: no space',
    body: `Host: ${long}.${long}`,
  });
  await look({ language: 'fa', scheme: 'dark' });
  await signIn(context, server);
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('/');
  await expect(
    page.getByRole('region', { name: 'تازه‌ترین هشدارها' }).getByText('no space').first(),
  ).toBeVisible();
  await expect(
    page
      .getByRole('region', { name: /^رخدادهای باز/ })
      .getByText('no space')
      .first(),
  ).toBeVisible();
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beyond).toBe(0);
});

test('shows old figures as old', async ({ signedIn, server }) => {
  await expect(signedIn.getByText('Balances')).toBeVisible();
  await server.restart(async () => {
    await expect(signedIn.getByText(/^As of /).first()).toBeVisible();
  });
  await expect(signedIn.getByText(/^As of /)).toHaveCount(0, { timeout: 30_000 });
});

for (const look of looks) {
  test(`has charts in which axe finds nothing serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    server,
    mail,
    look: choose,
  }) => {
    await mail({ from: 'zabbix@mon.example', subject: `CRITICAL: ${look.language} ${look.scheme}` });
    await choose(look);
    await signIn(context, server);
    await page.goto('/');
    await expect(page.getByText(/^(Loading …|در حال بارگذاری…)$/)).toHaveCount(0);
    // Charts come when they are looked at.
    await page
      .getByRole('heading', { name: /^(Alerts over time|هشدارها در گذر زمان)$/ })
      .scrollIntoViewIfNeeded();
    await page.mouse.move(640, 400);
    await page.mouse.wheel(0, 800);
    await expect(page.locator('path.recharts-rectangle').first()).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}
