/**
 * The configuration as one document: rules, channels, destinations, providers, mutes, settings, users. Nodes share it in
 * Redis; every version is also kept as a snapshot on disk. One document makes every change atomic and every snapshot whole.
 */
import { z } from 'zod';
import { muteSchema } from '../../../src-shared/contract/mutes.ts';
import { ruleSchema } from '../../../src-shared/contract/rules.ts';
import { type Settings, settingFields, settingsSchema } from '../../../src-shared/contract/settings.ts';
import { channelKindSchema, roleSchema } from '../../../src-shared/vocabulary.ts';

const stamps = { createdAt: z.number().int(), updatedAt: z.number().int() };

/** `config` holds what may be seen; `sealed` the secret fields, each sealed under `channel/<id>/<field>`. */
export const channelRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: channelKindSchema,
  enabled: z.boolean(),
  config: z.record(z.string(), z.unknown()),
  sealed: z.record(z.string(), z.string()),
  ...stamps,
});
export type ChannelRecord = z.infer<typeof channelRecordSchema>;

export const destinationRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  channelId: z.string(),
  address: z.record(z.string(), z.unknown()),
  enabled: z.boolean(),
  ...stamps,
});
export type DestinationRecord = z.infer<typeof destinationRecordSchema>;

/** `sealedApiKey` is sealed under `provider/<id>/apiKey`. */
export const storedProviderSchema = z.object({
  id: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  model: z.string(),
  enabled: z.boolean(),
  timeoutMs: z.number().int(),
  concurrency: z.number().int(),
  local: z.boolean(),
  maxCallsPerMinute: z.number().int().default(0),
  maxCallsPerDay: z.number().int().default(0),
  maxTokensPerDay: z.number().int().default(0),
  sealedApiKey: z.string().nullable(),
  ...stamps,
});
export type StoredProvider = z.infer<typeof storedProviderSchema>;

export const userRecordSchema = z.object({
  id: z.string(),
  username: z.string(),
  role: roleSchema,
  /** argon2id, PHC string. */
  passwordHash: z.string(),
  ...stamps,
});
export type UserRecord = z.infer<typeof userRecordSchema>;

export const smtpUserRecordSchema = z.object({
  id: z.string(),
  username: z.string(),
  passwordHash: z.string(),
  createdAt: z.number().int(),
});

export const apiTokenRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  /** sha256 of the token, hex. The token has 256 random bits: nothing slower is needed. */
  tokenHash: z.string(),
  hint: z.string(),
  createdBy: z.string(),
  createdAt: z.number().int(),
  expiresAt: z.number().int().nullable(),
});
export type ApiTokenRecord = z.infer<typeof apiTokenRecordSchema>;

const ruleRecordSchema = ruleSchema.omit({ position: true });
export type RuleRecord = z.infer<typeof ruleRecordSchema>;
export type MuteRecord = z.infer<typeof muteSchema>;

const collections = {
  /** In the order they are asked. */
  rules: ruleRecordSchema,
  channels: channelRecordSchema,
  destinations: destinationRecordSchema,
  /** In the order of the fallback chain. */
  providers: storedProviderSchema,
  mutes: muteSchema,
  users: userRecordSchema,
  smtpUsers: smtpUserRecordSchema,
  apiTokens: apiTokenRecordSchema,
} as const;
type Collections = { -readonly [K in keyof typeof collections]: z.infer<(typeof collections)[K]>[] };
export type CollectionName = keyof Collections;
export const collectionNames = Object.keys(collections) as CollectionName[];

export interface ConfigDocument extends Collections {
  schemaVersion: 1;
  /** Counts up with every change. */
  version: number;
  changedAt: number;
  changedBy: string;
  settings: Settings;
}

export const emptyConfig = (): ConfigDocument => ({
  schemaVersion: 1,
  version: 0,
  changedAt: 0,
  changedBy: '',
  rules: [],
  channels: [],
  destinations: [],
  providers: [],
  mutes: [],
  users: [],
  smtpUsers: [],
  apiTokens: [],
  settings: settingsSchema.parse({}),
});

export interface ReadConfig {
  document: ConfigDocument;
  /** Records and settings that could not be read and were left out, in words without their content. */
  unreadable: string[];
}

/**
 * Reads a stored document of this or an older version. What cannot be read costs that one record or setting, never the
 * rest. Throws only when the text is not a document at all.
 */
export const readConfig = (json: string): ReadConfig => {
  const raw = z.looseObject({ version: z.number().int().min(0) }).parse(JSON.parse(json));
  const unreadable: string[] = [];
  const document = emptyConfig();
  document.version = raw.version;
  document.changedAt = typeof raw.changedAt === 'number' ? raw.changedAt : 0;
  document.changedBy = typeof raw.changedBy === 'string' ? raw.changedBy : '';
  for (const name of collectionNames) {
    const list = Array.isArray(raw[name]) ? raw[name] : [];
    const readable = list.flatMap((item, index) => {
      const result = collections[name].safeParse(item);
      if (result.success) return [result.data];
      unreadable.push(
        `${name}[${index}]: ${result.error.issues[0]?.path.join('.') ?? ''} ${result.error.issues[0]?.message ?? ''}`,
      );
      return [];
    });
    Object.assign(document, { [name]: readable });
  }
  document.settings = readSettings(raw.settings, unreadable);
  return { document, unreadable };
};

const readSettings = (raw: unknown, unreadable: string[]): Settings => {
  const given = z.record(z.string(), z.unknown()).catch({}).parse(raw);
  const read = Object.fromEntries(
    Object.entries(settingFields).map(([name, field]) => {
      const result = field.safeParse(given[name]);
      if (result.success) return [name, result.data];
      unreadable.push(`settings.${name}: ${result.error.issues[0]?.message ?? ''}`);
      return [name, field.parse(undefined)];
    }),
  );
  return settingsSchema.parse(read);
};
