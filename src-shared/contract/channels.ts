import { oc } from '@orpc/contract';
import { z } from 'zod';
import { type ChannelKind, channelKindSchema } from '../vocabulary.ts';
import { httpUrlSchema, idInput, idSchema, nameSchema, okOutput, proxyUrlSchema } from './inputs.ts';

const secret = (max: number) => z.string().min(1, 'must not be empty').max(max);
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'must be an HTTP header name');
const headerValue = z
  .string()
  .max(4096)
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold control characters');

/** Headers that the request itself decides: naming one is refused rather than passed over. */
const headersSchema = (own: RegExp) =>
  z
    .record(headerName, headerValue)
    .refine((headers) => Object.keys(headers).length <= 20, 'must be at most 20 headers')
    .superRefine((headers, context) => {
      for (const name of Object.keys(headers).filter((one) => own.test(one))) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is set by the request itself: leave it out',
        });
      }
    });
const transportHeaders = /^(content-length|content-type|host|connection|transfer-encoding)$/i;
const webhookOwnHeaders =
  /^(webhook-.*|content-length|content-type|host|connection|transfer-encoding|user-agent|idempotency-key)$/i;

/** `whsec_` promises Base64 after it; any other text is taken as the key's own bytes. Several, separated by space, sign at once. */
const isSigningSecret = (secrets: string): boolean =>
  secrets
    .split(/\s+/)
    .every(
      (one) => !one.startsWith('whsec_') || /^[A-Za-z0-9+/]{16,}={0,2}$/.test(one.slice('whsec_'.length)),
    );

export const telegramConfigSchema = z.strictObject({
  botToken: secret(200)
    .regex(/^[A-Za-z0-9:_-]+$/, 'must be the token @BotFather gave, like 123456:ABC-DEF')
    .describe('Token from @BotFather'),
  apiBaseUrl: httpUrlSchema.optional().describe('An own Bot API server; default https://api.telegram.org'),
  proxyUrl: proxyUrlSchema.optional().describe('HTTP or SOCKS5 proxy to reach Telegram through'),
});

export const matrixConfigSchema = z.strictObject({
  homeserverUrl: httpUrlSchema.describe('Like https://matrix.example.org'),
  accessToken: secret(2000).describe('Access token of the account that sends'),
});

export const webhookConfigSchema = z.strictObject({
  signingSecret: secret(500)
    .refine(isSigningSecret, 'must hold Base64 of at least 12 bytes after whsec_')
    .optional()
    .describe('Standard Webhooks secret, whsec_ and base64; signs every request'),
  headers: headersSchema(webhookOwnHeaders)
    .optional()
    .describe('Further request headers, for example Authorization'),
  sendAnalysed: z
    .boolean()
    .optional()
    .describe('Send what a model found about an alert that was sent before, too; default false'),
});

const smsLimits = { dailyCap: z.number().int().min(1).max(100_000).default(200) };

export const smsConfigSchema = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('kavenegar'),
    apiKey: secret(500),
    sender: z.string().max(30).optional(),
    apiBaseUrl: httpUrlSchema.optional(),
    ...smsLimits,
  }),
  z
    .strictObject({
      provider: z.literal('twilio'),
      accountSid: z.string().min(1).max(100),
      authToken: secret(500),
      from: z.string().max(30).optional(),
      messagingServiceSid: z.string().max(100).optional(),
      apiBaseUrl: httpUrlSchema.optional(),
      ...smsLimits,
    })
    .refine(({ from, messagingServiceSid }) => Boolean(from || messagingServiceSid), {
      path: ['from'],
      message: 'is required, or messagingServiceSid',
    }),
  z.strictObject({
    provider: z.literal('http'),
    method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
    url: z
      .string()
      .min(1)
      .max(2048)
      .describe('May hold {phone}, {text} and {apiKey}, each encoded for a URL'),
    headers: headersSchema(transportHeaders).optional(),
    body: z
      .string()
      .max(10_000)
      .optional()
      .describe('May hold {phone}, {text} and {apiKey}, each encoded for contentType'),
    contentType: z
      .enum(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])
      .default('application/json'),
    apiKey: secret(2000).optional(),
    phoneFormat: z.enum(['e164', 'digits', 'local']).default('e164'),
    success: z
      .strictObject({
        jsonPath: z.string().max(200).optional().describe('Dotted path in the answer, like return.status'),
        equals: z.string().max(200).optional().describe('What stands there on success'),
        contains: z.string().max(200).optional().describe('Text that the answer holds on success'),
      })
      .optional(),
    ...smsLimits,
  }),
]);

export const desktopConfigSchema = z.strictObject({});

/** Configuration by kind; the one place that knows which shape belongs to which kind. */
export const channelConfigSchemas = {
  telegram: telegramConfigSchema,
  matrix: matrixConfigSchema,
  webhook: webhookConfigSchema,
  sms: smsConfigSchema,
  desktop: desktopConfigSchema,
} as const satisfies Record<ChannelKind, z.ZodType>;

export type TelegramConfig = z.infer<typeof telegramConfigSchema>;
export type MatrixConfig = z.infer<typeof matrixConfigSchema>;
export type WebhookConfig = z.infer<typeof webhookConfigSchema>;
export type SmsConfig = z.infer<typeof smsConfigSchema>;
export type DesktopConfig = z.infer<typeof desktopConfigSchema>;
export type ChannelConfigs = {
  telegram: TelegramConfig;
  matrix: MatrixConfig;
  webhook: WebhookConfig;
  sms: SmsConfig;
  desktop: DesktopConfig;
};
export type ChannelConfig = ChannelConfigs[ChannelKind];

/** Fields of a configuration that are sealed at rest, never answered, and only ever replaced. */
export const channelSecretFields = {
  telegram: ['botToken', 'proxyUrl'],
  matrix: ['accessToken'],
  webhook: ['signingSecret', 'headers'],
  sms: ['apiKey', 'authToken', 'headers'],
  desktop: [],
} as const satisfies Record<ChannelKind, readonly string[]>;

/** Fields that say where a configuration's secrets are sent. A change there clears the secrets (X5). */
export const channelOriginFields = {
  telegram: ['apiBaseUrl'],
  matrix: ['homeserverUrl'],
  webhook: [],
  sms: ['apiBaseUrl', 'url', 'provider'],
  desktop: [],
} as const satisfies Record<ChannelKind, readonly string[]>;

export const channelViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: channelKindSchema,
  enabled: z.boolean(),
  config: z.record(z.string(), z.unknown()).describe('Without secrets'),
  secretsSet: z.array(z.string()).describe('Names of the secret fields that hold a value'),
  usedBy: z.object({ destinations: z.number().int() }),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type ChannelView = z.infer<typeof channelViewSchema>;

export const channelCreateInput = z.strictObject({
  name: nameSchema,
  kind: channelKindSchema,
  enabled: z.boolean().default(true),
  config: z
    .record(z.string(), z.unknown())
    .describe('By kind: see the schemas Telegram, Matrix, Webhook, Sms'),
});
export const channelUpdateInput = z.strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  enabled: z.boolean().optional(),
  config: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Fields to change; null removes an optional one; a secret left out stays'),
});

export const channelTestInput = z.strictObject({
  kind: channelKindSchema,
  name: nameSchema.optional().describe('Stands in the message'),
  config: z
    .record(z.string(), z.unknown())
    .describe('As for creating; with channelId as for changing: what is left out is taken from the channel'),
  channelId: idSchema
    .optional()
    .describe('The channel that is being changed; its secrets go to no address they were not entered for'),
  address: z.record(z.string(), z.unknown()).default({}).describe('Where the message goes'),
});

export const testResultSchema = z.object({
  ok: z.boolean(),
  latencyMs: z.number().int(),
  answer: z.string().describe("The remote's own answer"),
  remoteId: z.string().nullable(),
});
export type TestResult = z.infer<typeof testResultSchema>;

export const channelsContract = {
  list: oc
    .route({ method: 'GET', path: '/channels', summary: 'All channels', tags: ['channels'] })
    .output(z.object({ items: z.array(channelViewSchema) })),
  get: oc
    .route({ method: 'GET', path: '/channels/{id}', summary: 'One channel', tags: ['channels'] })
    .input(idInput)
    .output(channelViewSchema),
  create: oc
    .route({
      method: 'POST',
      path: '/channels',
      successStatus: 201,
      summary: 'Add a channel',
      tags: ['channels'],
    })
    .input(channelCreateInput)
    .output(channelViewSchema),
  update: oc
    .route({ method: 'PATCH', path: '/channels/{id}', summary: 'Change a channel', tags: ['channels'] })
    .input(channelUpdateInput)
    .output(channelViewSchema),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/channels/{id}',
      summary: 'Remove a channel that no destination uses',
      tags: ['channels'],
    })
    .input(idInput)
    .output(okOutput),
  test: oc
    .route({
      method: 'POST',
      path: '/channels/{id}/test',
      summary: 'Send a real test message and answer what the remote said',
      tags: ['channels'],
    })
    .input(
      z.strictObject({
        id: idSchema,
        destinationId: idSchema.optional().describe('Where to; default the first destination of the channel'),
        address: z.record(z.string(), z.unknown()).optional().describe('Where to, not stored yet'),
      }),
    )
    .output(testResultSchema),
  pause: oc
    .route({
      method: 'POST',
      path: '/channels/{id}/pause',
      summary: 'Hold back what is sent through it, or let it go on; nothing is lost meanwhile',
      tags: ['channels'],
    })
    .input(idInput.extend({ paused: z.boolean() }))
    .output(okOutput),
  testUnsaved: oc
    .route({
      method: 'POST',
      path: '/channels/test',
      summary: 'Send a real test message with a configuration that is not saved',
      tags: ['channels'],
    })
    .input(channelTestInput)
    .output(testResultSchema),
};
