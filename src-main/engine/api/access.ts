/** Who may call what. Each handler begins with one of these three; the check comes before the input is looked at. */
import { implement } from '@orpc/server';
import { contract } from '../../../src-shared/contract/index.ts';
import { AppError } from '../errors.ts';
import type { ApiContext } from './context.ts';

/** For operations that need no login. */
export const anyone = implement(contract).$context<ApiContext>();

const requireUser = anyone.middleware(({ context, next }) => {
  if (context.caller === null) throw context.callerFault ?? new AppError('unauthenticated');
  return next({ context: { caller: context.caller } });
});

const requireAdmin = anyone.middleware(({ context, next }) => {
  if (context.caller === null) throw context.callerFault ?? new AppError('unauthenticated');
  if (context.caller.role !== 'admin') {
    throw new AppError('forbidden', {
      message: `Your role (${context.caller.role}) does not allow this: it needs admin.`,
    });
  }
  return next({ context: { caller: context.caller } });
});

/** For whoever is signed in. */
export const user = anyone.use(requireUser);
export const admin = anyone.use(requireAdmin);
