/** Providers as the analyser uses them: keys opened, found response modes added. */
import { type ResponseMode, responseModeSchema } from '../../../src-shared/contract/providers.ts';
import type { ProviderRecord } from '../analyse/provider-record.ts';
import type { Logger, Secrets } from '../ports.ts';
import type { ConfigDocument, StoredProvider } from './config-document.ts';
import { keys } from './keys.ts';
import type { RedisCommands } from './redis-commands.ts';

export const providerSecretName = (providerId: string): string => `provider/${providerId}/apiKey`;

export interface ProviderRecords {
  /** The current records. A key that does not open costs that provider, and is logged. */
  current(): readonly ProviderRecord[];
  mode(providerId: string): ResponseMode | null;
  rememberMode(providerId: string, mode: ResponseMode): void;
  /** Reads the modes other nodes found. */
  loadModes(): Promise<void>;
  /** To be called when the configuration changed. */
  rebuild(config: ConfigDocument): void;
}

export const createProviderRecords = (deps: {
  redis: RedisCommands;
  secrets: Secrets;
  logger: Logger;
}): ProviderRecords => {
  const { redis, secrets, logger } = deps;
  const modes = new Map<string, ResponseMode>();
  const endpoints = new Map<string, string>();
  let records: readonly ProviderRecord[] = [];

  const open = (stored: StoredProvider, position: number): ProviderRecord[] => {
    const { sealedApiKey, createdAt: _c, updatedAt: _u, ...rest } = stored;
    try {
      const apiKey = sealedApiKey === null ? null : secrets.open(providerSecretName(stored.id), sealedApiKey);
      return [{ ...rest, apiKey, position, responseMode: modes.get(stored.id) ?? null }];
    } catch {
      logger.error(
        { provider: stored.name },
        "the provider's key cannot be read with this node's key file; it is left out",
      );
      return [];
    }
  };

  return {
    current: () => records,
    mode: (providerId) => modes.get(providerId) ?? null,
    rememberMode(providerId, mode) {
      if (modes.get(providerId) === mode) return;
      modes.set(providerId, mode);
      records = records.map((record) =>
        record.id === providerId ? { ...record, responseMode: mode } : record,
      );
      redis.hset(keys.providerModes, providerId, mode).catch(() => {
        // Found again on the next call where it could not be kept.
      });
    },
    async loadModes() {
      for (const [id, text] of Object.entries(await redis.hgetall(keys.providerModes))) {
        const mode = responseModeSchema.safeParse(text);
        if (mode.success) modes.set(id, mode.data);
      }
      records = records.map((record) => ({ ...record, responseMode: modes.get(record.id) ?? null }));
    },
    rebuild(config) {
      for (const { id, baseUrl, model } of config.providers) {
        const endpoint = `${baseUrl} ${model}`;
        const before = endpoints.get(id);
        endpoints.set(id, endpoint);
        if (before === undefined || before === endpoint) continue;
        // Another endpoint or model may take the answer's shape in another way.
        modes.delete(id);
        redis.hdel(keys.providerModes, id).catch(() => {});
      }
      records = config.providers.flatMap(open);
    },
  };
};
