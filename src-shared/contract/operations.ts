/** What is running and how it stands: queues, dead letters, ledger, health, live events. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { alertStatuses } from '../vocabulary.ts';
import { alertItemSchema, deliverySchema } from './alerts.ts';
import { partCodes, problemCodes } from './health-codes.ts';
import { idSchema } from './inputs.ts';

const depth = z.object({ waiting: z.number().int(), active: z.number().int(), retrying: z.number().int() });

export const queuesSchema = z.object({
  spool: z.number().int().describe('Accepted messages not yet handed to Redis'),
  alerts: depth.describe('Alerts on their way to being told; retrying: waiting for a model or its deadline'),
  analyses: depth.describe('Alerts waiting for a model'),
  deliveries: z
    .record(z.string(), depth.extend({ paused: z.boolean().describe('Nothing is sent until it goes on') }))
    .describe('By channel id'),
  dead: z.number().int().describe('Dead letters'),
});
export type Queues = z.infer<typeof queuesSchema>;

export const ledgerSchema = z.object({
  accepted: z.number().int(),
  delivered: z.number().int(),
  suppressed: z.number().int(),
  waiting: z.number().int(),
  dead: z.number().int(),
  unrouted: z.number().int(),
  balanced: z.boolean(),
  difference: z.number().int().describe('accepted less the sum of the others; 0 when balanced'),
  joined: z.number().int().describe('Resends by clients that were joined to an alert already accepted'),
  at: z.number().int(),
});
export type Ledger = z.infer<typeof ledgerSchema>;

const params = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .describe('What the words of the code speak of');

export const partStates = ['ok', 'degraded', 'down', 'idle', 'unknown'] as const;
const part = z.object({
  state: z.enum(partStates),
  detail: z.string(),
  code: z.enum(partCodes).optional().describe('Says the same as detail, in any language'),
  params: params.optional(),
  lastSuccessAt: z.number().int().nullable(),
  lastErrorAt: z.number().int().nullable().optional(),
  lastError: z.string().nullable().optional(),
});
export type PartHealth = z.infer<typeof part>;

export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  version: z.string(),
  nodeId: z.string(),
  startedAt: z.number().int(),
  at: z.number().int(),
  problems: z
    .array(
      z.object({
        part: z.string(),
        severity: z.enum(['warning', 'critical']),
        message: z.string(),
        code: z.enum(problemCodes).describe('Says the same as message, in any language'),
        params,
      }),
    )
    .describe('What needs a person, most urgent first'),
  smtp: part.extend({
    host: z.string().nullable(),
    port: z.number().int().nullable(),
    addresses: z
      .array(z.string())
      .describe('Names and addresses under which other machines reach the port; empty: it is not open'),
    sessions: z.number().int(),
  }),
  spool: part.extend({ unsettled: z.number().int(), bytes: z.number(), freeBytes: z.number() }),
  redis: part.extend({
    managed: z.boolean(),
    usedBytes: z.number().nullable(),
    maxBytes: z.number().nullable(),
  }),
  worker: part,
  ledger: part,
  providers: z.array(part.extend({ id: idSchema, name: z.string() })),
  channels: z.array(part.extend({ id: idSchema, name: z.string(), kind: z.string() })),
  nodes: z.array(
    z.object({
      id: z.string(),
      roles: z.array(z.string()),
      host: z.string(),
      version: z.string(),
      seenAt: z.number().int(),
    }),
  ),
});
export type Health = z.infer<typeof healthSchema>;

export const deadLetterSchema = deliverySchema.extend({
  alert: alertItemSchema.nullable(),
  diedAt: z.number().int(),
  reasonOfDeath: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

const bulkInput = z
  .strictObject({
    ids: z.array(z.string().min(1).max(200)).min(1).max(1000).optional(),
    channelId: idSchema.optional().describe('All dead letters of this channel'),
    all: z.literal(true).optional().describe('All dead letters'),
  })
  .refine((input) => [input.ids, input.channelId, input.all].filter((x) => x !== undefined).length === 1, {
    message: 'needs exactly one of ids, channelId or all',
  });
const bulkOutput = z.object({
  done: z.number().int(),
  failed: z.array(z.object({ id: z.string(), reason: z.string() })),
});

const deliveryIdInput = z.object({ id: z.string().min(1).max(200) });

/** How many dead letters `ids` answers at most. */
export const maxDeadLetterIds = 50_000;

export const deadLettersContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/dead-letters',
      summary: 'Dead letters, newest first',
      tags: ['dead letters'],
    })
    .input(
      z.object({
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().max(300).optional(),
        channelId: idSchema.optional(),
      }),
    )
    .output(
      z.object({
        items: z.array(deadLetterSchema),
        nextCursor: z.string().nullable(),
        total: z.number().int(),
      }),
    ),
  ids: oc
    .route({
      method: 'GET',
      path: '/dead-letters/ids',
      summary: `Ids of all dead letters, at most ${maxDeadLetterIds}`,
      description: 'For working through all of them in portions that name what is meant.',
      tags: ['dead letters'],
    })
    .input(z.object({ channelId: idSchema.optional() }))
    .output(z.object({ ids: z.array(z.string()) })),
  get: oc
    .route({ method: 'GET', path: '/dead-letters/{id}', summary: 'One dead letter', tags: ['dead letters'] })
    .input(deliveryIdInput)
    .output(deadLetterSchema),
  retry: oc
    .route({
      method: 'POST',
      path: '/dead-letters/{id}/retry',
      summary: 'Try it again now',
      tags: ['dead letters'],
    })
    .input(deliveryIdInput)
    .output(deliverySchema),
  discard: oc
    .route({
      method: 'POST',
      path: '/dead-letters/{id}/discard',
      summary: 'Give it up; the alert stays in the history',
      tags: ['dead letters'],
    })
    .input(deliveryIdInput)
    .output(deliverySchema),
  bulkRetry: oc
    .route({ method: 'POST', path: '/dead-letters/retry', summary: 'Try many again', tags: ['dead letters'] })
    .input(bulkInput)
    .output(bulkOutput),
  bulkDiscard: oc
    .route({ method: 'POST', path: '/dead-letters/discard', summary: 'Give many up', tags: ['dead letters'] })
    .input(bulkInput)
    .output(bulkOutput),
  bulkRestore: oc
    .route({
      method: 'POST',
      path: '/dead-letters/restore',
      summary: 'Take discarding back',
      tags: ['dead letters'],
    })
    .input(z.strictObject({ ids: z.array(z.string().min(1).max(200)).min(1).max(1000) }))
    .output(bulkOutput),
};

/** What happened, pushed as it happens. `cursor` continues where a lost connection stopped. */
export const liveEventSchema = z.object({
  cursor: z.string(),
  type: z.enum(['alert', 'delivery', 'incident', 'config', 'health', 'ledger']),
  alertId: z.string().nullable(),
  item: alertItemSchema.nullable().describe('For `alert`: the alert as it is now'),
  detail: z.record(z.string(), z.unknown()),
});
export type LiveEvent = z.infer<typeof liveEventSchema>;

export const sampleMailResult = z.object({
  ok: z.boolean(),
  latencyMs: z.number().int(),
  answer: z.string().describe("The SMTP port's own last reply"),
  alertId: z.string().nullable().describe('What became of it, once accepted'),
});
export type SampleMailResult = z.infer<typeof sampleMailResult>;

export const operationsContract = {
  sendSample: oc
    .route({
      method: 'POST',
      path: '/smtp/sample',
      summary: 'Send a sample alert through the own SMTP port, as a monitoring tool would',
      description:
        'It goes over loopback to the port of this node and to nowhere else. A refusal is an answer.',
      tags: ['operations'],
    })
    .output(sampleMailResult),
  queues: oc
    .route({ method: 'GET', path: '/queues', summary: 'Queue depths', tags: ['operations'] })
    .output(queuesSchema),
  ledger: oc
    .route({
      method: 'GET',
      path: '/ledger',
      summary: `accepted = ${alertStatuses.join(' + ')}`,
      tags: ['operations'],
    })
    .output(ledgerSchema),
  health: oc
    .route({ method: 'GET', path: '/health', summary: 'Health of every part', tags: ['operations'] })
    .output(healthSchema),
  events: oc
    .route({
      method: 'GET',
      path: '/events',
      summary: 'Live events (server-sent events)',
      tags: ['operations'],
    })
    .input(z.object({ after: z.string().max(100).optional().describe('The last cursor seen') }))
    .output(eventIterator(liveEventSchema)),
};
