import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { UserRecord } from '../store/config-document.ts';
import { anyone, user } from './access.ts';
import { found } from './config-changes.ts';
import type { ApiContext, Caller } from './context.ts';
import { userView } from './users.ts';

const findUser = (services: Services, username: string): UserRecord | undefined => {
  const wanted = username.trim().toLowerCase();
  return services.config.current().users.find((one) => one.username.toLowerCase() === wanted);
};

/** Counts the try before anything is compared; refused tries cost no work. */
const checkPassword = async (
  context: ApiContext,
  username: string,
  password: string,
): Promise<UserRecord> => {
  const { services, loginLimit, passwords, remoteAddress } = context;
  const waitMs = await loginLimit.take(username, remoteAddress);
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1000);
    throw new AppError('too_many_requests', {
      message: `Too many tries. Wait ${seconds} s, then try again.`,
      retryAfterSeconds: seconds,
    });
  }
  const record = findUser(services, username);
  const isRight = await passwords.isRight(password, record?.passwordHash ?? null);
  if (!isRight || record === undefined) {
    services.ports.logger.warn({ remoteAddress, known: record !== undefined }, 'a login was refused');
    throw new AppError('credentials_refused');
  }
  loginLimit.succeeded(username, remoteAddress);
  return record;
};

const setPassword = async (context: ApiContext, userId: string, password: string): Promise<void> => {
  const { config, ports } = context.services;
  const passwordHash = await context.passwords.hash(password);
  await config.change(found(config.current().users, userId, 'user').username, (draft) => {
    const record = found(draft.users, userId, 'user');
    record.passwordHash = passwordHash;
    record.updatedAt = ports.clock.now();
  });
};

/** Hashes the password anew, unless another was set since it was checked. */
const renewHash = async (
  { services: { config, ports }, passwords }: ApiContext,
  checked: UserRecord,
  password: string,
): Promise<void> => {
  const passwordHash = await passwords.hash(password);
  await config.change(checked.username, (draft) => {
    const record = found(draft.users, checked.id, 'user');
    if (record.passwordHash !== checked.passwordHash) throw new AppError('conflict');
    record.passwordHash = passwordHash;
    record.updatedAt = ports.clock.now();
  });
};

/** The user as of now. Checking takes its time: whoever knows only the password of before is refused. */
const asOfNow = async (
  { services, passwords }: ApiContext,
  checked: UserRecord,
  password: string,
): Promise<UserRecord> => {
  const record = services.config.current().users.find(({ id }) => id === checked.id);
  if (record?.passwordHash === checked.passwordHash) return record;
  if (record !== undefined && (await passwords.isRight(password, record.passwordHash))) return record;
  throw new AppError('credentials_refused');
};

const requireSession = ({ tokenId, isOsUser }: Caller): void => {
  if (isOsUser) {
    throw new AppError('forbidden', {
      message: 'The window belongs to whoever is signed in to this machine.',
    });
  }
  if (tokenId === undefined) return;
  throw new AppError('forbidden', { message: 'An API token has no session and no password: it is revoked.' });
};

export const auth = {
  login: anyone.auth.login.handler(async ({ context, input }) => {
    const { services, sessions, passwords } = context;
    const checked = await checkPassword(context, input.username, input.password);
    if (passwords.isOutdated(checked.passwordHash)) {
      await renewHash(context, checked, input.password).catch(() => {
        // Done at another login.
      });
    }
    const record = await asOfNow(context, checked, input.password);
    // A session from before the login does not outlive it.
    if (context.caller !== null && context.caller.tokenId === undefined)
      await sessions.end(context.caller.sessionId).catch(() => {});
    const { token, expiresAt } = await sessions.begin(record);
    context.keepSession({ token });
    services.ports.logger.info({ user: record.username, remoteAddress: context.remoteAddress }, 'signed in');
    return { token, expiresAt, user: userView(record) };
  }),

  logout: user.auth.logout.handler(async ({ context }) => {
    requireSession(context.caller);
    context.keepSession(null);
    await context.sessions.end(context.caller.sessionId);
    return { ok: true as const };
  }),

  me: user.auth.me.handler(({ context: { services, caller } }) => {
    const { users, apiTokens } = services.config.current();
    if (caller.isOsUser) {
      const { startedAt } = services;
      return {
        id: caller.userId,
        username: caller.username,
        role: caller.role,
        createdAt: startedAt,
        updatedAt: startedAt,
      };
    }
    if (caller.tokenId === undefined) return userView(found(users, caller.userId, 'user'));
    const { id, role, createdAt } = found(apiTokens, caller.tokenId, 'API token');
    return { id, username: caller.username, role, createdAt, updatedAt: createdAt };
  }),

  changePassword: user.auth.changePassword.handler(async ({ context, input }) => {
    const { caller, sessions } = context;
    requireSession(caller);
    await checkPassword(context, caller.username, input.current).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'credentials_refused') throw error;
      throw new AppError('invalid_input', { field: 'current', message: 'current: is not your password' });
    });
    await setPassword(context, caller.userId, input.next);
    await sessions.endAll(caller.userId, caller.sessionId);
    return { ok: true as const };
  }),
};
