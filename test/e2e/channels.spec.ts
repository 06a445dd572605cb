import type { APIRequestContext } from '@playwright/test';
import { startTelegramStub } from '../support/telegram-stub.ts';
import { startWebhookSink } from '../support/webhook-sink.ts';
import { seriousFindings } from './support/axe.ts';
import { expect, looks, signIn, test } from './support/test.ts';

/** Through the API, for what a test only needs to be there. */
const make = async (
  request: APIRequestContext,
  server: { url: string; username: string; password: string },
  path: string,
  data: object,
): Promise<string> => {
  const login = await request.post(`${server.url}/api/auth/login`, {
    data: { username: server.username, password: server.password },
  });
  const { token } = await login.json();
  const answer = await request.post(`${server.url}${path}`, {
    data,
    headers: { authorization: `Bearer ${token}` },
  });
  expect([answer.status(), await answer.text()]).toEqual([201, expect.any(String)]);
  return (await answer.json()).id;
};

test('connects a Telegram bot: tried before it is saved, its token never shown again', async ({
  signedIn,
}) => {
  const telegram = await startTelegramStub();
  telegram.addChat('-1001', [7]);
  await signedIn.goto('/#/channels');
  await signedIn.getByRole('link', { name: 'Add a channel' }).first().click();
  await signedIn.getByRole('link', { name: 'Telegram' }).click();
  await expect(signedIn.getByRole('heading', { level: 1, name: 'New Telegram channel' })).toBeVisible();

  await signedIn.getByRole('button', { name: 'Send a test' }).click();
  await expect(signedIn.getByLabel('Bot token')).toHaveAccessibleDescription(/must not be empty/);
  await signedIn.getByLabel('Bot token').fill('123:not-the-token');
  await signedIn.getByLabel('API base URL').fill(telegram.url);
  await signedIn.getByLabel('Chat id').fill('-1001');
  await signedIn.getByLabel('Topic').fill('7');
  await signedIn.getByRole('button', { name: 'Send a test' }).click();
  await expect(signedIn.getByRole('status').filter({ hasText: 'The test failed' })).toContainText(
    'Unauthorized',
  );
  expect(telegram.messages).toHaveLength(0);

  await signedIn.getByLabel('Bot token').fill(telegram.token);
  await signedIn.getByRole('button', { name: 'Send a test' }).click();
  await expect(signedIn.getByRole('status').filter({ hasText: 'The test went through' })).toBeVisible();
  expect(telegram.messages).toMatchObject([{ chatId: '-1001', threadId: 7 }]);

  await signedIn.getByRole('textbox', { name: 'Name', exact: true }).fill('Ops bot');
  await signedIn.getByLabel('Destination name').fill('On-call group');
  await signedIn.getByRole('button', { name: 'Add the channel' }).click();
  await expect(signedIn.getByRole('heading', { level: 1, name: 'Ops bot' })).toBeVisible();
  await expect(signedIn.getByLabel('Bot token')).toHaveValue('Stored, not shown');
  await signedIn.getByRole('button', { name: 'Send a test to On-call group' }).click();
  await expect(signedIn.getByRole('status').filter({ hasText: 'The test went through' })).toBeVisible();
  expect(telegram.messages).toHaveLength(2);
  expect(await signedIn.content()).not.toContain(telegram.token);

  await signedIn.getByLabel('API base URL').fill('https://telegram.example.org');
  await expect(signedIn.getByText('Enter the secrets again')).toBeVisible();
  await signedIn.getByRole('button', { name: 'Save changes' }).click();
  await expect(signedIn.getByLabel('Bot token')).toHaveAccessibleDescription(/must not be empty/);
  await telegram.stop();
});

test('refuses to remove what is used, says by what, and shows refusals at their field', async ({
  signedIn,
  request,
  server,
}) => {
  const channelId = await make(request, server, '/api/channels', {
    name: 'Tickets',
    kind: 'webhook',
    config: {},
  });
  const address = { url: 'https://hooks.example.org/in' };
  const destinationId = await make(request, server, '/api/destinations', {
    name: 'Intake',
    channelId,
    address,
  });
  await make(request, server, '/api/rules', {
    name: 'Databases',
    match: { field: 'from', glob: '*@db.example' },
    destinationIds: [destinationId],
  });
  await signedIn.goto(`/#/channels/${channelId}`);
  await expect(signedIn.getByRole('link', { name: 'Databases' })).toBeVisible();

  await signedIn.getByRole('button', { name: 'Remove channel' }).click();
  const dialog = signedIn.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Remove channel' }).click();
  await expect(dialog.getByRole('alert')).toContainText('destination "Intake"');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await signedIn.getByRole('button', { name: 'Remove Intake' }).click();
  await dialog.getByRole('button', { name: 'Remove the destination' }).click();
  await expect(dialog.getByRole('link', { name: 'Databases' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await signedIn.getByRole('button', { name: 'Add a destination' }).click();
  await signedIn.getByLabel('Destination name').fill('Metadata');
  await signedIn.getByRole('textbox', { name: 'URL' }).fill('http://169.254.169.254/latest');
  await signedIn.getByRole('form').getByRole('button', { name: 'Add a destination' }).click();
  await expect(signedIn.getByRole('textbox', { name: 'URL' })).toHaveAccessibleDescription(
    /169\.254\.169\.254/,
  );
  await expect(signedIn.getByLabel('Destination name')).toHaveValue('Metadata');
});

test('shows the request of an SMS gateway while its templates are typed', async ({ signedIn }) => {
  await signedIn.goto('/#/channels/new/sms');
  await signedIn.getByText('Any HTTP').click();
  await signedIn.getByRole('textbox', { name: 'URL' }).fill('https://sms.example.org/send?to={phone}');
  await signedIn.getByRole('textbox', { name: 'Body' }).fill('{"message":"{text}"');
  const preview = signedIn.getByRole('region', { name: 'What will be sent' });
  await expect(preview).toContainText('POST https://sms.example.org/send?to=%2B989121234567');
  await expect(signedIn.getByText('The body is not valid JSON.')).toBeVisible();
  await signedIn.getByRole('textbox', { name: 'Body' }).fill('{"message":"{text}"}');
  await expect(signedIn.getByText('The body is not valid JSON.')).toBeHidden();
});

test('finds channels by address, keeps the search in the URL and switches one off', async ({
  signedIn,
  request,
  server,
}) => {
  const sink = await startWebhookSink({ key: null });
  const channelId = await make(request, server, '/api/channels', {
    name: 'Status page',
    kind: 'webhook',
    config: {},
  });
  await make(request, server, '/api/destinations', {
    name: 'Sink',
    channelId,
    address: { url: `${sink.url}/in` },
  });
  await make(request, server, '/api/channels', { name: 'Desk', kind: 'desktop', config: {} });
  await signedIn.goto('/#/channels');
  await signedIn.getByRole('textbox', { name: 'Search channels' }).fill(new URL(sink.url).host);
  await expect(signedIn).toHaveURL(/q=127/);
  await expect(signedIn.getByRole('link', { name: 'Status page', exact: true })).toBeVisible();
  await expect(signedIn.getByRole('link', { name: 'Desk', exact: true })).toBeHidden();
  await signedIn.getByRole('button', { name: 'Send a test through Status page' }).click();
  await expect(signedIn.getByRole('status').filter({ hasText: 'The test went through' })).toContainText(
    'accepted',
  );
  expect(sink.taken.size).toBe(1);
  await signedIn.getByRole('switch', { name: 'Use Status page' }).press('Space');
  await expect(signedIn.getByRole('switch', { name: 'Use Status page' })).not.toBeChecked();
  await sink.stop();
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
    const channelId = await make(request, server, '/api/channels', {
      name: 'Gateway',
      kind: 'sms',
      config: { provider: 'http', url: 'https://sms.example.org/?to={phone}', apiKey: 'some-key' },
    });
    await make(request, server, '/api/destinations', {
      name: 'Night duty',
      channelId,
      address: { phone: '+989121234567' },
    });
    await choose(look);
    await signIn(context, server);
    for (const path of ['', '/new/telegram', `/${channelId}`]) {
      await page.goto(`/?${path}#/channels${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'fa' ? 'rtl' : 'ltr');
      await expect(page.getByRole('status').filter({ hasText: /Loading|بارگذاری/ })).toHaveCount(0);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });
}
