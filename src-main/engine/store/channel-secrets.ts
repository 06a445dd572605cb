/**
 * A channel's configuration at rest: secret fields are taken out and sealed, each under its own name; whoever reads the
 * record sees that they are set, never what they hold.
 */
import {
  type ChannelConfig,
  channelConfigSchemas,
  channelSecretFields,
} from '../../../src-shared/contract/channels.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Secrets } from '../ports.ts';
import type { ChannelRecord } from './config-document.ts';

const nameOf = (channelId: string, field: string): string => `channel/${channelId}/${field}`;

/** Splits a checked configuration into what may be seen and what is sealed. */
export const sealConfig = (
  secrets: Secrets,
  channelId: string,
  kind: ChannelKind,
  config: ChannelConfig,
): Pick<ChannelRecord, 'config' | 'sealed'> => {
  const secretFields: readonly string[] = channelSecretFields[kind];
  const seen: Record<string, unknown> = {};
  const sealed: Record<string, string> = {};
  for (const [field, value] of Object.entries(config)) {
    if (value === undefined) continue;
    if (secretFields.includes(field))
      sealed[field] = secrets.seal(nameOf(channelId, field), JSON.stringify(value));
    else seen[field] = value;
  }
  return { config: seen, sealed };
};

/** The secret fields alone, opened. Throws `AppError('secret_unreadable')` where one does not open. */
export const openSecrets = (
  secrets: Secrets,
  record: Pick<ChannelRecord, 'id' | 'sealed'>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record.sealed).map(([field, sealed]) => [
      field,
      JSON.parse(secrets.open(nameOf(record.id, field), sealed)),
    ]),
  );

/** The whole configuration with its secrets. Throws `AppError('secret_unreadable')` where a secret does not open. */
export const openConfig = (secrets: Secrets, record: ChannelRecord): ChannelConfig =>
  channelConfigSchemas[record.kind].parse({
    ...record.config,
    ...openSecrets(secrets, record),
  }) as ChannelConfig;
