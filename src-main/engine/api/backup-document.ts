/** The configuration as a backup holds it: secrets opened, nothing bound to this installation's key. */

import { type BackupCollection, backupCollections } from '../../../src-shared/contract/backup.ts';
import { channelConfigSchemas } from '../../../src-shared/contract/channels.ts';
import { addressSchemas } from '../../../src-shared/contract/destinations.ts';
import { settingFields } from '../../../src-shared/contract/settings.ts';
import { channelKindSchema } from '../../../src-shared/vocabulary.ts';
import type { Egress } from '../egress.ts';
import { AppError } from '../errors.ts';
import type { Secrets } from '../ports.ts';
import { openSecrets, sealConfig } from '../store/channel-secrets.ts';
import { type ConfigDocument, readConfig } from '../store/config-document.ts';
import { providerSecretName } from '../store/provider-records.ts';
import { maxRecords, requireDestinations, requireOverrides, requireProvider } from './config-changes.ts';
import { requireChannelTargets, requireTarget } from './origins.ts';
import { type InputIssue, inputRefusal } from './refusals.ts';

type Plain = Record<string, unknown>;
export type BackupDocument = { schemaVersion: 1; settings: Plain } & Record<BackupCollection, Plain[]>;

const schemaVersion = 1;

/**
 * Throws `secret_unreadable` where a secret does not open: a backup that lacks one would be found out too late. Only for
 * comparing, `unreadable: 'differs'` takes such a secret as one that is like no other.
 */
export const toBackupDocument = (
  { channels, providers, ...config }: ConfigDocument,
  secrets: Secrets,
  unreadable: 'throws' | 'differs' = 'throws',
): BackupDocument => ({
  schemaVersion,
  settings: { ...config.settings },
  rules: [...config.rules],
  destinations: [...config.destinations],
  mutes: [...config.mutes],
  users: [...config.users],
  smtpUsers: [...config.smtpUsers],
  apiTokens: [...config.apiTokens],
  channels: channels.map(({ sealed, ...seen }) => ({
    ...seen,
    secrets: opened(() => openSecrets(secrets, { id: seen.id, sealed }), unreadable),
  })),
  providers: providers.map(({ sealedApiKey, ...seen }) => ({
    ...seen,
    apiKey:
      sealedApiKey === null
        ? null
        : opened(() => secrets.open(providerSecretName(seen.id), sealedApiKey), unreadable),
  })),
});

const opened = <T>(open: () => T, unreadable: 'throws' | 'differs'): T | symbol => {
  try {
    return open();
  } catch (error) {
    if (unreadable === 'throws') throw error;
    return Symbol('unreadable');
  }
};

const refuse = (words: string): AppError =>
  new AppError('invalid_input', { field: 'backup', message: `backup: ${words}` });

/** What `run` refuses, as a refusal of the file that says where in it. */
const inFile = <T>(where: string, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (error instanceof AppError) throw refuse(`${where}: ${error.message}`);
    throw error;
  }
};

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nameOf = (record: Plain): string =>
  String(record.name ?? record.username ?? record.glob ?? record.id ?? '?');

/**
 * The document of a file, of this version or an older one, as a configuration of this installation: secrets sealed with
 * its key. What an older version did not know has its default. Throws `invalid_input` naming the first thing that does
 * not fit; nothing is left out silently.
 */
export const fromBackupDocument = (
  given: unknown,
  deps: { secrets: Secrets; egress: Pick<Egress, 'refusalFor' | 'proxyRefusalFor'> },
): ConfigDocument => {
  if (!isPlain(given)) throw refuse('holds no configuration');
  if (Number(given.schemaVersion) > schemaVersion) {
    throw refuse('a newer version of AlertFlow made this file; update this one first');
  }
  const known: readonly string[] = ['schemaVersion', 'settings', ...backupCollections];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refuse(`${unknown}: this version knows no such part`);
  const settings = isPlain(given.settings) ? given.settings : {};
  const setting = Object.keys(settings).find((name) => !(name in settingFields));
  if (setting !== undefined) throw refuse(`settings.${setting}: this version knows no such setting`);

  const raw: Plain = { ...given, version: 1, settings };
  for (const name of backupCollections) {
    const list = given[name] ?? [];
    if (!Array.isArray(list) || !list.every(isPlain)) throw refuse(`${name}: is no list`);
    if (list.length > maxRecords[name]) throw refuse(`${name}: more than ${maxRecords[name]}`);
    raw[name] = list;
  }
  const channels = raw.channels as Plain[];
  const providers = raw.providers as Plain[];
  raw.channels = channels.map((record) =>
    inFile(`channel "${nameOf(record)}"`, () => sealChannel(record, deps)),
  );
  raw.providers = providers.map(({ apiKey, ...record }) => ({
    ...record,
    sealedApiKey:
      typeof apiKey === 'string' ? deps.secrets.seal(providerSecretName(String(record.id)), apiKey) : null,
  }));

  const { document, unreadable } = readConfig(JSON.stringify(raw));
  if (unreadable[0] !== undefined) throw refuse(unreadable[0]);
  checkReferences(document, deps.egress);
  return document;
};

const sealChannel = (
  { secrets: given, ...record }: Plain,
  { secrets, egress }: { secrets: Secrets; egress: Pick<Egress, 'refusalFor' | 'proxyRefusalFor'> },
): Plain => {
  const kind = channelKindSchema.safeParse(record.kind);
  if (!kind.success)
    throw new AppError('invalid_input', { message: 'kind: this version knows no such channel' });
  const config = { ...(isPlain(record.config) ? record.config : {}), ...(isPlain(given) ? given : {}) };
  const checked = channelConfigSchemas[kind.data].safeParse(config);
  if (!checked.success) throw inputRefusal(checked.error.issues as readonly InputIssue[], ['config']);
  requireChannelTargets(egress, kind.data, { ...checked.data });
  return { ...record, ...sealConfig(secrets, String(record.id), kind.data, checked.data) };
};

/** What the API would refuse one change after the other, refused at once. */
const checkReferences = (
  document: ConfigDocument,
  egress: Pick<Egress, 'refusalFor' | 'proxyRefusalFor'>,
): void => {
  for (const name of backupCollections) requireUniqueIds(name, document[name]);
  for (const name of ['users', 'smtpUsers'] as const) {
    const names = document[name].map(({ username }) => username.toLowerCase());
    const twice = names.find((one, i) => names.indexOf(one) !== i);
    if (twice !== undefined) throw refuse(`${name}: ${twice} is there twice`);
  }
  for (const destination of document.destinations) {
    inFile(`destination "${destination.name}"`, () => {
      const channel = document.channels.find(({ id }) => id === destination.channelId);
      if (channel === undefined)
        throw new AppError('invalid_input', { message: 'its channel is not in the file' });
      const address = addressSchemas[channel.kind].safeParse(destination.address);
      if (!address.success) throw inputRefusal(address.error.issues as readonly InputIssue[], ['address']);
      if ('url' in address.data) requireTarget(egress, address.data.url, 'address.url');
    });
  }
  for (const rule of document.rules) {
    inFile(`rule "${rule.name}"`, () => {
      requireDestinations(document, rule.destinationIds, 'destinationIds');
      requireOverrides(document, rule.severityOverrides, 'severityOverrides');
      requireProvider(document, rule.providerId, 'providerId');
    });
  }
  for (const provider of document.providers) {
    inFile(`provider "${provider.name}"`, () => requireTarget(egress, provider.baseUrl, 'baseUrl'));
  }
  inFile('settings', () => {
    const { defaultDestinationIds, severityOverrides } = document.settings;
    requireDestinations(document, defaultDestinationIds, 'defaultDestinationIds');
    requireOverrides(document, severityOverrides, 'severityOverrides');
  });
};

const requireUniqueIds = (collection: BackupCollection, list: readonly { id: string }[]): void => {
  const seen = new Set<string>();
  for (const { id } of list) {
    if (seen.has(id)) throw refuse(`${collection}: ${id} is there twice`);
    seen.add(id);
  }
};

/** What holds for every configuration, whatever of a file was taken. */
export const requireUsable = (draft: ConfigDocument): void => {
  if (!draft.users.some(({ role }) => role === 'admin')) throw refuse('users: holds no administrator');
  if (draft.settings.smtpAuthRequired && draft.smtpUsers.length === 0) {
    throw refuse('settings.smtpAuthRequired: holds no SMTP account, so nobody could send');
  }
};
