/** Incidents: the alerts of one fingerprint, from the first that fires to the resolution. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import {
  incidentStatusSchema,
  incidentTimelineKindSchema,
  severitySchema,
  stateSchema,
} from '../vocabulary.ts';

/** Who took it on, when, and what they said; a tool's own acknowledgement mail carries the tool's name. */
const markSchema = z.object({ by: z.string(), at: z.number().int(), note: z.string() });

/** One of the alerts that a group mail carries. */
export const incidentMemberSchema = z.object({
  fingerprint: z.string().describe('Its own identity; empty where it has none'),
  host: z.string(),
  resource: z.string(),
  state: stateSchema,
  severity: severitySchema,
  summary: z.string(),
});
export type IncidentMember = z.infer<typeof incidentMemberSchema>;

export const incidentTimelineEntrySchema = z.object({
  at: z.number().int().describe('Epoch ms'),
  kind: incidentTimelineKindSchema,
  alertId: z.string().optional(),
  by: z.string().optional().describe('A person, or the tool that said so'),
  note: z.string().optional(),
  detail: z.string(),
});
export type IncidentTimelineEntry = z.infer<typeof incidentTimelineEntrySchema>;

export const incidentItemSchema = z.object({
  id: z.string().describe('The id of the alert that opened it'),
  fingerprint: z.string(),
  status: incidentStatusSchema,
  severity: severitySchema.describe('As it is now; the last one once it is resolved'),
  highestSeverity: severitySchema.describe('The highest since it was opened or reopened'),
  category: z.string(),
  source: z.string(),
  host: z.string(),
  resource: z.string(),
  condition: z.string(),
  summary: z.string(),
  openedAt: z.number().int().describe('Epoch ms'),
  lastAt: z.number().int().describe('When its newest alert was received'),
  resolvedAt: z.number().int().nullable(),
  count: z.number().int().describe('Alerts, exact repeats included'),
  repeats: z.number().int().describe('Exact repeats among them that were not told'),
  flapping: z.boolean(),
  reopened: z.number().int().describe('How often it came back soon after it was resolved'),
  acknowledged: markSchema.nullable(),
  resolved: markSchema.nullable().describe('Set where a person resolved it'),
  firstAlertId: z.string(),
  lastAlertId: z.string(),
  revision: z.number().int().describe('Counted up by every change'),
});
export type IncidentItem = z.infer<typeof incidentItemSchema>;

export const maxIncidentMembers = 100;
export const maxTimelineEntries = 200;

export const incidentSchema = incidentItemSchema.extend({
  members: z
    .array(incidentMemberSchema)
    .describe(`What its group mails carry, at most ${maxIncidentMembers}; firing ones first`),
  timeline: z
    .array(incidentTimelineEntrySchema)
    .describe(`Every event and send, oldest first; the newest ${maxTimelineEntries}`),
});
export type Incident = z.infer<typeof incidentSchema>;

const idInput = z.object({ id: z.string().min(1).max(64) });
const noteSchema = z.string().max(2000);
const noteInput = idInput.extend({ note: noteSchema.default('') });

export const incidentListInput = z.object({
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
  status: incidentStatusSchema.optional(),
  severity: severitySchema.optional(),
  host: z.string().max(253).optional().describe('The host, or the beginning of its name'),
  q: z
    .string()
    .max(500)
    .optional()
    .describe('Words that stand in summary, condition, host, resource or source'),
});
export type IncidentListInput = z.infer<typeof incidentListInput>;

export const incidentsContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/incidents',
      summary: 'Incidents, those with the newest alerts first',
      tags: ['incidents'],
    })
    .input(incidentListInput)
    .output(z.object({ items: z.array(incidentItemSchema), nextCursor: z.string().nullable() })),
  counts: oc
    .route({
      method: 'GET',
      path: '/incidents/counts',
      summary: 'How many incidents there are, by status',
      tags: ['incidents'],
    })
    .output(z.object({ total: z.number().int(), status: z.record(incidentStatusSchema, z.number().int()) })),
  get: oc
    .route({
      method: 'GET',
      path: '/incidents/{id}',
      summary: 'One incident with its members and timeline',
      tags: ['incidents'],
    })
    .input(idInput)
    .output(incidentSchema),
  acknowledge: oc
    .route({
      method: 'POST',
      path: '/incidents/{id}/acknowledge',
      summary: 'Say that you are on it',
      tags: ['incidents'],
    })
    .input(noteInput)
    .output(incidentSchema),
  unacknowledge: oc
    .route({
      method: 'POST',
      path: '/incidents/{id}/unacknowledge',
      summary: 'Take an acknowledgement back',
      tags: ['incidents'],
    })
    .input(noteInput)
    .output(incidentSchema),
  resolve: oc
    .route({
      method: 'POST',
      path: '/incidents/{id}/resolve',
      summary: 'Say that it is over',
      tags: ['incidents'],
    })
    .input(noteInput)
    .output(incidentSchema),
  reopen: oc
    .route({
      method: 'POST',
      path: '/incidents/{id}/reopen',
      summary: 'Take back that a person said it is over',
      description:
        'Refused where its tool said so, and where the problem goes on as a newer incident of the same fingerprint.',
      tags: ['incidents'],
    })
    .input(noteInput)
    .output(incidentSchema),
  note: oc
    .route({
      method: 'POST',
      path: '/incidents/{id}/note',
      summary: 'Write something on its timeline; nobody is told',
      tags: ['incidents'],
    })
    .input(idInput.extend({ note: noteSchema.min(1) }))
    .output(incidentSchema),
};
