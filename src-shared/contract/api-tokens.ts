/** Tokens for programs: sent as `Authorization: Bearer`, shown once, kept as a hash. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { roleSchema } from '../vocabulary.ts';
import { idInput, idSchema, nameSchema, okOutput } from './inputs.ts';

export const apiTokenViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  hint: z.string().describe('How the token begins, to tell it from others'),
  createdBy: z.string(),
  createdAt: z.number().int(),
  expiresAt: z.number().int().nullable().describe('Epoch ms; null: until revoked'),
  lastUsedAt: z.number().int().nullable().describe('To the minute'),
});
export type ApiTokenView = z.infer<typeof apiTokenViewSchema>;

export const apiTokenCreateInput = z.strictObject({
  name: nameSchema,
  role: roleSchema,
  expiresInDays: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .default(90)
    .describe('null: until it is revoked'),
});

export const apiTokensContract = {
  list: oc
    .route({ method: 'GET', path: '/api-tokens', summary: 'Tokens of programs', tags: ['api tokens'] })
    .output(z.object({ items: z.array(apiTokenViewSchema) })),
  create: oc
    .route({
      method: 'POST',
      path: '/api-tokens',
      successStatus: 201,
      summary: 'Make a token; it is answered this once',
      tags: ['api tokens'],
    })
    .input(apiTokenCreateInput)
    .output(apiTokenViewSchema.extend({ token: z.string() })),
  revoke: oc
    .route({
      method: 'DELETE',
      path: '/api-tokens/{id}',
      summary: 'Revoke a token at once',
      tags: ['api tokens'],
    })
    .input(idInput)
    .output(okOutput),
};
