import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { analysisSchema } from './alerts.ts';
import { httpUrlSchema, idInput, idSchema, nameSchema, okOutput } from './inputs.ts';

/** How a provider's endpoint takes the answer's shape; found on first use and remembered. */
export const responseModes = ['json_schema', 'json_object', 'plain'] as const;
export const responseModeSchema = z.enum(responseModes);
export type ResponseMode = z.infer<typeof responseModeSchema>;

/** `open`: left alone for a while after failures; `half-open`: the next alert tries whether it is back. */
export const breakerStates = ['closed', 'open', 'half-open'] as const;

export const providerFieldDefaults = {
  timeoutMs: 60_000,
  concurrency: 2,
  local: false,
  maxCallsPerMinute: 0,
  maxCallsPerDay: 0,
  maxTokensPerDay: 0,
} as const;

export const providerUsageSchema = z.object({
  calls: z.number().int(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  cached: z.number().int().describe('Analyses taken over from a mail of the same template'),
});
export type ProviderUsage = z.infer<typeof providerUsageSchema>;

export const providerViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  baseUrl: z.string(),
  model: z.string(),
  enabled: z.boolean(),
  timeoutMs: z.number().int(),
  concurrency: z.number().int(),
  local: z.boolean().describe('Mail may be sent to it unredacted'),
  maxCallsPerMinute: z.number().int().describe('0: no limit. Of all nodes together'),
  maxCallsPerDay: z.number().int().describe('0: no limit. Days are UTC'),
  maxTokensPerDay: z.number().int().describe('Prompt and answer; 0: no limit. Days are UTC'),
  usage: providerUsageSchema.describe('Today (UTC), of all nodes together'),
  position: z.number().int().describe('0 is asked first; the next ones are its fallbacks'),
  apiKeySet: z.boolean(),
  responseMode: responseModeSchema.nullable(),
  breaker: z.enum(breakerStates).nullable().describe('On this node; null where it is not at work yet'),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type ProviderView = z.infer<typeof providerViewSchema>;

const timeoutMs = z.number().int().min(1000, 'must be at least 1000').max(600_000, 'must be at most 600000');
const concurrency = z.number().int().min(1).max(64);
const maxCallsPerMinute = z.number().int().min(0).max(100_000);
const maxCallsPerDay = z.number().int().min(0).max(100_000_000);
const maxTokensPerDay = z.number().int().min(0).max(1_000_000_000_000);

export const providerCreateInput = z.strictObject({
  name: nameSchema,
  baseUrl: httpUrlSchema.describe(
    'Like https://api.openai.com/v1 or http://127.0.0.1:11434/v1; /chat/completions is cut off',
  ),
  model: z.string().trim().min(1).max(200),
  apiKey: z.string().max(2000).optional(),
  enabled: z.boolean().default(true),
  timeoutMs: timeoutMs.default(providerFieldDefaults.timeoutMs),
  concurrency: concurrency.default(providerFieldDefaults.concurrency),
  local: z.boolean().default(providerFieldDefaults.local),
  maxCallsPerMinute: maxCallsPerMinute.default(providerFieldDefaults.maxCallsPerMinute),
  maxCallsPerDay: maxCallsPerDay.default(providerFieldDefaults.maxCallsPerDay),
  maxTokensPerDay: maxTokensPerDay.default(providerFieldDefaults.maxTokensPerDay),
});
export const providerUpdateInput = z.strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  baseUrl: httpUrlSchema.optional(),
  model: z.string().trim().min(1).max(200).optional(),
  apiKey: z.string().max(2000).nullable().optional().describe('Left out: stays. null: removed'),
  enabled: z.boolean().optional(),
  timeoutMs: timeoutMs.optional(),
  concurrency: concurrency.optional(),
  local: z.boolean().optional(),
  maxCallsPerMinute: maxCallsPerMinute.optional().describe('0: no limit'),
  maxCallsPerDay: maxCallsPerDay.optional().describe('0: no limit'),
  maxTokensPerDay: maxTokensPerDay.optional().describe('0: no limit'),
});

export const providerTestOutput = z.object({
  ok: z.boolean(),
  latencyMs: z.number().int(),
  answer: z.string().describe("The provider's own answer or error"),
  responseMode: responseModeSchema.nullable(),
  analysis: analysisSchema.nullable().describe('What was read from it for the sample mail'),
});

/** A provider that is not saved; with `providerId` its stored key is used, where the address is still the same. */
export const providerTestInput = providerCreateInput
  .omit({
    enabled: true,
    concurrency: true,
    maxCallsPerMinute: true,
    maxCallsPerDay: true,
    maxTokensPerDay: true,
  })
  .extend({
    providerId: idSchema.optional().describe('The provider that is being changed'),
  });

export const maxListedModels = 1_000;
export const providerModelsInput = z.strictObject({
  baseUrl: httpUrlSchema,
  apiKey: z.string().max(2000).optional(),
  providerId: idSchema
    .optional()
    .describe('Its stored key is used where apiKey is left out and the address is the same'),
});
export const providerModelsOutput = z.object({
  ok: z.boolean(),
  latencyMs: z.number().int(),
  models: z.array(z.string()).describe('In alphabetical order'),
  answer: z.string().describe("The provider's own error; empty when the list came"),
});

const share = z.number().min(0).max(1).describe('Of the sample mails, read rightly');
const scoreSchema = z.object({
  mails: z.number().int(),
  failed: z.number().int().describe('Without an answer; wrong in every field'),
  severity: share,
  state: share,
  category: share,
  host: share,
  resource: share,
  latencyMs: z.object({ p50: z.number().int(), max: z.number().int() }),
  tokens: z.object({ prompt: z.number().int(), completion: z.number().int() }).nullable(),
  misses: z.array(
    z.object({ mail: z.string(), field: z.string(), expected: z.array(z.string()), got: z.string() }),
  ),
});

/** How far it is; the last one has the scores: the provider's, and the reader's without a model to compare with. */
export const providerEvaluationSchema = z.object({
  done: z.number().int(),
  total: z.number().int(),
  score: scoreSchema.nullable(),
  reader: scoreSchema.nullable(),
});
export type ProviderEvaluation = z.infer<typeof providerEvaluationSchema>;

export const providersContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/providers',
      summary: 'All providers, in the order of the chain',
      tags: ['providers'],
    })
    .output(z.object({ items: z.array(providerViewSchema) })),
  get: oc
    .route({ method: 'GET', path: '/providers/{id}', summary: 'One provider', tags: ['providers'] })
    .input(idInput)
    .output(providerViewSchema),
  create: oc
    .route({
      method: 'POST',
      path: '/providers',
      successStatus: 201,
      summary: 'Add a provider at the end of the chain',
      tags: ['providers'],
    })
    .input(providerCreateInput)
    .output(providerViewSchema),
  update: oc
    .route({ method: 'PATCH', path: '/providers/{id}', summary: 'Change a provider', tags: ['providers'] })
    .input(providerUpdateInput)
    .output(providerViewSchema),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/providers/{id}',
      summary: 'Remove a provider that no rule uses',
      tags: ['providers'],
    })
    .input(idInput)
    .output(okOutput),
  reorder: oc
    .route({
      method: 'POST',
      path: '/providers/reorder',
      summary: 'Put the chain into this order',
      tags: ['providers'],
    })
    .input(z.strictObject({ ids: z.array(idSchema).max(100) }))
    .output(z.object({ items: z.array(providerViewSchema) })),
  test: oc
    .route({
      method: 'POST',
      path: '/providers/{id}/test',
      summary: 'Analyse a sample mail with it and answer what it said',
      tags: ['providers'],
    })
    .input(idInput)
    .output(providerTestOutput),
  testUnsaved: oc
    .route({
      method: 'POST',
      path: '/providers/test',
      summary: 'Analyse a sample mail with a provider that is not saved',
      tags: ['providers'],
    })
    .input(providerTestInput)
    .output(providerTestOutput),
  models: oc
    .route({
      method: 'POST',
      path: '/providers/models',
      summary: 'The models that an endpoint offers',
      tags: ['providers'],
    })
    .input(providerModelsInput)
    .output(providerModelsOutput),
  evaluate: oc
    .route({
      method: 'POST',
      path: '/providers/{id}/evaluate',
      summary: 'Have it read a dozen invented mails and score what it makes of them; answers as it goes',
      tags: ['providers'],
    })
    .input(idInput)
    .output(eventIterator(providerEvaluationSchema)),
};
