import { oc } from '@orpc/contract';
import { z } from 'zod';
import { languageSchema } from '../vocabulary.ts';
import { httpUrlSchema, idSchema } from './inputs.ts';
import { severityOverridesSchema } from './rules.ts';

/**
 * Every setting that is changed while running: its default, unit and one sentence of help stand here and nowhere else.
 * What a node needs before it can reach the others (ports, folders, Redis) is a flag instead: `headless/flags.ts`.
 */
const setting = <T extends z.ZodType>(
  schema: T,
  meta: { section: SettingsSection; help: string; unit?: 'ms' | 'bytes' | 'days' },
) => schema.meta({ description: meta.help, unit: meta.unit, section: meta.section });

/** What the settings are grouped by, in the order they are shown. */
export const settingsSections = [
  'routing',
  'delivery',
  'incidents',
  'analysis',
  'messages',
  'smtp',
  'retention',
  'network',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

const cidr = z
  .string()
  .trim()
  .refine((value) => z.cidrv4().safeParse(value).success || z.cidrv6().safeParse(value).success, {
    message: 'must be a network like 10.20.0.0/16 or fd00::/8',
  });
const cidrs = z.array(cidr).max(500);
const hostPort = z
  .string()
  .trim()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/, 'must be host or host:port');

export const settingFields = {
  defaultDestinationIds: setting(z.array(idSchema).max(50), {
    section: 'routing',
    help: 'Told when no rule takes an alert',
  }).default([]),
  severityOverrides: setting(severityOverridesSchema, {
    section: 'routing',
    help: 'Per severity, destinations that replace the routed ones or are added to them; a rule may say otherwise',
  }).default({}),
  retryDelaysMs: setting(
    z.array(z.number().int().min(10).max(86_400_000)).min(1, 'must hold at least one delay').max(20),
    {
      section: 'delivery',
      help: 'Waits before each further attempt at a delivery; after the last one it is a dead letter',
      unit: 'ms',
    },
  ).default([30_000, 300_000, 1_800_000, 7_200_000]),
  attemptTimeoutMs: setting(z.number().int().min(1000).max(300_000), {
    section: 'delivery',
    help: 'Longest time one attempt at a delivery may take',
    unit: 'ms',
  }).default(30_000),
  duplicateWindowMs: setting(z.number().int().min(0).max(86_400_000), {
    section: 'incidents',
    help: 'Mails that say exactly the same within this time are counted, not told again; 0: all are told',
    unit: 'ms',
  }).default(600_000),
  reopenWindowMs: setting(z.number().int().min(0).max(86_400_000), {
    section: 'incidents',
    help: 'A problem that comes back this soon is the same incident; the second time it is flapping',
    unit: 'ms',
  }).default(900_000),
  staleAfterMs: setting(z.number().int().min(60_000).max(31_536_000_000), {
    section: 'incidents',
    help: 'An incident nobody reports on for this long is stale; it is never taken for resolved',
    unit: 'ms',
  }).default(86_400_000),
  remindAfterMs: setting(z.number().int().min(0).max(604_800_000), {
    section: 'incidents',
    help: 'Critical and high incidents that nobody acknowledged are told again after this time; 0: never',
    unit: 'ms',
  }).default(14_400_000),
  stormLimit: setting(z.number().int().min(0).max(10_000), {
    section: 'incidents',
    help: 'More new messages than this to one destination in the window are a storm and become one digest; critical ones do not; 0: never',
  }).default(20),
  stormWindowMs: setting(z.number().int().min(1000).max(86_400_000), {
    section: 'incidents',
    help: 'The time in which messages are counted towards a storm',
    unit: 'ms',
  }).default(300_000),
  analysisDeadlineMs: setting(z.number().int().min(0).max(600_000), {
    section: 'analysis',
    help: 'How long telling waits for a model; critical alerts never wait',
    unit: 'ms',
  }).default(20_000),
  modelMayRaiseBy: setting(z.number().int().min(0).max(4), {
    section: 'analysis',
    help: 'Steps by which a model may raise the severity that was read without it',
  }).default(2),
  modelMayLowerBy: setting(z.number().int().min(0).max(4), {
    section: 'analysis',
    help: 'Steps by which a model may go below the severity that the tool states; 0: never',
  }).default(0),
  redactAddresses: setting(z.boolean(), {
    section: 'analysis',
    help: 'Replace addresses, hosts and user names too in what is sent to providers that are not on your own machines; secrets always are',
  }).default(false),
  templateCacheMs: setting(z.number().int().min(0).max(2_592_000_000), {
    section: 'analysis',
    help: 'How long an analysis is taken over for mails that differ only in numbers, times and names; 0: every mail is sent to the model',
    unit: 'ms',
  }).default(86_400_000),
  summaryLanguage: setting(languageSchema, {
    section: 'analysis',
    help: 'Language of summaries and messages',
  }).default('en'),
  timeZone: setting(
    z.string().refine((zone) => {
      try {
        new Intl.DateTimeFormat('en', { timeZone: zone });
        return true;
      } catch {
        return false;
      }
    }, 'must be a time zone like Asia/Tehran or UTC'),
    { section: 'messages', help: 'Time zone of times in messages' },
  ).default(() => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'),
  consoleUrl: setting(z.union([z.literal(''), httpUrlSchema]), {
    section: 'messages',
    help: "The console's address as people reach it; messages link to it",
  }).default(''),
  smtpNetworks: setting(cidrs, {
    section: 'smtp',
    help: 'Networks that may send; empty: loopback and private networks only',
  }).default([]),
  smtpUnlimitedNetworks: setting(cidrs, {
    section: 'smtp',
    help: 'Networks that the session limits per address do not apply to; loopback is never limited',
  }).default([]),
  smtpAuthRequired: setting(z.boolean(), {
    section: 'smtp',
    help: 'Refuse mail from clients that did not sign in',
  }).default(false),
  smtpClearAuthNetworks: setting(cidrs, {
    section: 'smtp',
    help: 'Networks that may sign in without TLS',
  }).default([]),
  smtpRecipients: setting(
    z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .max(254)
          .regex(/^[^\s*]+$/, 'must be an address or a domain'),
      )
      .max(500),
    {
      section: 'smtp',
      help: 'Recipients that are accepted, addresses or domains; empty: any. Nothing is ever relayed',
    },
  ).default([]),
  smtpMaxSizeBytes: setting(z.number().int().min(65_536).max(268_435_456), {
    section: 'smtp',
    help: 'Largest accepted message',
    unit: 'bytes',
  }).default(26_214_400),
  smtpMaxSessions: setting(z.number().int().min(1).max(10_000), {
    section: 'smtp',
    help: 'Sessions at a time in all',
  }).default(200),
  smtpMaxSessionsPerAddress: setting(z.number().int().min(1).max(10_000), {
    section: 'smtp',
    help: 'Sessions at a time from one address',
  }).default(20),
  smtpNewSessionsPerMinute: setting(z.number().int().min(1).max(1_000_000), {
    section: 'smtp',
    help: 'New sessions a minute from one address',
  }).default(60),
  smtpLineEndings: setting(z.enum(['normalise', 'refuse']), {
    section: 'smtp',
    help: 'What to do with lone LF or CR inside a message',
  }).default('normalise'),
  smtpLfOnlyNetworks: setting(cidrs, {
    section: 'smtp',
    help: 'Networks whose clients may end a message with LF.LF',
  }).default([]),
  rawRetentionDays: setting(z.number().min(0.01).max(3650), {
    section: 'retention',
    help: 'How long raw messages are kept after everyone was told',
    unit: 'days',
  }).default(7),
  alertRetentionDays: setting(z.number().min(0.01).max(3650), {
    section: 'retention',
    help: 'How long alerts are kept in the history',
    unit: 'days',
  }).default(90),
  maxAlerts: setting(z.number().int().min(1000).max(5_000_000), {
    section: 'retention',
    help: 'Most alerts in the history; the oldest settled ones go first',
  }).default(250_000),
  outboundPrivateHosts: setting(z.array(hostPort).max(500), {
    section: 'network',
    help: 'Names that may lead to private addresses, host or host:port',
  }).default([]),
  heartbeatUrl: setting(z.union([z.literal(''), httpUrlSchema]), {
    section: 'network',
    help: 'Called every minute while everything works; its silence is the alarm (dead man switch)',
  }).default(''),
} as const;

export const settingsSchema = z.strictObject(settingFields);
export type Settings = z.output<typeof settingsSchema>;

/** Any part of the settings; fields left out stay as they are. */
export const settingsPatch = z.strictObject(
  Object.fromEntries(
    Object.entries(settingFields).map(([name, field]) => [name, field.removeDefault().optional()]),
  ) as {
    [K in keyof typeof settingFields]: z.ZodOptional<ReturnType<(typeof settingFields)[K]['removeDefault']>>;
  },
);

export const settingsContract = {
  get: oc
    .route({ method: 'GET', path: '/settings', summary: 'All settings', tags: ['settings'] })
    .output(settingsSchema),
  update: oc
    .route({
      method: 'PATCH',
      path: '/settings',
      summary: 'Change any part of the settings',
      tags: ['settings'],
    })
    .input(settingsPatch)
    .output(settingsSchema),
};
