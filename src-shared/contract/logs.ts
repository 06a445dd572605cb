/** The program's own log on the node that answers: the newest records, and those to come. Secrets are not in it. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export const logLevelSchema = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevelSchema>;

export const logEntrySchema = z.object({
  cursor: z.string().describe('Its place in the log, for `after`'),
  at: z.number().int().describe('Epoch ms'),
  level: logLevelSchema,
  message: z.string(),
  fields: z.record(z.string(), z.unknown()),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

const filter = {
  level: logLevelSchema.optional().describe('This level and those above it'),
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Words that all stand in the record, anywhere; case does not matter'),
  after: z.string().max(100).optional().describe('Only what came after this cursor'),
};

export const logsContract = {
  list: oc
    .route({ method: 'GET', path: '/logs', summary: 'The newest log records, oldest first', tags: ['logs'] })
    .input(z.object({ ...filter, limit: z.number().int().min(1).max(1_000).default(500) }))
    .output(z.object({ items: z.array(logEntrySchema), nodeId: z.string() })),
  tail: oc
    .route({
      method: 'GET',
      path: '/logs/tail',
      summary: 'Log records as they come (server-sent events)',
      description: 'Begins with what is there after the cursor; without one, with what comes from now on.',
      tags: ['logs'],
    })
    .input(z.object(filter))
    .output(eventIterator(logEntrySchema)),
};
