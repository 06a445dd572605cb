import { type Api, signedInApi } from './support/api.ts';
import { seriousFindings } from './support/axe.ts';
import { expect, looks, signIn, test } from './support/test.ts';

let api: Api;
const minuteMs = 60_000;

test.beforeAll(async ({ server }) => {
  api = await signedInApi(server);
});

test.beforeEach(async () => {
  const { items } = await api.get<{ items: { id: string }[] }>('mutes');
  for (const { id } of items) await api.remove(`mutes/${id}`);
});

test('mutes a sender, shows before what that hides, and counts what it keeps back', async ({
  signedIn,
  mail,
}) => {
  const first = await mail({ from: 'backup@nas.example', subject: 'PROBLEM: backup is late' });
  // It is listed before it is read.
  await expect
    .poll(() =>
      api.get<{ subject: string }>(`alerts/${first}`).then(
        ({ subject }) => subject,
        () => '',
      ),
    )
    .toContain('backup is late');
  await signedIn.goto('/#/mutes/new?glob=backup@nas.example&scope=sender');
  const editor = signedIn.getByRole('dialog', { name: 'New mute' });
  await expect(editor.getByLabel('Glob')).toHaveValue('backup@nas.example');
  await expect(editor.getByText('Would have hidden 1 alert in the last 24 hours')).toBeVisible();
  await expect(editor.getByRole('link', { name: /backup is late/ })).toBeVisible();
  await editor.getByLabel('Glob').fill('nobody@*');
  await expect(editor.getByText('Would have hidden nothing in the last 24 hours')).toBeVisible();
  await editor.getByLabel('Glob').fill('backup@nas.example');
  await editor.getByText('8 hours', { exact: true }).click();
  await editor.getByLabel('Reason').fill('The NAS moves');
  await editor.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(editor).toBeHidden();
  const row = signedIn.getByRole('list', { name: 'Mutes that hold' }).getByRole('listitem');
  await expect(row).toContainText('The NAS moves');
  await expect(row).toContainText('Has never matched');

  await mail({ from: 'backup@nas.example', subject: 'PROBLEM: backup is still late' });
  await expect
    .poll(async () => (await api.get<{ items: { suppressed: number }[] }>('mutes')).items[0]?.suppressed)
    .toBe(1);
  await signedIn.reload();
  await expect(row).toContainText('1 alert kept back');
});

test('ends a mute, takes that back, extends it and mutes again', async ({ signedIn }) => {
  const until = Date.now() + 90 * minuteMs;
  const { id } = await api.post('mutes', { glob: '*.lab.example', scope: 'domain', until });
  const stored = async () =>
    (await api.get<{ items: { id: string; until: number; expired: boolean }[] }>('mutes')).items.find(
      (mute) => mute.id === id,
    );
  await signedIn.goto('/#/mutes');
  await signedIn.getByRole('button', { name: 'End now: *.lab.example' }).click();
  await expect(signedIn.getByText('Nothing is muted')).toBeVisible();
  await signedIn.getByRole('button', { name: 'Undo' }).click();
  await expect(signedIn.getByText('1 mute holds')).toBeVisible();
  expect((await stored())?.until).toBe(until);

  await signedIn.getByRole('button', { name: 'Extend: *.lab.example' }).click();
  await signedIn.getByRole('menuitem', { name: '4 hours more' }).click();
  await expect.poll(async () => (await stored())?.until).toBe(until + 4 * 60 * minuteMs);

  await signedIn.getByRole('button', { name: 'End now: *.lab.example' }).click();
  await signedIn.getByRole('button', { name: '1 has ended' }).click();
  await expect(signedIn).toHaveURL(/expired=1/);
  await signedIn.getByRole('button', { name: 'Mute again: *.lab.example' }).click();
  await signedIn.getByRole('menuitem', { name: '1 hour' }).click();
  await expect(signedIn.getByText('1 mute holds')).toBeVisible();
  expect((await stored())?.expired).toBe(false);
});

test('refuses a date that is past and a glob that is none, and keeps what was entered', async ({
  signedIn,
}) => {
  await signedIn.goto('/#/mutes');
  await signedIn.getByRole('main').getByRole('button', { name: 'New mute' }).first().click();
  const editor = signedIn.getByRole('dialog');
  await editor.getByLabel('Glob').fill('two words');
  await editor.getByText('Date and time', { exact: true }).click();
  await editor.getByLabel('Until', { exact: false }).last().fill('2020-01-01T10:00');
  await editor.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(editor.getByText('must not hold spaces')).toBeVisible();
  await expect(editor.getByText('must be in the future')).toBeVisible();
  await expect(editor.getByLabel('Glob')).toHaveValue('two words');
});

test('brings a removed mute back', async ({ signedIn }) => {
  await api.post('mutes', { glob: 'a@b.example', scope: 'sender', reason: 'Noise' });
  await signedIn.goto('/#/mutes');
  await signedIn.getByRole('button', { name: 'More for a@b.example' }).click();
  await signedIn.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(signedIn.getByText('Nothing is muted')).toBeVisible();
  await signedIn.getByRole('button', { name: 'Undo' }).click();
  await expect(signedIn.getByRole('listitem').filter({ hasText: 'a@b.example' })).toContainText('Noise');
});

for (const look of looks) {
  test(`has nothing that axe finds serious: ${look.language}, ${look.scheme}`, async ({
    page,
    context,
    server,
    look: choose,
  }) => {
    await api.post('mutes', { glob: '*.lab.example', scope: 'domain', until: Date.now() + 90 * minuteMs });
    const { id } = await api.post('mutes', { glob: 'a@b.example', scope: 'sender' });
    await api.post(`mutes/${id}/expire`, {});
    await choose(look);
    await signIn(context, server);
    await page.goto('/#/mutes?expired=1');
    await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'fa' ? 'rtl' : 'ltr');
    await expect(page.getByText('a@b.example')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto('/#/mutes/new?glob=*&scope=domain');
    await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeVisible();
    await expect(page.getByRole('dialog').getByRole('status')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}
