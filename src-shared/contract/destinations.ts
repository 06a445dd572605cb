import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { ChannelKind } from '../vocabulary.ts';
import { httpUrlSchema, idInput, idSchema, nameSchema, okOutput } from './inputs.ts';

export const telegramAddressSchema = z.strictObject({
  chatId: z
    .union([z.number().int().transform(String), z.string()])
    .pipe(
      z
        .string()
        .regex(
          /^(-?\d{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31})$/,
          'must be a chat id like -1001234567890 or @channel',
        ),
    ),
  threadId: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Topic of a forum group; leave out for General'),
});
export const matrixAddressSchema = z.strictObject({
  roomId: z
    .string()
    .max(255)
    .regex(/^[!#][^\s]+$/, 'must be a room id like !abc:example.org or an alias like #ops:example.org'),
});
export const webhookAddressSchema = z.strictObject({ url: httpUrlSchema });
export const smsAddressSchema = z.strictObject({
  phone: z
    .string()
    .transform((value) => value.replace(/[\s().-]/g, ''))
    .pipe(z.string().regex(/^\+?\d{4,15}$/, 'must be a phone number like +989121234567')),
});
export const desktopAddressSchema = z.strictObject({});

/** Address by channel kind. */
export const addressSchemas = {
  telegram: telegramAddressSchema,
  matrix: matrixAddressSchema,
  webhook: webhookAddressSchema,
  sms: smsAddressSchema,
  desktop: desktopAddressSchema,
} as const satisfies Record<ChannelKind, z.ZodType>;

export type Addresses = {
  telegram: z.output<typeof telegramAddressSchema>;
  matrix: z.output<typeof matrixAddressSchema>;
  webhook: z.output<typeof webhookAddressSchema>;
  sms: z.output<typeof smsAddressSchema>;
  desktop: z.output<typeof desktopAddressSchema>;
};
export type Address = Addresses[ChannelKind];

export const destinationSchema = z.object({
  id: idSchema,
  name: z.string(),
  channelId: idSchema,
  address: z.record(z.string(), z.unknown()),
  enabled: z.boolean(),
  usedBy: z.object({ rules: z.array(z.string()), settings: z.array(z.string()) }),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type DestinationView = z.infer<typeof destinationSchema>;

export const destinationCreateInput = z.strictObject({
  name: nameSchema,
  channelId: idSchema,
  address: z.record(z.string(), z.unknown()).default({}),
  enabled: z.boolean().default(true),
});

export const destinationsContract = {
  list: oc
    .route({ method: 'GET', path: '/destinations', summary: 'All destinations', tags: ['destinations'] })
    .output(z.object({ items: z.array(destinationSchema) })),
  get: oc
    .route({ method: 'GET', path: '/destinations/{id}', summary: 'One destination', tags: ['destinations'] })
    .input(idInput)
    .output(destinationSchema),
  create: oc
    .route({
      method: 'POST',
      path: '/destinations',
      successStatus: 201,
      summary: 'Add a destination on a channel',
      tags: ['destinations'],
    })
    .input(destinationCreateInput)
    .output(destinationSchema),
  update: oc
    .route({
      method: 'PATCH',
      path: '/destinations/{id}',
      summary: 'Change a destination',
      tags: ['destinations'],
    })
    .input(
      z.strictObject({
        id: idSchema,
        name: nameSchema.optional(),
        address: z.record(z.string(), z.unknown()).optional(),
        enabled: z.boolean().optional(),
      }),
    )
    .output(destinationSchema),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/destinations/{id}',
      summary: 'Remove a destination that no rule or setting uses',
      tags: ['destinations'],
    })
    .input(idInput)
    .output(okOutput),
};
