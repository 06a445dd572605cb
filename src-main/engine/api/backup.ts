import { type BackupSummary, backupCollections } from '../../../src-shared/contract/backup.ts';
import { AppError } from '../errors.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import { admin } from './access.ts';
import { fromBackupDocument, requireUsable, toBackupDocument } from './backup-document.ts';
import { openBackup, sealBackup } from './backup-file.ts';
import { backupChanges } from './backup-summary.ts';
import type { ApiContext, Caller } from './context.ts';

type Context = ApiContext & { caller: Caller };

interface ImportInput {
  passphrase: string;
  backup?: unknown;
  withAccounts: boolean;
}

const accounts = ['users', 'smtpUsers', 'apiTokens'] as const;

/** Takes everything over but what counts versions. */
const replaceContent = (draft: ConfigDocument, next: ConfigDocument): void => {
  for (const name of backupCollections) Object.assign(draft, { [name]: structuredClone(next[name]) });
  draft.settings = structuredClone(next.settings);
};

const isStillUser = (next: ConfigDocument, before: ConfigDocument, { userId }: Caller): boolean => {
  const [was, is] = [before, next].map(({ users }) => users.find(({ id }) => id === userId));
  return was === undefined || (is?.role === was.role && is.passwordHash === was.passwordHash);
};

const requireVersion = (current: number, wanted: number | undefined): void => {
  if (wanted === undefined || wanted === current) return;
  throw new AppError('conflict', {
    message: `The configuration was changed meanwhile: it is version ${current}, not ${wanted}. Look again first.`,
  });
};

/** What the file would make of the current configuration, and what that changes. */
const readImport = async (context: Context, input: ImportInput) => {
  const { config, ports, egress } = context.services;
  const { file, document } = await openBackup(context, input.backup, input.passphrase);
  const next = fromBackupDocument(document, { secrets: ports.secrets, egress });
  return {
    /** The configuration with `draft`'s own accounts, where they are to stay. */
    applyTo(draft: ConfigDocument): BackupSummary {
      const before = structuredClone(draft);
      const kept = input.withAccounts ? {} : Object.fromEntries(accounts.map((name) => [name, draft[name]]));
      replaceContent(draft, { ...next, ...kept });
      requireUsable(draft);
      return {
        madeAt: file.madeAt,
        madeBy: file.madeBy,
        programVersion: file.programVersion,
        ...backupChanges(
          toBackupDocument(before, ports.secrets, 'differs'),
          toBackupDocument(draft, ports.secrets, 'differs'),
        ),
        endsOwnSession: !isStillUser(draft, before, context.caller),
        basedOn: before.version,
      };
    },
    current: () => structuredClone(config.current()) as ConfigDocument,
  };
};

export const backup = {
  export: admin.backup.export.handler(async ({ context, input }) => {
    const { config, ports, version } = context.services;
    const now = ports.clock.now();
    const file = await sealBackup(
      context,
      toBackupDocument(config.current(), ports.secrets),
      input.passphrase,
      {
        at: now,
        by: context.caller.username,
        programVersion: version,
      },
    );
    ports.logger.info({ user: context.caller.username }, 'the configuration was exported');
    const day = new Date(now).toISOString().slice(0, 10);
    return new File([`${JSON.stringify(file, null, 1)}\n`], `alertflow-backup-${day}.json`, {
      type: 'application/json',
    });
  }),

  preview: admin.backup.preview.handler(async ({ context, input }) => {
    const { applyTo, current } = await readImport(context, input);
    return applyTo(current());
  }),

  import: admin.backup.import.handler(async ({ context, input }) => {
    const { config, ports } = context.services;
    const { applyTo } = await readImport(context, input);
    const summary = await config.change(`${context.caller.username} (import)`, (draft) => {
      requireVersion(draft.version, input.basedOn);
      return applyTo(draft);
    });
    ports.logger.warn(
      { user: context.caller.username, madeAt: summary.madeAt },
      'the configuration was replaced by that of a backup',
    );
    return { ...summary, version: summary.basedOn + 1, previousVersion: summary.basedOn };
  }),

  versions: admin.backup.versions.handler(async ({ context: { services } }) => ({
    current: services.config.current().version,
    items: await services.config.versions(),
  })),

  restore: admin.backup.restore.handler(async ({ context: { services, caller }, input }) => {
    const { config, ports } = services;
    const earlier = await config.earlier(input.version);
    const previousVersion = await config.change(`${caller.username} (restore)`, (draft) => {
      requireVersion(draft.version, input.ifCurrent);
      replaceContent(draft, earlier);
      requireUsable(draft);
      return draft.version;
    });
    ports.logger.warn(
      { user: caller.username, version: input.version },
      'an earlier configuration was restored',
    );
    return { version: previousVersion + 1, previousVersion };
  }),
};
