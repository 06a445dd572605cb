import { readFile } from 'node:fs/promises';
import { expect, test } from './support/test.ts';

const refuseLogin = async (page: import('@playwright/test').Page): Promise<void> => {
  const answer = await page.request.post('/api/auth/login', { data: { username: 'nobody', password: 'x' } });
  expect(answer.status()).toBe(401);
};

test('shows what happens as it happens, holds it back while paused, filters and saves it', async ({
  signedIn: page,
}) => {
  await page.goto('/#/logs');
  const log = page.getByRole('log');
  await expect(log.getByText('signed in').first()).toBeVisible();
  await expect(page.getByText(/· live$/)).toBeVisible();
  await refuseLogin(page);
  await expect(log.getByText('a login was refused')).toHaveCount(1);

  await page.getByRole('button', { name: 'Pause' }).click();
  await refuseLogin(page);
  await expect(page.getByRole('button', { name: 'Resume (1 new)' })).toBeVisible();
  await expect(log.getByText('a login was refused')).toHaveCount(1);
  await page.getByRole('button', { name: 'Resume (1 new)' }).click();
  await expect(log.getByText('a login was refused')).toHaveCount(2);

  await page.getByRole('textbox', { name: 'Words in message or fields' }).fill('LOGIN refused');
  await expect(page).toHaveURL(/q=LOGIN/);
  await expect(log.getByText('signed in')).toHaveCount(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).split('\n').map((line) => JSON.parse(line));
  expect(lines.map(({ message }) => message)).toEqual(['a login was refused', 'a login was refused']);

  await page.getByRole('group', { name: 'Levels shown' }).getByText('Warning').click();
  await expect(page.getByText('No line fits this filter')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(log.getByText('signed in').first()).toBeVisible();
});

test('says what the program is made of', async ({ signedIn: page }) => {
  await page.goto('/#/about');
  await page.getByRole('textbox', { name: 'Package or licence' }).fill('bullmq');
  await page.getByRole('button', { name: /^bullmq/ }).click();
  await expect(page.getByText('Permission is hereby granted').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'API documentation' })).toHaveAttribute('href', /api\/docs$/);
});
