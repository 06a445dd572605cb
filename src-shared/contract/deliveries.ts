/** Deliveries that are still owed: what waits for a first attempt, is being attempted, or waits for its next one. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { alertItemSchema, deliverySchema } from './alerts.ts';
import { idSchema } from './inputs.ts';

export const openDeliverySchema = deliverySchema.extend({ alert: alertItemSchema.nullable() });
export type OpenDelivery = z.infer<typeof openDeliverySchema>;

/** How far into the queues one may page; what lies behind comes forward as the front is worked off. */
export const maxOpenDeliveries = 2_000;

export const deliveriesContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/deliveries',
      summary: 'Open deliveries, the next to be attempted first',
      tags: ['deliveries'],
    })
    .input(
      z.object({
        channelId: idSchema.optional().describe('Of this channel; left out: of all'),
        stage: z
          .enum(['waiting', 'active', 'retrying'])
          .optional()
          .describe('Only these; retrying: waits for its next attempt'),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z
          .string()
          .regex(/^\d{1,5}$/, 'must be the nextCursor of an earlier answer')
          .optional(),
      }),
    )
    .output(
      z.object({
        items: z.array(openDeliverySchema),
        nextCursor: z.string().nullable(),
        total: z.number().int().describe('How many there are in all'),
      }),
    ),
  attempt: oc
    .route({
      method: 'POST',
      path: '/deliveries/{id}/attempt',
      summary: 'Make the next attempt now',
      description: 'A destination that asked not to be called for some time is still left alone that long.',
      tags: ['deliveries'],
    })
    .input(z.object({ id: z.string().min(1).max(200) }))
    .output(deliverySchema),
};
