import { oc } from '@orpc/contract';
import { z } from 'zod';
import { categorySchema, kindSchema, severities, severitySchema, stateSchema } from '../vocabulary.ts';
import { idInput, idSchema, nameSchema, okOutput } from './inputs.ts';

export const maxGlobLength = 256;

/** Stars, brace groups and address length together bound what one match can cost: see `engine/route/globs.ts`. */
export const maxGlobStars = 3;
const maxBraceGroups = 3;

/**
 * A glob over an address: `*` any run of characters, `?` one character, `[abc]` one of these, `{a,b}` either. Matched
 * without regard to case. No extglob, parentheses or backslash: no address needs them and they make matching slow.
 */
export const globSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(maxGlobLength, `must be at most ${maxGlobLength} characters`)
  .regex(/^\S+$/, 'must not hold spaces')
  .refine(
    (glob) => !/[()\\]/.test(glob),
    'must not hold parentheses (extglob) or a backslash; use * ? [abc] {a,b}',
  )
  .refine((glob) => !glob.startsWith('!'), 'must not begin with !: a rule says who matches, not who does not')
  .refine((glob) => count(glob, /\{/g) <= maxBraceGroups, `must hold at most ${maxBraceGroups} {a,b} groups`)
  .refine(
    (glob) => count(glob, /\{|\*+/g) <= maxGlobStars + 1,
    'must hold at most 4 stars and {a,b} groups together',
  )
  .refine((glob) => count(glob, /\{/g) === count(glob, /\}/g), 'must close each { with a }')
  .refine((glob) => count(glob, /\*+/g) <= maxGlobStars, `must hold at most ${maxGlobStars} stars`);

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

export const severityOverrideSchema = z.strictObject({
  mode: z.enum(['replace', 'add']),
  destinationIds: z.array(idSchema).max(50),
});
export const severityOverridesSchema = z.partialRecord(severitySchema, severityOverrideSchema);
export type SeverityOverrides = z.infer<typeof severityOverridesSchema>;

export const ruleMatchSchema = z.strictObject({ field: z.enum(['from', 'to']), glob: globSchema });

const ruleFields = {
  name: nameSchema,
  enabled: z.boolean(),
  match: ruleMatchSchema,
  destinationIds: z.array(idSchema).max(50),
  severityOverrides: severityOverridesSchema,
  providerId: idSchema.nullable(),
};

export const ruleSchema = z.object({
  id: idSchema,
  ...ruleFields,
  position: z.number().int().describe('0 is asked first'),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type Rule = z.infer<typeof ruleSchema>;

export const ruleCreateInput = z.strictObject({
  name: nameSchema,
  enabled: z.boolean().default(true),
  match: ruleMatchSchema,
  destinationIds: z.array(idSchema).max(50).default([]),
  severityOverrides: severityOverridesSchema.default({}),
  providerId: idSchema.nullable().default(null),
});
export const ruleUpdateInput = z.strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  enabled: z.boolean().optional(),
  match: ruleMatchSchema.optional(),
  destinationIds: z.array(idSchema).max(50).optional(),
  severityOverrides: severityOverridesSchema.optional(),
  providerId: idSchema.nullable().optional(),
});

export const simulateInput = z.strictObject({
  from: z
    .union([z.string().max(320), z.array(z.string().max(320)).max(10)])
    .describe('The sender, or several: MAIL FROM before the From header'),
  to: z
    .union([z.string().max(320), z.array(z.string().max(320)).max(100)])
    .default([])
    .describe('One recipient or several'),
  severity: severitySchema.optional(),
});

/** What led to a routing decision, in order. */
export const routeStepSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rule'),
    ruleName: z.string(),
    field: z.enum(['from', 'to']),
    address: z.string().describe('The one that matched'),
    glob: z.string(),
  }),
  z.object({ kind: z.literal('noRule') }),
  z.object({
    kind: z.literal('override'),
    severity: severitySchema,
    mode: z.enum(['replace', 'add']),
    where: z.enum(['rule', 'global']),
  }),
  z.object({ kind: z.literal('fallback') }).describe('No usable destination was left: the defaults step in'),
  z.object({ kind: z.literal('nobody') }),
]);
export type RouteStep = z.infer<typeof routeStepSchema>;

export const simulateOutput = z.object({
  ruleId: z.string().nullable(),
  ruleName: z.string().nullable(),
  reason: z.string().describe('Why this rule, or why none'),
  steps: z.array(routeStepSchema).describe('The reason, for programs'),
  destinationIds: z.array(z.string()),
  providerId: z.string().nullable(),
  muted: z.object({ muteId: z.string(), glob: z.string() }).nullable(),
  bySeverity: z
    .partialRecord(severitySchema, z.array(z.string()))
    .describe(`Destinations for each of ${severities.join(', ')}, where no severity was given`),
});

/** As Base64 it still fits into one request. */
export const maxSimulatedMailBytes = 700 * 1024;

export const simulateMailInput = z.strictObject({
  raw: z
    .string()
    .min(1)
    .max(maxSimulatedMailBytes * 1.4)
    .describe(`The mail as it is, headers first; at most ${maxSimulatedMailBytes} bytes`),
  encoding: z
    .enum(['utf8', 'base64'])
    .default('utf8')
    .describe('base64 keeps mails in other character sets byte by byte'),
});

export const simulateMailOutput = simulateOutput.extend({
  mail: z.object({
    from: z.string().describe('Address of the From header; there is no envelope'),
    to: z.array(z.string()),
    subject: z.string(),
    text: z.string().describe('Its beginning'),
    notes: z.array(z.string()).describe('What was odd about it'),
  }),
  facts: z.object({
    source: z.string(),
    kind: kindSchema,
    state: stateSchema,
    severity: severitySchema,
    severityFloor: severitySchema.describe('No model brings it below this'),
    category: categorySchema,
    system: z.string(),
    host: z.string(),
    resource: z.string(),
    condition: z.string(),
    summary: z.string(),
    fingerprint: z.string(),
    alerts: z.number().int().describe('How many alerts the mail carries'),
    evidence: z.array(z.object({ field: z.string(), words: z.string() })),
  }),
});

export const rulesContract = {
  list: oc
    .route({ method: 'GET', path: '/rules', summary: 'All rules, in order', tags: ['rules'] })
    .output(z.object({ items: z.array(ruleSchema) })),
  get: oc
    .route({ method: 'GET', path: '/rules/{id}', summary: 'One rule', tags: ['rules'] })
    .input(idInput)
    .output(ruleSchema),
  create: oc
    .route({
      method: 'POST',
      path: '/rules',
      successStatus: 201,
      summary: 'Add a rule at the end',
      tags: ['rules'],
    })
    .input(ruleCreateInput)
    .output(ruleSchema),
  update: oc
    .route({ method: 'PATCH', path: '/rules/{id}', summary: 'Change a rule', tags: ['rules'] })
    .input(ruleUpdateInput)
    .output(ruleSchema),
  remove: oc
    .route({ method: 'DELETE', path: '/rules/{id}', summary: 'Remove a rule', tags: ['rules'] })
    .input(idInput)
    .output(okOutput),
  reorder: oc
    .route({
      method: 'POST',
      path: '/rules/reorder',
      summary: 'Put all rules into this order',
      tags: ['rules'],
    })
    .input(z.strictObject({ ids: z.array(idSchema).max(10_000) }))
    .output(z.object({ items: z.array(ruleSchema) })),
  simulate: oc
    .route({
      method: 'POST',
      path: '/rules/simulate',
      summary: 'Which rule would take it, why, and where it would go',
      tags: ['rules'],
    })
    .input(simulateInput)
    .output(simulateOutput),
  simulateMail: oc
    .route({
      method: 'POST',
      path: '/rules/simulate-mail',
      summary: 'What would be read from a mail and where it would go; nothing is kept and nobody is told',
      tags: ['rules'],
    })
    .input(simulateMailInput)
    .output(simulateMailOutput),
};
