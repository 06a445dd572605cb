/** The API as the shell itself asks it, in process and as the person at this machine. */
import { createRouterClient } from '@orpc/server';
import { apiRouter } from '../engine/api/router.ts';
import { AppError } from '../engine/errors.ts';
import type { EngineRun } from './engine-run.ts';

export const ownClient = (run: EngineRun) =>
  createRouterClient(apiRouter, {
    context: {
      ...run.parts,
      caller: { userId: 'os-user', username: 'tray', role: 'admin', sessionId: '', isOsUser: true },
      remoteAddress: '127.0.0.1',
      isLocal: true,
      isStillCaller: async () => true,
      keepSession() {},
    },
  });

/** The tray's test alert: the same sample that the console sends. Throws where it was not taken. */
export const sendSampleAlert = async (run: EngineRun | null): Promise<void> => {
  if (run === null) throw new AppError('unavailable', { message: 'The engine is not running just now.' });
  const { ok, answer } = await ownClient(run).operations.sendSample({});
  if (!ok) throw new AppError('unavailable', { message: answer });
};
