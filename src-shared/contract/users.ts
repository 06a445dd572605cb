import { oc } from '@orpc/contract';
import { z } from 'zod';
import { roleSchema } from '../vocabulary.ts';
import { idInput, idSchema, okOutput } from './inputs.ts';

export const usernameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must be 1 to 64 letters, digits or . _ @ -');
/** 12 characters at least (H2); no further rules, length is what counts. */
export const passwordSchema = z
  .string()
  .min(12, 'must be at least 12 characters')
  .max(200, 'must be at most 200 characters');

export const userViewSchema = z.object({
  id: idSchema,
  username: z.string(),
  role: roleSchema,
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type UserView = z.infer<typeof userViewSchema>;

export const authContract = {
  login: oc
    .route({ method: 'POST', path: '/auth/login', summary: 'Sign in', tags: ['auth'] })
    .input(z.strictObject({ username: z.string().max(200), password: z.string().max(1000) }))
    .output(z.object({ token: z.string(), expiresAt: z.number().int(), user: userViewSchema })),
  logout: oc
    .route({ method: 'POST', path: '/auth/logout', summary: 'End this session', tags: ['auth'] })
    .output(okOutput),
  me: oc
    .route({ method: 'GET', path: '/auth/me', summary: 'Who is signed in', tags: ['auth'] })
    .output(userViewSchema),
  changePassword: oc
    .route({
      method: 'POST',
      path: '/auth/password',
      summary: 'Change the own password; ends all other sessions',
      tags: ['auth'],
    })
    .input(z.strictObject({ current: z.string().max(1000), next: passwordSchema }))
    .output(okOutput),
};

export const usersContract = {
  list: oc
    .route({ method: 'GET', path: '/users', summary: 'All users', tags: ['users'] })
    .output(z.object({ items: z.array(userViewSchema) })),
  create: oc
    .route({ method: 'POST', path: '/users', successStatus: 201, summary: 'Add a user', tags: ['users'] })
    .input(z.strictObject({ username: usernameSchema, password: passwordSchema, role: roleSchema }))
    .output(userViewSchema),
  update: oc
    .route({
      method: 'PATCH',
      path: '/users/{id}',
      summary: 'Change role or password of a user',
      tags: ['users'],
    })
    .input(z.strictObject({ id: idSchema, role: roleSchema.optional(), password: passwordSchema.optional() }))
    .output(userViewSchema),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/users/{id}',
      summary: 'Remove a user; never the last admin',
      tags: ['users'],
    })
    .input(idInput)
    .output(okOutput),
};

/** Who may sign in at the SMTP port (AUTH), where that is wanted. */
export const smtpUsersContract = {
  list: oc
    .route({ method: 'GET', path: '/smtp-users', summary: 'Accounts of monitoring tools', tags: ['smtp'] })
    .output(
      z.object({
        items: z.array(z.object({ id: idSchema, username: z.string(), createdAt: z.number().int() })),
      }),
    ),
  create: oc
    .route({ method: 'POST', path: '/smtp-users', successStatus: 201, summary: 'Add one', tags: ['smtp'] })
    .input(z.strictObject({ username: usernameSchema, password: passwordSchema }))
    .output(z.object({ id: idSchema, username: z.string(), createdAt: z.number().int() })),
  remove: oc
    .route({ method: 'DELETE', path: '/smtp-users/{id}', summary: 'Remove one', tags: ['smtp'] })
    .input(idInput)
    .output(okOutput),
};
