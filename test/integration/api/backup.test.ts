import { createCipheriv, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBackup, sealBackup } from '../../../src-main/engine/api/backup-file.ts';
import { createPasswords } from '../../../src-main/engine/api/passwords.ts';
import { type ApiRig, adminPassword, startApi } from '../../support/api-rig.ts';

const passphrase = 'a passphrase for the backup';
const passwords = createPasswords();
let rig: ApiRig;
let other: ApiRig;
beforeAll(async () => {
  // The other one has a key of its own: nothing sealed here opens there.
  [rig, other] = await Promise.all([startApi(), startApi({ engine: { key: randomBytes(32) } })]);
  const channel = await rig.admin.post('/api/channels', {
    name: 'Ops hook',
    kind: 'webhook',
    config: { headers: { authorization: 'Bearer canary-header' } },
  });
  const destination = await rig.admin.post('/api/destinations', {
    name: 'Ops',
    channelId: channel.body.id,
    address: { url: 'https://hooks.example/ops' },
  });
  await rig.admin.post('/api/providers', {
    name: 'llm',
    baseUrl: 'https://llm.example/v1',
    model: 'm',
    apiKey: 'canary-key',
  });
  await rig.admin.post('/api/rules', {
    name: 'databases',
    match: { field: 'from', glob: '*@db*' },
    destinationIds: [destination.body.id],
  });
  await rig.admin.patch('/api/settings', {
    defaultDestinationIds: [destination.body.id],
    rawRetentionDays: 3,
  });
});
afterAll(() => Promise.all([rig.remove(), other.remove()]));

const exported = async () => {
  const answer = await rig.admin.post('/api/backup/export', { passphrase });
  expect(answer.status).toBe(200);
  return answer;
};

/** A file of the given document, sealed as the program seals. */
const fileOf = (document: unknown) =>
  sealBackup({ passwords }, document, passphrase, { at: 1, by: 'test', programVersion: '0.0.1' });

const refusal = async (backup: unknown, more: object = {}) => {
  const before = other.configVersion();
  const answers = [];
  for (const step of ['preview', 'import']) {
    answers.push(await other.admin.post(`/api/backup/${step}`, { passphrase, backup, ...more }));
  }
  expect(other.configVersion()).toBe(before);
  expect(answers[0]?.body).toEqual(answers[1]?.body);
  expect(answers[0]?.status).toBe(400);
  return answers[0]?.body;
};

describe('a backup', () => {
  it('holds nothing that can be read without the passphrase', async () => {
    const { text, headers } = await exported();
    expect(headers['content-disposition']).toMatch(/alertflow-backup-\d{4}-\d\d-\d\d\.json/);
    for (const word of ['canary', 'argon2id$', 'hooks.example', 'databases'])
      expect(text).not.toContain(word);
    const { document } = await openBackup({ passwords }, text, passphrase);
    expect(JSON.stringify(document)).toContain('canary-header');
    expect(JSON.stringify(document)).toContain('canary-key');
  });

  it('says what it would change, moves to another installation, works there and can be undone', async () => {
    const { body: file } = await exported();
    const before = other.configVersion();
    const preview = await other.admin.post('/api/backup/preview', {
      passphrase,
      backup: file,
      withAccounts: false,
    });
    expect(preview.status).toBe(200);
    expect(preview.body.settings).toEqual(['defaultDestinationIds', 'rawRetentionDays']);
    expect(preview.body.collections.map((one: { collection: string }) => one.collection)).toEqual([
      'rules',
      'channels',
      'destinations',
      'providers',
    ]);
    expect(preview.body.collections[0]).toMatchObject({ added: 1, addedNames: ['databases'] });
    expect(other.configVersion()).toBe(before);

    const input = { passphrase, backup: file, withAccounts: false, basedOn: preview.body.basedOn };
    const done = await other.admin.post('/api/backup/import', input);
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({ previousVersion: before, version: before + 1, endsOwnSession: false });
    const channels = await other.admin.get('/api/channels');
    expect(channels.body.items[0]).toMatchObject({ name: 'Ops hook', secretsSet: ['headers'] });
    const { document } = await openBackup(
      { passwords },
      (await other.admin.post('/api/backup/export', { passphrase })).text,
      passphrase,
    );
    expect(JSON.stringify(document)).toContain('canary-header');

    const again = await other.admin.post('/api/backup/import', input);
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);

    const undone = await other.admin.post('/api/backup/restore', { version: before, ifCurrent: before + 1 });
    expect(undone.status).toBe(200);
    expect((await other.admin.get('/api/channels')).body.items).toEqual([]);
    expect((await other.admin.get('/api/settings')).body.rawRetentionDays).toBe(7);
    const versions = await other.admin.get('/api/backup/versions');
    expect(versions.body).toMatchObject({ current: before + 2 });
    expect(versions.body.items[1]).toMatchObject({ version: before + 1, changedBy: 'admin (import)' });
  });

  it('brings its users along, which says beforehand that the session ends', async () => {
    const third = await startApi({ engine: { key: randomBytes(32) } });
    try {
      const { body: file } = await exported();
      const done = await third.admin.post('/api/backup/import', { passphrase, backup: file });
      expect(done.body.endsOwnSession).toBe(true);
      expect((await third.admin.get('/api/auth/me')).status).toBe(401);
      const back = await third.anonymous.as('admin', adminPassword);
      expect((await back.get('/api/users')).body.items).toHaveLength(2);
    } finally {
      await third.remove();
    }
  });

  it('of an older version gets the defaults of what that one did not know', async () => {
    const { document } = await openBackup({ passwords }, (await exported()).text, passphrase);
    const {
      apiTokens: _,
      settings,
      ...older
    } = document as { apiTokens: unknown; settings: Record<string, unknown> };
    delete settings.maxAlerts;
    const file = await fileOf({ ...older, settings });
    const answer = await other.admin.post('/api/backup/preview', { passphrase, backup: file });
    expect(answer.status).toBe(200);
    expect(answer.body.settings).not.toContain('maxAlerts');
  });
});

describe('an import changes nothing and says why', () => {
  it('where the passphrase is wrong', async () => {
    const { body } = await exported();
    expect(await refusal(body, { passphrase: 'another passphrase' })).toMatchObject({ field: 'passphrase' });
  });

  it.each([
    [
      'its sealed part',
      (file: Record<string, unknown>) => ({ ...file, sealed: flipped(String(file.sealed)) }),
    ],
    ['its header', (file: Record<string, unknown>) => ({ ...file, madeBy: 'somebody else' })],
    [
      'its length',
      (file: Record<string, unknown>) => ({ ...file, sealed: String(file.sealed).slice(0, 60) }),
    ],
    [
      'its cost',
      (file: Record<string, unknown>) => ({ ...file, kdf: { ...(file.kdf as object), memoryKib: 4e9 } }),
    ],
  ])('where somebody changed %s', async (_what, change) => {
    const { body } = await exported();
    expect(await refusal(change(body))).toMatchObject({
      field: 'backup',
      message: expect.stringContaining('changed or damaged'),
    });
  });

  it('where it is no backup, or one of a newer version', async () => {
    const { body } = await exported();
    expect((await refusal({ some: 'thing' })).message).toContain('no AlertFlow backup');
    expect((await refusal('{')).message).toContain('no AlertFlow backup');
    expect((await refusal({ ...body, formatVersion: 2 })).message).toContain('newer version');
    expect((await refusal(await fileOf({ schemaVersion: 2 }))).message).toContain('newer version');
  });

  it.each([
    ['a rule cannot be read', { rules: [{}] }, 'rules[0]'],
    [
      'a rule leads nowhere',
      {
        rules: [
          {
            id: 'r',
            name: 'lost',
            enabled: true,
            match: { field: 'from', glob: '*' },
            destinationIds: ['gone'],
            severityOverrides: {},
            providerId: null,
            createdAt: 1,
            updatedAt: 1,
          },
        ],
      },
      'rule "lost"',
    ],
    ['no administrator is in it', { users: [] }, 'no administrator'],
    ['a setting is unknown', { settings: { colour: 'red' } }, 'settings.colour'],
    ['a setting is out of bounds', { settings: { maxAlerts: 1 } }, 'settings.maxAlerts'],
    [
      'a channel is not complete',
      { channels: [{ id: 'a', name: 'bot', kind: 'telegram', config: {} }] },
      '"bot"',
    ],
    ['a part is unknown', { spells: [] }, 'spells'],
  ])('where %s', async (_why, parts, words) => {
    const { document } = await openBackup({ passwords }, (await exported()).text, passphrase);
    const file = await fileOf({ ...(document as object), ...parts });
    expect((await refusal(file)).message).toContain(words);
  });

  it('where it would unfold into more than memory holds', async () => {
    const { body } = await exported();
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    expect(gunzipSync(bomb).length).toBe(80 * 1024 * 1024);
    const derived = await passwords.derive(passphrase, Buffer.from(body.kdf.salt, 'base64url'), {
      ...body.kdf,
      bytes: 38,
    });
    const cipher = createCipheriv(
      'aes-256-gcm',
      derived.subarray(0, 32),
      Buffer.from(body.nonce, 'base64url'),
    );
    const { format, formatVersion, madeAt, madeBy, programVersion, kdf, check, nonce } = body;
    cipher.setAAD(
      Buffer.from(
        JSON.stringify([
          ...[format, formatVersion, madeAt, madeBy, programVersion],
          ...[kdf.name, kdf.memoryKib, kdf.passes, kdf.lanes, kdf.salt, check, nonce],
        ]),
      ),
    );
    const sealed = Buffer.concat([cipher.update(bomb), cipher.final(), cipher.getAuthTag()]).toString(
      'base64url',
    );
    expect((await refusal({ ...body, sealed })).message).toContain('changed or damaged');
  });
});

const flipped = (sealed: string): string =>
  `${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`;
