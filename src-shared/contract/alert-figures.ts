/** Figures over alerts: counts of a list by facet, and statistics over time. */
import { z } from 'zod';
import { alertStatusSchema, categorySchema, severitySchema, stateSchema } from '../vocabulary.ts';
import { timeSchema } from './inputs.ts';

const count = z.number().int().min(0);
const topSchema = z.array(z.object({ value: z.string(), count })).describe('Most frequent first');
export type Top = z.infer<typeof topSchema>;

export const alertFacetsSchema = z
  .object({
    total: count,
    severity: z.record(severitySchema, count),
    state: z.record(stateSchema, count),
    status: z.record(alertStatusSchema, count),
    category: z.record(categorySchema, count),
    hosts: topSchema,
    senders: topSchema,
  })
  .describe('Counts of all alerts that fit the filter, on whatever page');
export type AlertFacets = z.infer<typeof alertFacetsSchema>;

export const maxBlocks = 400;

export const statisticsInput = z.object({
  since: timeSchema.optional().describe('Epoch ms or ISO 8601; left out: 24 hours before until'),
  until: timeSchema.optional().describe('Epoch ms or ISO 8601; left out: now'),
  blocks: z.number().int().min(1).max(maxBlocks).default(24).describe('Equal parts of the time'),
});
export type StatisticsInput = z.infer<typeof statisticsInput>;

const latencySchema = z
  .object({ p50Ms: count, p95Ms: count, p99Ms: count, maxMs: count })
  .nullable()
  .describe('From receipt to the first delivery; null where nothing was delivered');

export const statisticsSchema = z.object({
  since: z.number().int().describe('Epoch ms, included'),
  until: z.number().int().describe('Epoch ms, not included'),
  blockMs: z.number(),
  received: count,
  severity: z.record(severitySchema, count),
  status: z.record(alertStatusSchema, count),
  category: z.record(categorySchema, count),
  blocks: z.array(
    z.object({
      at: z.number().int().describe('Where it begins, epoch ms'),
      received: count,
      severity: z.record(severitySchema, count),
      told: count.describe(
        'Of all alerts of the time asked for, those whose first delivery fell into this block',
      ),
      latency: latencySchema.describe('Of the alerts received in this block'),
    }),
  ),
  senders: topSchema,
  hosts: topSchema,
  delivery: z.object({
    told: count.describe('Alerts of this time that reached somebody'),
    latency: latencySchema,
  }),
  throughput: z.object({
    overMs: z.number().int().describe('Counted over so long before now'),
    receivedPerMinute: z.number(),
    toldPerMinute: z.number(),
  }),
});
export type Statistics = z.infer<typeof statisticsSchema>;
