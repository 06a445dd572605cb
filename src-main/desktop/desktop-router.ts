/** The handlers of the shell's own contract. They change what the shell remembers, and ask the person for files. */
import { implement } from '@orpc/server';
import type { DesktopInfo, MoveResult, RemedyKind, UpdateChoice } from '../../src-shared/contract/desktop.ts';
import { desktopContract } from '../../src-shared/contract/desktop.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { Openings } from './openings.ts';
import type { ShellStore } from './shell-store.ts';

export interface DesktopDeps {
  store: ShellStore;
  runner: EngineRunner;
  openings: Openings;
  info: () => DesktopInfo;
  remedy: (kind: RemedyKind) => Promise<void>;
  moveDataDir: () => Promise<MoveResult>;
  chooseUpdate: () => Promise<UpdateChoice>;
  installUpdate: () => Promise<void>;
  openLogs: () => Promise<void>;
}

const done = { ok: true as const };

export const createDesktopRouter = (deps: DesktopDeps) => {
  const shell = implement(desktopContract);
  return shell.router({
    state: shell.state.handler(({ signal }) => deps.runner.state.follow(signal)),
    openings: shell.openings.handler(({ signal }) => deps.openings.follow(signal)),
    info: shell.info.handler(() => deps.info()),
    settings: shell.settings.handler(() => deps.store.settings()),
    updateSettings: shell.updateSettings.handler(({ input }) => deps.store.update(input)),
    remedy: shell.remedy.handler(async ({ input }) => {
      await deps.remedy(input.kind);
      return done;
    }),
    passphrase: shell.passphrase.handler(async ({ input }) => {
      await deps.runner.usePassphrase(input.passphrase);
      return done;
    }),
    moveDataDir: shell.moveDataDir.handler(() => deps.moveDataDir()),
    chooseUpdate: shell.chooseUpdate.handler(() => deps.chooseUpdate()),
    installUpdate: shell.installUpdate.handler(async () => {
      await deps.installUpdate();
      return done;
    }),
    openLogs: shell.openLogs.handler(async () => {
      await deps.openLogs();
      return done;
    }),
  });
};
export type DesktopRouter = ReturnType<typeof createDesktopRouter>;
