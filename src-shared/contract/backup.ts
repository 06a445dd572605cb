/** The whole configuration as one file that is safe to keep anywhere: sealed under a passphrase. */
import { oc } from '@orpc/contract';
import { z } from 'zod';

export const passphraseSchema = z
  .string()
  .min(12, 'must be at least 12 characters')
  .max(1000, 'must be at most 1000 characters');

/**
 * Everything but this header is inside `sealed`: gzip of the JSON document, under AES-256-GCM with a key that argon2id
 * makes of the passphrase (RFC 9106). The header is authenticated with it.
 */
export const backupFileSchema = z.strictObject({
  format: z.literal('alertflow-backup'),
  formatVersion: z.number().int().min(1).max(1_000),
  madeAt: z.number().int().min(0),
  madeBy: z.string().max(200),
  programVersion: z.string().max(100),
  kdf: z.strictObject({
    name: z.literal('argon2id'),
    memoryKib: z.number().int().min(8_192).max(262_144),
    passes: z.number().int().min(1).max(10),
    lanes: z.number().int().min(1).max(8),
    salt: z.base64url().min(22).max(88),
  }),
  /** Tells a wrong passphrase from a damaged file. */
  check: z.base64url().length(8),
  nonce: z.base64url().length(16),
  sealed: z.base64url().min(22),
});
export type BackupFile = z.infer<typeof backupFileSchema>;

export const backupCollections = [
  'rules',
  'channels',
  'destinations',
  'providers',
  'mutes',
  'users',
  'smtpUsers',
  'apiTokens',
] as const;
export type BackupCollection = (typeof backupCollections)[number];

const names = z.array(z.string()).describe('At most 50 of them');
const collectionChange = z.object({
  collection: z.enum(backupCollections),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  addedNames: names,
  changedNames: names,
  removedNames: names,
});

export const backupSummarySchema = z.object({
  madeAt: z.number().int(),
  madeBy: z.string(),
  programVersion: z.string(),
  collections: z.array(collectionChange).describe('Those that change'),
  settings: z.array(z.string()).describe('Names of the settings that change'),
  endsOwnSession: z.boolean().describe('Whoever imports must sign in again, as a user of the file'),
  basedOn: z.number().int().describe('Version of the configuration it was compared with'),
});
export type BackupSummary = z.infer<typeof backupSummarySchema>;

const importInput = z.strictObject({
  passphrase: z.string().min(1, 'must not be empty').max(1000, 'must be at most 1000 characters'),
  backup: z.unknown().describe('The content of the file'),
  withAccounts: z
    .boolean()
    .default(true)
    .describe('Users, SMTP accounts and API tokens too; false: those of this installation stay'),
});

export const configVersionSchema = z.object({
  version: z.number().int(),
  changedAt: z.number().int(),
  changedBy: z.string(),
});
export type ConfigVersion = z.infer<typeof configVersionSchema>;

export const backupContract = {
  export: oc
    .route({
      method: 'POST',
      path: '/backup/export',
      summary: 'The whole configuration as one file',
      tags: ['backup'],
    })
    .input(z.strictObject({ passphrase: passphraseSchema }))
    .output(z.file()),
  preview: oc
    .route({
      method: 'POST',
      path: '/backup/preview',
      summary: 'What an import would change; changes nothing',
      tags: ['backup'],
    })
    .input(importInput)
    .output(backupSummarySchema),
  import: oc
    .route({
      method: 'POST',
      path: '/backup/import',
      summary: 'Replace the configuration by that of a file; all of it or nothing',
      tags: ['backup'],
    })
    .input(
      importInput.extend({
        basedOn: z
          .number()
          .int()
          .optional()
          .describe('Refused where the configuration has another version by now'),
      }),
    )
    .output(
      backupSummarySchema.extend({
        version: z.number().int(),
        previousVersion: z.number().int().describe('For `restore`, to undo it'),
      }),
    ),
  versions: oc
    .route({
      method: 'GET',
      path: '/backup/versions',
      summary: 'Earlier configurations that are kept on this node, newest first',
      tags: ['backup'],
    })
    .output(z.object({ current: z.number().int(), items: z.array(configVersionSchema) })),
  restore: oc
    .route({
      method: 'POST',
      path: '/backup/restore',
      summary: 'Go back to an earlier configuration; itself a change that can be undone',
      tags: ['backup'],
    })
    .input(
      z.strictObject({
        version: z.number().int().min(1),
        ifCurrent: z.number().int().optional().describe('Refused where another version is current by now'),
      }),
    )
    .output(z.object({ version: z.number().int(), previousVersion: z.number().int() })),
};
