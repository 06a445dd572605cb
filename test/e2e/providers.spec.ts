import type { APIRequestContext } from '@playwright/test';
import { startModelStub } from '../support/model-stub.ts';
import { seriousFindings } from './support/axe.ts';
import { expect, looks, signIn, test } from './support/test.ts';

/** Through the API, for what a test only needs to be there. */
const make = async (
  request: APIRequestContext,
  server: { url: string; username: string; password: string },
  path: string,
  data: object,
): Promise<string> => {
  const { url, username, password } = server;
  const login = await request.post(`${url}/api/auth/login`, { data: { username, password } });
  const { token } = await login.json();
  const answer = await request.post(`${url}${path}`, { data, headers: { authorization: `Bearer ${token}` } });
  expect([answer.status(), await answer.text()]).toEqual([201, expect.any(String)]);
  return (await answer.json()).id;
};

test('adds a provider: models listed, a sample mail analysed before it is saved, the key never shown again', async ({
  signedIn,
}) => {
  const key = 'stub-key-1234567890';
  const model = await startModelStub({ apiKey: key });
  await signedIn.goto('/#/providers');
  await signedIn.getByRole('link', { name: 'Add a provider' }).first().click();
  await signedIn.getByRole('textbox', { name: 'Name' }).fill('Rack GPU');
  await signedIn.getByRole('textbox', { name: 'Base URL' }).fill(model.baseUrl);

  await signedIn.getByLabel('API key').fill('wrong-key-98765');
  await signedIn.getByRole('button', { name: 'List models' }).click();
  await expect(signedIn.getByText(/No list came.*401/)).toBeVisible();
  await signedIn.getByLabel('API key').fill(key);
  await signedIn.getByRole('button', { name: 'List models' }).click();
  await signedIn.getByRole('option', { name: 'stub-model' }).click();
  await expect(signedIn.getByRole('combobox', { name: 'Model' })).toHaveValue('stub-model');

  await signedIn.getByRole('button', { name: 'Analyse the sample mail' }).click();
  const result = signedIn.getByRole('status').filter({ hasText: 'The test went through' });
  await expect(result).toContainText('Disk /var on db01 is nearly full');
  await expect(result).toContainText('700 in, 80 out');
  await expect(result).toContainText('JSON schema');
  await signedIn.getByRole('button', { name: 'Add the provider' }).click();
  await expect(signedIn.getByRole('link', { name: 'Rack GPU' })).toBeVisible();

  await signedIn.getByRole('link', { name: 'Rack GPU' }).click();
  await expect(signedIn.getByLabel('API key')).toHaveValue('Stored, not shown');
  expect(await signedIn.content()).not.toContain(key);
  await signedIn.getByRole('textbox', { name: 'Base URL' }).fill('https://elsewhere.example.org/v1');
  await expect(signedIn.getByText('Enter the key again')).toBeVisible();
  await signedIn.getByRole('textbox', { name: 'Base URL' }).fill('http://169.254.169.254/v1');
  await signedIn.getByRole('button', { name: 'Save changes' }).click();
  await expect(signedIn.getByRole('textbox', { name: 'Base URL' })).toHaveAccessibleDescription(/169\.254/);
  await model.stop();
});

test('scores a provider on the sample mails, beside the reader that needs no model', async ({
  signedIn,
  request,
  server,
}) => {
  const model = await startModelStub({ apiKey: null });
  const fields = { baseUrl: model.baseUrl, model: 'stub-model', local: true };
  const id = await make(request, server, '/api/providers', { name: 'Scored', ...fields });
  await signedIn.goto(`/#/providers/${id}`);
  await signedIn.getByRole('button', { name: 'Score on the sample mails' }).click();
  const result = signedIn.getByRole('status', { name: 'Score' });
  await expect(result.getByRole('row', { name: /^Severity \d/ })).toBeVisible();
  await expect(result).toContainText('12 mails');
  await result.getByRole('button', { name: /read otherwise/ }).click();
  await expect(result.getByText('replication-recovery').first()).toBeVisible();
  expect(model.calls.length).toBeGreaterThanOrEqual(12);
  expect(await seriousFindings(signedIn)).toEqual([]);
  await model.stop();
});

test('puts the chain into order, by buttons and by dragging, and shows why a test failed', async ({
  signedIn,
  request,
  server,
}) => {
  const model = await startModelStub({ apiKey: null });
  const fields = { baseUrl: model.baseUrl, model: 'no-such-model', local: true };
  const first = await make(request, server, '/api/providers', { name: 'Alpha', ...fields });
  await make(request, server, '/api/providers', { name: 'Beta', ...fields });
  await make(request, server, '/api/rules', {
    name: 'Databases',
    match: { field: 'from', glob: '*@db.example' },
    providerId: first,
  });
  await signedIn.goto('/#/providers');
  const names = signedIn.getByRole('list', { name: 'Providers' }).getByRole('link');
  const positionOf = async (name: string): Promise<number> => (await names.allTextContents()).indexOf(name);
  await names.filter({ hasText: 'Beta' }).waitFor();
  const before = await positionOf('Beta');
  await signedIn.getByRole('button', { name: 'Ask Beta earlier' }).click();
  await expect.poll(() => positionOf('Beta')).toBe(before - 1);

  const handle = signedIn.getByRole('button', { name: 'Move Beta' });
  await handle.focus();
  await signedIn.keyboard.press('Space');
  // Counted from one; lifted where it is, then one further down.
  await expect(signedIn.getByText(`Beta would be number ${before}.`)).toBeAttached();
  await signedIn.keyboard.press('ArrowDown');
  await expect(signedIn.getByText(`Beta would be number ${before + 1}.`)).toBeAttached();
  await signedIn.keyboard.press('Space');
  await expect.poll(() => positionOf('Beta')).toBe(before);

  await signedIn.getByRole('button', { name: 'Test Alpha' }).click();
  await expect(signedIn.getByRole('status').filter({ hasText: 'The test failed' })).toContainText(
    'does not exist',
  );
  await signedIn.getByRole('link', { name: 'Alpha' }).click();
  await signedIn.getByRole('button', { name: 'Remove provider' }).click();
  const dialog = signedIn.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Remove provider' }).click();
  await expect(dialog.getByRole('alert')).toContainText('rule "Databases"');
  await expect(dialog.getByRole('link', { name: 'Databases' })).toBeVisible();
  await model.stop();
});

for (const look of looks) {
  test(`has nothing that axe finds serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    request,
    server,
    look: choose,
  }) => {
    // axe takes its time on a machine that is busy.
    test.slow();
    await make(request, server, '/api/providers', {
      name: 'OpenAI',
      baseUrl: 'https://api.openai.com/v1',
      model: 'gpt-4.1-mini',
      apiKey: 'some-key-1234',
    });
    await choose(look);
    await signIn(context, server);
    for (const path of ['', '/new']) {
      await page.goto(`/?${path}#/providers${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'fa' ? 'rtl' : 'ltr');
      await expect(page.getByRole('status').filter({ hasText: /Loading|بارگذاری/ })).toHaveCount(0);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });
}
