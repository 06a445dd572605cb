/** Addresses that a person enters: may they be connected to? */
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Egress } from '../egress.ts';
import { AppError } from '../errors.ts';

type Judge = Pick<Egress, 'refusalFor' | 'proxyRefusalFor'>;

/** Which fields of a channel's configuration are addresses. */
const targetFields = {
  telegram: ['apiBaseUrl'],
  matrix: ['homeserverUrl'],
  webhook: [],
  sms: ['apiBaseUrl', 'url'],
  desktop: [],
} as const satisfies Record<ChannelKind, readonly string[]>;

const refuse = (field: string, reason: string): never => {
  throw new AppError('target_refused', { field, message: `${field}: ${reason}` });
};

export const requireTarget = (egress: Judge, url: string, field: string): void => {
  const reason = egress.refusalFor(url);
  if (reason !== null) refuse(field, reason);
};

export const requireChannelTargets = (
  egress: Judge,
  kind: ChannelKind,
  config: Readonly<Record<string, unknown>>,
): void => {
  for (const field of targetFields[kind]) {
    const url = config[field];
    // Placeholders like {phone} are no part of what is judged.
    if (typeof url === 'string') requireTarget(egress, url.replace(/\{\w+\}/g, '0'), `config.${field}`);
  }
  if (typeof config.proxyUrl === 'string') {
    const reason = egress.proxyRefusalFor(config.proxyUrl);
    if (reason !== null) refuse('config.proxyUrl', reason);
  }
};
