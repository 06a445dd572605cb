/** The first start: an administrator `admin` is made, with a password of chance or one preset. There is no default password. */
import { randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Passwords } from './passwords.ts';

export const firstAdministratorName = 'admin';

/**
 * Makes the administrator where there is no user yet. Answers the password if it was made here, to be shown once;
 * null where nothing had to be shown. Throws `store_unavailable` while the configuration is not loaded.
 */
export const ensureAdministrator = async (
  { config, ports }: Pick<Services, 'config' | 'ports'>,
  passwords: Passwords,
  preset: string | null,
): Promise<string | null> => {
  if (config.current().version === 0) throw new AppError('store_unavailable');
  if (config.current().users.length > 0) return null;
  const password = preset ?? randomBytes(15).toString('base64url');
  const passwordHash = await passwords.hash(password);
  const isMade = await config.change('first start', (draft) => {
    if (draft.users.length > 0) return false;
    const now = ports.clock.now();
    draft.users.push({
      id: ports.ids.next(),
      username: firstAdministratorName,
      role: 'admin',
      passwordHash,
      createdAt: now,
      updatedAt: now,
    });
    return true;
  });
  return isMade && preset === null ? password : null;
};
