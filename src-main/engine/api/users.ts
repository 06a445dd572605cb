import type { UserView } from '../../../src-shared/contract/users.ts';
import { AppError } from '../errors.ts';
import type { ConfigDocument, UserRecord } from '../store/config-document.ts';
import { admin } from './access.ts';
import { found, removeFrom, requireRoom } from './config-changes.ts';

export const userView = ({ passwordHash: _, ...seen }: UserRecord): UserView => seen;

const requireFreeName = (list: readonly { username: string }[], username: string): void => {
  if (!list.some((one) => one.username.toLowerCase() === username.toLowerCase())) return;
  throw new AppError('conflict', { field: 'username', message: `username: ${username} is taken already` });
};

const requireAdminLeft = (draft: ConfigDocument, field?: string): void => {
  if (draft.users.some(({ role }) => role === 'admin')) return;
  throw new AppError('conflict', {
    message: 'This is the last admin: make another one first.',
    ...(field === undefined ? {} : { field }),
  });
};

export const users = {
  list: admin.users.list.handler(({ context }) => ({
    items: context.services.config.current().users.map(userView),
  })),

  create: admin.users.create.handler(async ({ context, input }) => {
    const { config, ports } = context.services;
    requireFreeName(config.current().users, input.username);
    const passwordHash = await context.passwords.hash(input.password);
    const now = ports.clock.now();
    const record: UserRecord = {
      id: ports.ids.next(),
      username: input.username,
      role: input.role,
      passwordHash,
      createdAt: now,
      updatedAt: now,
    };
    return config.change(context.caller.username, (draft) => {
      requireRoom(draft, 'users');
      requireFreeName(draft.users, input.username);
      draft.users.push(record);
      return userView(record);
    });
  }),

  update: admin.users.update.handler(async ({ context, input }) => {
    const { config, ports } = context.services;
    found(config.current().users, input.id, 'user');
    const passwordHash =
      input.password === undefined ? undefined : await context.passwords.hash(input.password);
    const view = await config.change(context.caller.username, (draft) => {
      const record = found(draft.users, input.id, 'user');
      if (input.role !== undefined) record.role = input.role;
      if (passwordHash !== undefined) record.passwordHash = passwordHash;
      requireAdminLeft(draft, 'role');
      record.updatedAt = ports.clock.now();
      return userView(record);
    });
    await context.sessions.endAll(input.id);
    return view;
  }),

  remove: admin.users.remove.handler(async ({ context, input }) => {
    await context.services.config.change(context.caller.username, (draft) => {
      removeFrom(draft.users, input.id, 'user');
      requireAdminLeft(draft);
    });
    await context.sessions.endAll(input.id);
    return { ok: true as const };
  }),
};

export const smtpUsers = {
  list: admin.smtpUsers.list.handler(({ context }) => ({
    items: context.services.config
      .current()
      .smtpUsers.map(({ id, username, createdAt }) => ({ id, username, createdAt })),
  })),

  create: admin.smtpUsers.create.handler(async ({ context, input }) => {
    const { config, ports } = context.services;
    requireFreeName(config.current().smtpUsers, input.username);
    const passwordHash = await context.passwords.hash(input.password);
    const record = {
      id: ports.ids.next(),
      username: input.username,
      passwordHash,
      createdAt: ports.clock.now(),
    };
    return config.change(context.caller.username, (draft) => {
      requireRoom(draft, 'smtpUsers');
      requireFreeName(draft.smtpUsers, input.username);
      draft.smtpUsers.push(record);
      return { id: record.id, username: record.username, createdAt: record.createdAt };
    });
  }),

  remove: admin.smtpUsers.remove.handler(async ({ context, input }) => {
    await context.services.config.change(context.caller.username, (draft) => {
      removeFrom(draft.smtpUsers, input.id, 'SMTP user');
      if (draft.smtpUsers.length === 0 && draft.settings.smtpAuthRequired) {
        throw new AppError('in_use', {
          message: 'The setting smtpAuthRequired needs at least one SMTP user: switch it off first.',
        });
      }
    });
    return { ok: true as const };
  }),
};
