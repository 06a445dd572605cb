/** What the changes of all resources share: looking up, references, limits. Used inside `config.change`, on the draft. */
import type { SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import { AppError } from '../errors.ts';
import type { ConfigDocument } from '../store/config-document.ts';

/** How many of each there may be. The configuration is one document: it must stay quick to write and to compile. */
export const maxRecords = {
  rules: 10_000,
  channels: 200,
  destinations: 1_000,
  providers: 100,
  mutes: 10_000,
  users: 200,
  smtpUsers: 1_000,
  apiTokens: 200,
} as const;

export const requireRoom = (draft: ConfigDocument, collection: keyof typeof maxRecords): void => {
  const most = maxRecords[collection];
  if (draft[collection].length >= most) {
    throw new AppError('conflict', {
      message: `There are ${most} ${collection} already, which is the most.`,
    });
  }
};

/** The record with this id. Throws `not_found` naming what and which. */
export const found = <T extends { id: string }>(list: readonly T[], id: string, what: string): T => {
  const record = list.find((one) => one.id === id);
  if (record === undefined) throw new AppError('not_found', { message: `There is no ${what} ${id}.` });
  return record;
};

export const removeFrom = <T extends { id: string }>(list: T[], id: string, what: string): T => {
  const record = found(list, id, what);
  list.splice(list.indexOf(record), 1);
  return record;
};

/** Takes over what is given; fields left out stay. */
export const applyPatch = <T extends object>(
  record: T,
  patch: { [K in keyof T]?: T[K] | undefined },
): void => {
  for (const [name, value] of Object.entries(patch)) {
    if (value !== undefined) Object.assign(record, { [name]: value });
  }
};

/** Puts the list into the order of `ids`, which must name each record once. */
export const reorder = <T extends { id: string }>(list: T[], ids: readonly string[], what: string): void => {
  const byId = new Map(list.map((record) => [record.id, record]));
  const wanted = new Set(ids);
  const unknown = ids.find((id) => !byId.has(id));
  if (unknown !== undefined) {
    throw new AppError('invalid_input', { field: 'ids', message: `ids: there is no ${what} ${unknown}` });
  }
  if (wanted.size !== ids.length || wanted.size !== list.length) {
    throw new AppError('invalid_input', {
      field: 'ids',
      message: `ids: must hold the id of each of the ${list.length} ${what}s once`,
    });
  }
  list.splice(0, list.length, ...ids.flatMap((id) => byId.get(id) ?? []));
};

export const requireDestinations = (draft: ConfigDocument, ids: readonly string[], field: string): void => {
  const unknown = ids.find((id) => !draft.destinations.some((destination) => destination.id === id));
  if (unknown !== undefined) {
    throw new AppError('invalid_input', { field, message: `${field}: there is no destination ${unknown}` });
  }
};

export const requireOverrides = (
  draft: ConfigDocument,
  overrides: SeverityOverrides,
  field: string,
): void => {
  for (const [severity, override] of Object.entries(overrides)) {
    if (override !== undefined) {
      requireDestinations(draft, override.destinationIds, `${field}.${severity}.destinationIds`);
    }
  }
};

export const requireProvider = (draft: ConfigDocument, id: string | null, field: string): void => {
  if (id !== null && !draft.providers.some((provider) => provider.id === id)) {
    throw new AppError('invalid_input', { field, message: `${field}: there is no provider ${id}` });
  }
};

const maxNamed = 5;

/** Refuses a removal, naming what still uses the record. */
export const requireUnused = (what: string, users: readonly string[]): void => {
  if (users.length === 0) return;
  const more = users.length > maxNamed ? ` and ${users.length - maxNamed} more` : '';
  throw new AppError('in_use', {
    message: `This ${what} is still used by ${users.slice(0, maxNamed).join(', ')}${more}.`,
  });
};
