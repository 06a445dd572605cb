/** The tray's test alert: the same sample that the console sends, through the engine's own SMTP port. */
import { createRouterClient } from '@orpc/server';
import { apiRouter } from '../engine/api/router.ts';
import { AppError } from '../engine/errors.ts';
import type { EngineRun } from './engine-run.ts';

/** Throws where it was not taken. */
export const sendSampleAlert = async (run: EngineRun | null): Promise<void> => {
  if (run === null) throw new AppError('unavailable', { message: 'The engine is not running just now.' });
  const client = createRouterClient(apiRouter, {
    context: {
      ...run.parts,
      caller: { userId: 'os-user', username: 'tray', role: 'admin', sessionId: '', isOsUser: true },
      remoteAddress: '127.0.0.1',
      isLocal: true,
      isStillCaller: async () => true,
      keepSession() {},
    },
  });
  const { ok, answer } = await client.operations.sendSample({});
  if (!ok) throw new AppError('unavailable', { message: answer });
};
