import type { ProviderUsage, ProviderView } from '../../../src-shared/contract/providers.ts';
import { isSameOrigin } from '../../../src-shared/origin.ts';
import { normaliseBaseUrl } from '../analyse/base-url.ts';
import { listModels } from '../analyse/model-list.ts';
import type { ProviderRecord } from '../analyse/provider-record.ts';
import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { ConfigDocument, StoredProvider } from '../store/config-document.ts';
import { providerSecretName } from '../store/provider-records.ts';
import { admin, user } from './access.ts';
import { applyPatch, found, removeFrom, reorder, requireRoom, requireUnused } from './config-changes.ts';
import { requireTarget } from './origins.ts';
import { evaluateProvider } from './provider-evaluation.ts';

type Usage = ReadonlyMap<string, ProviderUsage>;

const nothingUsed: ProviderUsage = { calls: 0, promptTokens: 0, completionTokens: 0, cached: 0 };

/** Shown beside each provider; where Redis does not answer now, as nothing. */
const usageNow = ({ providerUsage, ports }: Services): Promise<Usage> =>
  providerUsage.today(ports.clock.now()).catch(() => new Map());

const viewsOf = (
  { providers, analyser }: Services,
  config: Pick<ConfigDocument, 'providers'>,
  usage: Usage,
): ProviderView[] => {
  const breakers = new Map(analyser.status().map(({ providerId, breaker }) => [providerId, breaker]));
  return config.providers.map(({ sealedApiKey, ...seen }, position) => ({
    ...seen,
    position,
    apiKeySet: sealedApiKey !== null,
    responseMode: providers.mode(seen.id),
    breaker: breakers.get(seen.id) ?? null,
    usage: usage.get(seen.id) ?? nothingUsed,
  }));
};

const viewOf = (
  services: Services,
  config: Pick<ConfigDocument, 'providers'>,
  usage: Usage,
  id: string,
): ProviderView => found(viewsOf(services, config, usage), id, 'provider');

const sealKey = ({ ports }: Services, id: string, apiKey: string | null | undefined): string | null =>
  apiKey === undefined || apiKey === null || apiKey === ''
    ? null
    : ports.secrets.seal(providerSecretName(id), apiKey);

const checkBaseUrl = ({ egress }: Services, pasted: string): string => {
  const baseUrl = normaliseBaseUrl(pasted);
  requireTarget(egress, baseUrl, 'baseUrl');
  return baseUrl;
};

/** A stored key goes to no address it was not entered for (X5). */
const requireSameOrigin = (record: StoredProvider, baseUrl: string): void => {
  if (isSameOrigin(record.baseUrl, baseUrl) || record.sealedApiKey === null) return;
  throw new AppError('invalid_input', {
    field: 'apiKey',
    message: 'baseUrl changes: enter apiKey again, for it is sent to no address it was not entered for',
  });
};

/** Where a request that is not saved goes, and the key it takes along: the one given, else the stored one. */
const endpointOf = (
  services: Services,
  input: { baseUrl: string; apiKey?: string | undefined; providerId?: string | undefined },
): { baseUrl: string; apiKey: string | null } => {
  const { config, ports } = services;
  const baseUrl = checkBaseUrl(services, input.baseUrl);
  if (input.apiKey !== undefined) return { baseUrl, apiKey: input.apiKey === '' ? null : input.apiKey };
  if (input.providerId === undefined) return { baseUrl, apiKey: null };
  const record = found(config.current().providers, input.providerId, 'provider');
  requireSameOrigin(record, baseUrl);
  if (record.sealedApiKey === null) return { baseUrl, apiKey: null };
  try {
    return { baseUrl, apiKey: ports.secrets.open(providerSecretName(record.id), record.sealedApiKey) };
  } catch (cause) {
    throw new AppError('invalid_input', {
      field: 'apiKey',
      message: "apiKey: what is stored cannot be read with this node's key; enter it again",
      cause,
    });
  }
};

/** For what is not saved: no alert has it. */
const unsavedId = 'unsaved';

export const providers = {
  list: user.providers.list.handler(async ({ context: { services } }) => ({
    items: viewsOf(services, services.config.current(), await usageNow(services)),
  })),

  get: user.providers.get.handler(async ({ context: { services }, input }) =>
    viewOf(services, services.config.current(), await usageNow(services), input.id),
  ),

  create: admin.providers.create.handler(({ context: { services, caller }, input }) => {
    const { clock, ids } = services.ports;
    const { apiKey, ...fields } = input;
    const id = ids.next();
    const now = clock.now();
    const record: StoredProvider = {
      id,
      ...fields,
      baseUrl: checkBaseUrl(services, fields.baseUrl),
      sealedApiKey: sealKey(services, id, apiKey),
      createdAt: now,
      updatedAt: now,
    };
    return services.config.change(caller.username, (draft) => {
      requireRoom(draft, 'providers');
      draft.providers.push(record);
      return viewOf(services, draft, new Map(), id);
    });
  }),

  update: admin.providers.update.handler(async ({ context: { services, caller }, input }) => {
    const { id, apiKey, baseUrl, ...patch } = input;
    const usage = await usageNow(services);
    return services.config.change(caller.username, (draft) => {
      const record = found(draft.providers, id, 'provider');
      if (baseUrl !== undefined) {
        const checked = checkBaseUrl(services, baseUrl);
        if (apiKey === undefined) requireSameOrigin(record, checked);
        record.baseUrl = checked;
      }
      if (apiKey !== undefined) record.sealedApiKey = sealKey(services, id, apiKey);
      applyPatch(record, { ...patch, updatedAt: services.ports.clock.now() });
      return viewOf(services, draft, usage, id);
    });
  }),

  remove: admin.providers.remove.handler(async ({ context: { services, caller }, input }) => {
    await services.config.change(caller.username, (draft) => {
      found(draft.providers, input.id, 'provider');
      requireUnused(
        'provider',
        draft.rules.filter(({ providerId }) => providerId === input.id).map(({ name }) => `rule "${name}"`),
      );
      removeFrom(draft.providers, input.id, 'provider');
    });
    return { ok: true as const };
  }),

  reorder: admin.providers.reorder.handler(async ({ context: { services, caller }, input }) => {
    const usage = await usageNow(services);
    return services.config.change(caller.username, (draft) => {
      reorder(draft.providers, input.ids, 'provider');
      return { items: viewsOf(services, draft, usage) };
    });
  }),

  test: admin.providers.test.handler(async ({ context: { services }, input, signal }) => {
    const { name } = found(services.config.current().providers, input.id, 'provider');
    const language = services.config.current().settings.summaryLanguage;
    const result = await services.analyser.test(input.id, language, signal);
    if (result === null) {
      throw new AppError('conflict', {
        message: `The key of "${name}" cannot be read with this node's key file; enter it again.`,
      });
    }
    return result;
  }),

  evaluate: admin.providers.evaluate.handler(({ context: { services, liveStreams }, input, signal }) => {
    found(services.config.current().providers, input.id, 'provider');
    const record = services.providers.current().find(({ id }) => id === input.id);
    if (record === undefined) {
      throw new AppError('conflict', {
        message: "Its key cannot be read with this node's key file; enter it again.",
      });
    }
    const ends = AbortSignal.any([liveStreams.stopping, ...(signal === undefined ? [] : [signal])]);
    return evaluateProvider(services, record, ends);
  }),

  testUnsaved: admin.providers.testUnsaved.handler(({ context: { services }, input, signal }) => {
    const { name, model, timeoutMs, local } = input;
    const record: ProviderRecord = {
      ...{ id: unsavedId, name, model, timeoutMs, local },
      ...endpointOf(services, input),
      ...{ enabled: true, concurrency: 1, position: 0, responseMode: null },
      ...{ maxCallsPerMinute: 0, maxCallsPerDay: 0, maxTokensPerDay: 0 },
    };
    return services.analyser.tryOut(record, services.config.current().settings.summaryLanguage, signal);
  }),

  models: admin.providers.models.handler(({ context: { services }, input, signal }) =>
    listModels(endpointOf(services, input), { egress: services.egress, clock: services.ports.clock }, signal),
  ),
};
