import { oc } from '@orpc/contract';
import { z } from 'zod';
import { idInput, idSchema, okOutput, timeSchema } from './inputs.ts';
import { globSchema } from './rules.ts';

export const muteSchema = z.object({
  id: idSchema,
  glob: z.string(),
  scope: z.enum(['sender', 'domain']).describe('sender: the whole address; domain: what stands behind the @'),
  until: z.number().int().nullable().describe('Epoch ms; null: until removed'),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type Mute = z.infer<typeof muteSchema>;

export const muteViewSchema = muteSchema.extend({
  expired: z.boolean(),
  suppressed: z.number().int().describe('Alerts it has kept back'),
  lastAt: z.number().int().nullable(),
});

export type MuteView = z.infer<typeof muteViewSchema>;

export const muteCreateInput = z.strictObject({
  glob: globSchema,
  scope: z.enum(['sender', 'domain']),
  until: timeSchema.nullable().default(null).describe('Epoch ms or ISO 8601; in the future'),
  reason: z.string().max(500).default(''),
});

export const mutesContract = {
  list: oc
    .route({ method: 'GET', path: '/mutes', summary: 'All mutes, expired ones too', tags: ['mutes'] })
    .output(z.object({ items: z.array(muteViewSchema) })),
  create: oc
    .route({
      method: 'POST',
      path: '/mutes',
      successStatus: 201,
      summary: 'Mute a sender or domain',
      tags: ['mutes'],
    })
    .input(muteCreateInput)
    .output(muteViewSchema),
  update: oc
    .route({ method: 'PATCH', path: '/mutes/{id}', summary: 'Change a mute', tags: ['mutes'] })
    .input(
      z.strictObject({
        id: idSchema,
        glob: globSchema.optional(),
        scope: z.enum(['sender', 'domain']).optional(),
        until: timeSchema.nullable().optional(),
        reason: z.string().max(500).optional(),
      }),
    )
    .output(muteViewSchema),
  expire: oc
    .route({
      method: 'POST',
      path: '/mutes/{id}/expire',
      summary: 'End a mute now; it stays in the list and can be extended',
      tags: ['mutes'],
    })
    .input(idInput)
    .output(muteViewSchema),
  remove: oc
    .route({ method: 'DELETE', path: '/mutes/{id}', summary: 'Lift a mute', tags: ['mutes'] })
    .input(idInput)
    .output(okOutput),
};
