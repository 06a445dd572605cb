import { oc } from '@orpc/contract';
import { z } from 'zod';
import {
  alertStatusSchema,
  categorySchema,
  deliveryPurposeSchema,
  deliveryStateSchema,
  kindSchema,
  severitySchema,
  stateSchema,
} from '../vocabulary.ts';
import { alertFacetsSchema, statisticsInput, statisticsSchema } from './alert-figures.ts';
import { timeSchema } from './inputs.ts';

/** Who made an analysis: the deterministic reader, or the named provider's model. */
export const analysedBySchema = z.object({
  kind: z.enum(['deterministic', 'provider']),
  providerId: z.string().nullable(),
  providerName: z.string().nullable(),
  model: z.string().nullable(),
});

/** What may be said of an analysis beside it. `injection`: the mail speaks to a model; its severity is the reader's. */
export const analysisFlags = ['injection'] as const;

/** Words of the mail, as it writes them, that a field rests on. `at`: where they begin in its text, left out elsewhere. */
export const evidenceSchema = z.object({
  field: z.string(),
  words: z.string(),
  at: z.number().int().min(0).optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const analysisSchema = z.object({
  severity: severitySchema,
  category: categorySchema,
  state: stateSchema,
  system: z.string().describe('Product or service concerned, for example PostgreSQL'),
  host: z.string(),
  resource: z.string(),
  summary: z.string().describe('One line'),
  details: z.array(z.string()),
  actions: z.array(z.string()),
  confidence: z.number().min(0).max(1),
  language: z.string(),
  by: analysedBySchema,
  at: z.number().int().describe('Epoch ms'),
  latencyMs: z.number().int().nullable(),
  tokens: z.object({ prompt: z.number().int(), completion: z.number().int() }).nullable(),
  cached: z
    .boolean()
    .default(false)
    .describe('Taken over from a mail of the same template; no model was asked'),
  flags: z.array(z.enum(analysisFlags)).default([]),
  evidence: z.array(evidenceSchema).default([]).describe('Which words of the mail support which field'),
});
export type Analysis = z.infer<typeof analysisSchema>;

export const traceEntrySchema = z.object({
  stage: z.string(),
  at: z.number().int(),
  outcome: z.string(),
  detail: z.string(),
});
export type TraceEntry = z.infer<typeof traceEntrySchema>;

export const attemptSchema = z.object({
  at: z.number().int(),
  outcome: z.enum(['delivered', 'retry', 'dead', 'unclear']),
  error: z.string().nullable().describe("The remote's own words"),
  durationMs: z.number().int(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const deliverySchema = z.object({
  id: z.string(),
  alertId: z.string(),
  destinationId: z.string(),
  destinationName: z.string(),
  channelId: z.string(),
  channelName: z.string(),
  channelKind: z.string(),
  revision: z.number().int().describe('0 for the first telling of an alert, then counted up'),
  reason: z.string().describe('Why this destination: rule, default, override, resend'),
  state: deliveryStateSchema,
  attempts: z.array(attemptSchema).describe('The newest 50'),
  attemptCount: z.number().int(),
  possibleRepeat: z.boolean().describe('An earlier attempt may have arrived although its answer was lost'),
  remoteId: z.string().nullable(),
  createdAt: z.number().int(),
  nextAttemptAt: z.number().int().nullable(),
  finishedAt: z.number().int().nullable(),
  purpose: deliveryPurposeSchema.default('first'),
  incidentId: z.string().nullable().default(null),
  incidentRevision: z
    .number()
    .int()
    .default(0)
    .describe('The revision of the incident that made it owed; a newer one may be told instead'),
  note: z.string().default('').describe('How it ended up: edited, replied, in a digest, ...'),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const alertItemSchema = z.object({
  id: z.string(),
  receivedAt: z.number().int().describe('Epoch ms'),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  source: z.string().describe('The tool that sent it, as recognised; `generic` where none was'),
  kind: kindSchema,
  state: stateSchema,
  severity: severitySchema,
  category: categorySchema,
  host: z.string(),
  resource: z.string(),
  summary: z.string(),
  fingerprint: z.string().nullable(),
  incidentId: z.string().nullable(),
  status: alertStatusSchema,
  suppressedBy: z
    .string()
    .nullable()
    .describe('The reason, where status is suppressed: muted, duplicate, ...'),
  analysedBy: z.string().describe('`deterministic`, or the name of the provider'),
  acknowledged: z.object({ by: z.string(), at: z.number().int(), note: z.string() }).nullable(),
  resolved: z.object({ by: z.string(), at: z.number().int(), note: z.string() }).nullable(),
  copies: z.number().int().describe('How often the client sent this very message (joined resends included)'),
});
export type AlertItem = z.infer<typeof alertItemSchema>;

export const alertDetailSchema = alertItemSchema.extend({
  envelope: z.object({
    mailFrom: z.string(),
    rcptTo: z.array(z.string()),
    remoteAddress: z.string(),
    helo: z.string(),
    secure: z.boolean(),
    sizeBytes: z.number().int(),
    nodeId: z.string(),
  }),
  headerFrom: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  attachments: z.array(z.object({ name: z.string(), contentType: z.string(), sizeBytes: z.number().int() })),
  headers: z.record(z.string(), z.string()),
  notes: z.array(z.string()).describe('What was odd about the mail or its way'),
  analysis: analysisSchema,
  ruleId: z.string().nullable(),
  routeReason: z.string(),
  trace: z.array(traceEntrySchema),
  deliveries: z.array(deliverySchema),
});
export type AlertDetail = z.infer<typeof alertDetailSchema>;

/** What was sent to a provider for an alert, as it was sent: secrets are placeholders in it. */
export const sentTextSchema = z.object({
  providerName: z.string(),
  model: z.string(),
  at: z.number().int().describe('Epoch ms'),
  text: z.string(),
  redactions: z
    .array(z.object({ kind: z.string(), count: z.number().int() }))
    .describe('What was replaced before sending; empty for a local provider'),
});
export type SentText = z.infer<typeof sentTextSchema>;

const idInput = z.object({ id: z.string().min(1).max(64) });
const noteInput = idInput.extend({ note: z.string().max(2000).default('') });

export const alertListInput = z.object({
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
  q: z.string().max(500).optional().describe('Free words and field:value terms'),
  severity: severitySchema.optional(),
  state: stateSchema.optional(),
  status: alertStatusSchema.optional(),
  from: z.string().max(320).optional().describe('Glob or part of the sender'),
  to: z.string().max(320).optional().describe('Glob or part of a recipient'),
  since: timeSchema.optional().describe('Epoch ms or ISO 8601'),
  until: timeSchema.optional().describe('Epoch ms or ISO 8601'),
  facets: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
    .optional()
    .describe('Count all alerts that fit by facet, too'),
});
export type AlertListInput = z.infer<typeof alertListInput>;

/** How many alerts of a time there are, by each facet that is indexed. */
export const alertCountsSchema = z.object({
  total: z.number().int(),
  severity: z.record(severitySchema, z.number().int()),
  state: z.record(stateSchema, z.number().int()),
  status: z.record(alertStatusSchema, z.number().int()),
});
export type AlertCounts = z.infer<typeof alertCountsSchema>;

export const alertBulkActionSchema = z.enum([
  'acknowledge',
  'unacknowledge',
  'resolve',
  'unresolve',
  'resend',
]);
export type AlertBulkAction = z.infer<typeof alertBulkActionSchema>;

export const maxBulkAlerts = 1000;

export const alertsContract = {
  list: oc
    .route({ method: 'GET', path: '/alerts', summary: 'Alerts, newest first', tags: ['alerts'] })
    .input(alertListInput)
    .output(
      z.object({
        items: z.array(alertItemSchema),
        nextCursor: z.string().nullable(),
        facets: alertFacetsSchema
          .nullable()
          .optional()
          .describe('Where asked for; null while alerts are still being indexed: ask again in a moment'),
      }),
    ),
  statistics: oc
    .route({
      method: 'GET',
      path: '/statistics',
      summary: 'Alerts over time, top senders and hosts, how fast people were told',
      tags: ['alerts'],
    })
    .input(statisticsInput)
    .output(statisticsSchema),
  counts: oc
    .route({
      method: 'GET',
      path: '/alerts/counts',
      summary: 'How many alerts there are, by severity, state and status',
      tags: ['alerts'],
    })
    .input(z.object({ since: timeSchema.optional(), until: timeSchema.optional() }))
    .output(alertCountsSchema),
  get: oc
    .route({
      method: 'GET',
      path: '/alerts/{id}',
      summary: 'One alert with trace and deliveries',
      tags: ['alerts'],
    })
    .input(idInput)
    .output(alertDetailSchema),
  raw: oc
    .route({
      method: 'GET',
      path: '/alerts/{id}/raw',
      summary: 'The message as received',
      description: 'Answers the raw bytes as message/rfc822, as long as the retention time keeps them.',
      tags: ['alerts'],
    })
    .input(idInput)
    .output(z.file()),
  sent: oc
    .route({
      method: 'GET',
      path: '/alerts/{id}/sent',
      summary: 'What was sent to a provider for this alert, word for word',
      description:
        'Kept as long as raw messages. Null where no provider was asked, or the analysis was cached.',
      tags: ['alerts'],
    })
    .input(idInput)
    .output(z.object({ sent: sentTextSchema.nullable() })),
  acknowledge: oc
    .route({
      method: 'POST',
      path: '/alerts/{id}/acknowledge',
      summary: 'Say that you are on it',
      tags: ['alerts'],
    })
    .input(noteInput)
    .output(alertItemSchema),
  resolve: oc
    .route({ method: 'POST', path: '/alerts/{id}/resolve', summary: 'Say that it is over', tags: ['alerts'] })
    .input(noteInput)
    .output(alertItemSchema),
  reanalyse: oc
    .route({
      method: 'POST',
      path: '/alerts/{id}/reanalyse',
      summary: 'Ask the provider chain again; nobody is told anew',
      tags: ['alerts'],
    })
    .input(idInput.extend({ providerId: z.string().max(64).optional() }))
    .output(alertDetailSchema),
  resend: oc
    .route({
      method: 'POST',
      path: '/alerts/{id}/resend',
      summary: 'Tell again, the routed destinations or the given ones',
      tags: ['alerts'],
    })
    .input(idInput.extend({ destinationIds: z.array(z.string().max(64)).max(50).optional() }))
    .output(alertDetailSchema),
  bulk: oc
    .route({
      method: 'POST',
      path: '/alerts/bulk',
      summary: 'Do one thing to many alerts; those it could not be done to are named',
      description:
        'unacknowledge and unresolve take back what a person said. One that fails does not keep the others back.',
      tags: ['alerts'],
    })
    .input(
      z.strictObject({
        action: alertBulkActionSchema,
        ids: z.array(z.string().min(1).max(64)).min(1).max(maxBulkAlerts),
        note: z.string().max(2000).default(''),
      }),
    )
    .output(
      z.object({
        done: z.number().int(),
        failed: z.array(z.object({ id: z.string(), reason: z.string() })),
      }),
    ),
};
