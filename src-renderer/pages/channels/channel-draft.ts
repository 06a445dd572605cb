/** A channel's form between what the server answers and what it takes. Pure. */
import {
  type ChannelView,
  channelConfigSchemas,
  channelOriginFields,
} from '../../../src-shared/contract/channels.ts';
import { isSameOrigin } from '../../../src-shared/origin.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { channelFields, type FieldSpec, variantOf } from './channel-fields.ts';

export interface HeaderRow {
  name: string;
  value: string;
}

/** As typed. Of a secret: `undefined` leaves the stored one, `null` removes it. */
export type DraftValue = string | number | boolean | HeaderRow[] | null | undefined;
export type ConfigDraft = Readonly<Record<string, DraftValue>>;

type StoredChannel = Pick<ChannelView, 'kind' | 'config' | 'secretsSet'>;

const firstDailyCap = 200;

const firstValue = (field: FieldSpec): DraftValue => {
  if (field.input === 'choice') return field.first;
  if (field.input === 'number') return firstDailyCap;
  if (field.input === 'switch') return false;
  return field.input === 'text' || field.input === 'template' ? '' : undefined;
};

const valueAt = (config: Readonly<Record<string, unknown>>, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), config);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The form of a stored channel, or of a new one. */
export const draftOf = (
  kind: ChannelKind,
  config: Readonly<Record<string, unknown>> = {},
): Record<string, DraftValue> => {
  const variant = variantOf(kind, config);
  const fields = channelFields[variant].map((field): [string, DraftValue] => {
    const stored = valueAt(config, field.name);
    const known = ['string', 'number', 'boolean'].includes(typeof stored)
      ? (stored as DraftValue)
      : undefined;
    return [field.name, known ?? firstValue(field)];
  });
  return { ...(kind === 'sms' ? { provider: variant } : {}), ...Object.fromEntries(fields) };
};

const isEmpty = (value: DraftValue): boolean =>
  value === undefined ||
  value === null ||
  // Switched off is the default.
  value === false ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.every(({ name, value: text }) => name === '' && text === ''));

const plain = (value: DraftValue): unknown =>
  Array.isArray(value)
    ? Object.fromEntries(
        value.filter((row) => row.name !== '' || row.value !== '').map((row) => [row.name.trim(), row.value]),
      )
    : value;

/** What is filled in, in the shape of the configuration. */
export const draftToConfig = (draft: ConfigDraft): Record<string, unknown> => {
  const config: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(draft)) {
    if (isEmpty(value)) continue;
    const [group = '', inner] = name.split('.');
    if (inner === undefined) config[name] = plain(value);
    else config[group] = { ...(isRecord(config[group]) ? config[group] : {}), [inner]: plain(value) };
  }
  return config;
};

/** The field by whose change stored secrets would go to another server, if there is one. */
export const movedField = (draft: ConfigDraft, stored: StoredChannel): string | null =>
  channelOriginFields[stored.kind].find(
    (field) => !isSameOrigin(stored.config[field] ?? '', draft[field] ?? ''),
  ) ?? null;

/** Secrets that hold a value and keep it when they are left alone: those of another server do not. */
export const keptSecrets = (draft: ConfigDraft, stored: StoredChannel | null): string[] => {
  if (stored === null) return [];
  const isMoved = movedField(draft, stored) !== null;
  return stored.secretsSet.filter((name) => !isMoved || name === 'proxyUrl');
};

/** What is sent for a stored channel: `null` removes, a secret left out stays. */
export const draftToPatch = (draft: ConfigDraft, stored: StoredChannel): Record<string, unknown> => {
  const config = draftToConfig(draft);
  const kept = keptSecrets(draft, stored);
  const staying = (name: string): boolean =>
    kept.includes(name) && draft[name] === undefined && name in draft;
  const gone = [...Object.keys(stored.config), ...stored.secretsSet].filter(
    (name) => !(name in config) && !staying(name),
  );
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...config };
};

export interface DraftIssue {
  /** `config.botToken`. */
  field: string;
  message: string;
}

/** What the contract's schema finds wrong; a secret that stays is not missing. */
export const issuesOf = (
  kind: ChannelKind,
  draft: ConfigDraft,
  stored: StoredChannel | null,
): DraftIssue[] => {
  const result = channelConfigSchemas[kind].safeParse(draftToConfig(draft));
  if (result.success) return [];
  const kept = keptSecrets(draft, stored).filter((name) => draft[name] === undefined);
  return result.error.issues
    .filter(({ path }) => !kept.includes(String(path[0])))
    .map(({ path, message }) => ({
      // What is wrong with one header is shown at the headers.
      field: `config.${path[0] === 'headers' ? 'headers' : path.map(String).join('.')}`,
      message: path[0] === 'headers' && path.length > 1 ? `${String(path[1])}: ${message}` : message,
    }));
};
