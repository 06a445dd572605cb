/**
 * What the desktop's window asks of its own shell. Only the window's message port answers it: no network does, and the
 * headless server knows nothing of it.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { languageSchema, severitySchema } from '../vocabulary.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 22:00');
const port = z.number().int().min(0).max(65_535);

/** Kept beside the app, not in the data directory: what this one workstation does. */
export const desktopSettingFields = {
  language: languageSchema.default('en'),
  smtpHost: z
    .string()
    .regex(/^[A-Za-z0-9._:%-]{1,255}$/, 'must be an address or a name')
    .default('0.0.0.0'),
  smtpPort: port.default(2525),
  /** Opens the console, with its login, to browsers of this machine. */
  consoleOverHttp: z.boolean().default(false),
  consolePort: port.default(8025),
  launchAtLogin: z.boolean().default(false),
  whenClosed: z.enum(['ask', 'tray', 'quit']).default('ask'),
  noticeSeverities: z.array(severitySchema).max(5).default(['critical', 'high', 'medium', 'low', 'info']),
  soundSeverities: z.array(severitySchema).max(5).default(['critical', 'high']),
  noticesPerMinute: z.number().int().min(1).max(60).default(6),
  quietHours: z.boolean().default(false),
  quietFrom: timeOfDay.default('22:00'),
  quietTo: timeOfDay.default('07:00'),
  /** Shown even in quiet hours, without sound. */
  quietExceptCritical: z.boolean().default(true),
} as const;

export const desktopSettingsSchema = z.strictObject(desktopSettingFields);
export type DesktopSettings = z.output<typeof desktopSettingsSchema>;

/** Any part of them; what is left out stays as it is. */
export const desktopSettingsPatch = z.strictObject(
  Object.fromEntries(
    Object.entries(desktopSettingFields).map(([name, field]) => [name, field.removeDefault().optional()]),
  ) as {
    [K in keyof typeof desktopSettingFields]: z.ZodOptional<
      ReturnType<(typeof desktopSettingFields)[K]['removeDefault']>
    >;
  },
);
export type DesktopSettingsPatch = z.output<typeof desktopSettingsPatch>;

export const failureCodes = [
  'port-taken',
  'port-forbidden',
  'port-address',
  'redis-missing',
  'redis-broken',
  'data-dir-unusable',
  'data-dir-in-use',
  'key-unreadable',
  'unknown',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export const remedyKinds = [
  'retry',
  'use-port',
  'choose-redis',
  'choose-data-dir',
  'default-data-dir',
  'open-logs',
  'quit',
] as const;
export type RemedyKind = (typeof remedyKinds)[number];

export const startFailureSchema = z.object({
  code: z.enum(failureCodes),
  /** In English, as the log has it. */
  message: z.string(),
  place: z.string().describe('The port, program or folder concerned'),
  /** For `use-port`: one that is free now. */
  freePort: z.number().int().nullable(),
  /** The remedy most likely to help comes first. */
  remedies: z.array(z.enum(remedyKinds)),
});
export type StartFailure = z.infer<typeof startFailureSchema>;

export const engineStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({
    kind: z.literal('running'),
    smtpPort: z.number().int().nullable(),
    httpUrl: z.string().nullable(),
    /** Why the console could not be opened over HTTP though it is asked for. */
    httpProblem: z.string().nullable(),
  }),
  /** The keyring of this machine cannot keep a secret: a person does. */
  z.object({ kind: z.literal('passphrase'), isNew: z.boolean(), wasWrong: z.boolean() }),
  z.object({ kind: z.literal('failed'), failure: startFailureSchema }),
  z.object({ kind: z.literal('moving'), copiedBytes: z.number(), totalBytes: z.number() }),
  z.object({ kind: z.literal('stopping') }),
]);
export type EngineState = z.infer<typeof engineStateSchema>;

export const desktopInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  dataDir: z.string(),
  logDir: z.string(),
  secrets: z.enum(['keyring', 'passphrase', 'none']).describe('What guards the key; none: not opened yet'),
  hasTray: z.boolean(),
  canUpdateFromFile: z.boolean(),
});
export type DesktopInfo = z.infer<typeof desktopInfoSchema>;

export const updateRefusals = [
  'unreadable',
  'wrong-name',
  'no-manifest',
  'not-listed',
  'checksum',
  'older',
  'size',
  'signature',
] as const;

export const updateChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('refused'), file: z.string(), reason: z.enum(updateRefusals) }),
  z.object({ kind: z.literal('ready'), file: z.string(), version: z.string(), sha512: z.string() }),
]);
export type UpdateChoice = z.infer<typeof updateChoiceSchema>;

export const moveRefusals = [
  'same',
  'inside',
  'not-empty',
  'not-writable',
  'no-room',
  'copy-failed',
] as const;

export const moveResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('refused'), reason: z.enum(moveRefusals), to: z.string() }),
  z.object({ kind: z.literal('moved'), from: z.string(), to: z.string() }),
]);
export type MoveResult = z.infer<typeof moveResultSchema>;

const ok = z.object({ ok: z.literal(true) });

export const desktopContract = {
  /** How the engine stands, now and whenever that changes. */
  state: oc.output(eventIterator(engineStateSchema)),
  /** Pages that the tray, the menu, a notice or a link asks for. */
  openings: oc.output(eventIterator(z.object({ path: z.string() }))),
  info: oc.output(desktopInfoSchema),
  settings: oc.output(desktopSettingsSchema),
  updateSettings: oc.input(desktopSettingsPatch).output(desktopSettingsSchema),
  remedy: oc.input(z.strictObject({ kind: z.enum(remedyKinds) })).output(ok),
  passphrase: oc.input(z.strictObject({ passphrase: z.string().min(1).max(1000) })).output(ok),
  moveDataDir: oc.output(moveResultSchema),
  chooseUpdate: oc.output(updateChoiceSchema),
  installUpdate: oc.output(ok),
  openLogs: oc.output(ok),
};
export type DesktopContract = typeof desktopContract;

/** A passphrase for a new key has at least so many characters. */
export const minPassphraseLength = 10;
