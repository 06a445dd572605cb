/** One alert as Redis keeps it: what each field of its hash holds, and how stored text of any version is read. */
import { z } from 'zod';
import {
  type AlertItem,
  type Analysis,
  alertItemSchema,
  analysisSchema,
} from '../../../src-shared/contract/alerts.ts';
import { type AlertStatus, alertStatusSchema } from '../../../src-shared/vocabulary.ts';
import { type Folded, readFolded } from '../fold/folded.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts } from '../recognise/facts.ts';
import { unpackMail } from './stored-mail.ts';

/** The part of an alert that the pipeline owns; status and what people did are fields of their own. */
export type AlertHead = Omit<AlertItem, 'status' | 'suppressedBy' | 'acknowledged' | 'resolved' | 'copies'>;

export interface RouteRecord {
  ruleId: string | null;
  ruleName: string | null;
  reason: string;
  destinationIds: string[];
  providerId: string | null;
}

export interface PersonMark {
  by: string;
  at: number;
  note: string;
}

export interface AlertRecord {
  id: string;
  envelope: Envelope;
  /** Where the node's spool holds the raw bytes. */
  location: string;
  head: AlertHead;
  status: AlertStatus;
  suppressedBy: string | null;
  /** Epoch ms at which the first deliveries were owed; null before. */
  toldAt: number | null;
  /** Null until parsed, and where only the rest was asked for. */
  mail: ParsedMail | null;
  /** The first characters of its text. */
  excerpt: string;
  facts: Facts | null;
  analysis: Analysis | null;
  route: RouteRecord | null;
  acknowledged: PersonMark | null;
  resolved: PersonMark | null;
  copies: number;
  /** Epoch ms at which it began to wait for a model; null where it does not. */
  parkedAt: number | null;
  /** What it means for its incident; null until that is known. */
  folded: Folded | null;
  /** Epoch ms at which a model's analysis was told; null before. */
  enrichedAt: number | null;
  /** Tellings that were made before Redis lost its record of them. */
  toldBefore: string[];
  /** Redis lost its record of it, and more tellings may have been made than it is known of. */
  mayBeTold: boolean;
}

export const headOf = (envelope: Envelope): AlertHead => ({
  id: envelope.id,
  receivedAt: envelope.receivedAt,
  from: envelope.mailFrom,
  to: envelope.rcptTo,
  subject: '',
  source: '',
  kind: 'other',
  state: 'info',
  severity: 'medium',
  category: 'other',
  host: '',
  resource: '',
  summary: '',
  fingerprint: null,
  incidentId: null,
  analysedBy: '',
});

const envelopeSchema = z.object({
  id: z.string(),
  nodeId: z.string(),
  receivedAt: z.number(),
  remoteAddress: z.string().catch(''),
  helo: z.string().catch(''),
  mailFrom: z.string().catch(''),
  rcptTo: z.array(z.string()).catch([]),
  secure: z.boolean().catch(false),
  user: z.string().nullable().catch(null),
  sizeBytes: z.number().catch(0),
  digest: z.string().catch(''),
});

/** Where the stored envelope does not read: the alert goes on without it. */
const bareEnvelope = (id: string, nodeId: string, receivedAt: number): Envelope => ({
  id,
  nodeId,
  receivedAt,
  remoteAddress: '',
  helo: '',
  mailFrom: '',
  rcptTo: [],
  secure: false,
  user: null,
  sizeBytes: 0,
  digest: '',
});

const headSchema = alertItemSchema.omit({
  status: true,
  suppressedBy: true,
  acknowledged: true,
  resolved: true,
  copies: true,
});
// Made once: making a schema costs more than reading with it.
const markSchema = z.object({ by: z.string(), at: z.number(), note: z.string() }).nullable().catch(null);
const statusSchema = alertStatusSchema.catch('waiting');
const knownEnvelopeSchema = envelopeSchema.catch(bareEnvelope('', '', 0));
const storedAnalysisSchema = analysisSchema.nullable().catch(null);
const toldBeforeSchema = z.array(z.string()).catch([]);

const json = (text: string | null | undefined): unknown => {
  if (text === null || text === undefined) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Fields that make the list item, in the order `itemFromFields` takes them. */
export const itemFields = ['item', 'status', 'sup', 'ack', 'res', 'copies', 'env'] as const;

/** The list item of a stored alert; null where the alert is gone. What cannot be read falls back to the envelope. */
export const itemFromFields = (fields: readonly (string | null)[]): AlertItem | null => {
  const [item, status, sup, ack, res, copies, env] = fields;
  if (status === null || status === undefined) return null;
  const head = headSchema.safeParse(json(item));
  return {
    ...(head.success ? head.data : headOf(knownEnvelopeSchema.parse(json(env)))),
    status: statusSchema.parse(status),
    suppressedBy: sup ?? null,
    acknowledged: markSchema.parse(json(ack)),
    resolved: markSchema.parse(json(res)),
    copies: Number(copies ?? 1) || 1,
  };
};

const excerptLength = 2000;

/** The beginning of the text, which messages show and which is at hand without unpacking the mail. */
export const excerptOf = (mail: ParsedMail): string => mail.text.slice(0, excerptLength);

/** The fields that telling needs: everything but the mail itself. */
export const tellingFields = [
  'env',
  'loc',
  'node',
  'at',
  'item',
  'status',
  'sup',
  'told',
  'excerpt',
  'analysis',
  'route',
  'ack',
  'res',
  'copies',
  'fold',
] as const;

/** Reads the whole hash; null where there is no such alert. A field of an older version that does not read is null. */
export const recordFromHash = async (
  id: string,
  hash: Record<string, Buffer>,
): Promise<AlertRecord | null> => {
  const text = (field: string): string | null => hash[field]?.toString('utf8') ?? null;
  const envelope = envelopeSchema.safeParse(json(text('env')));
  const item = itemFromFields(itemFields.map(text));
  if (item === null) return null;
  const { status, suppressedBy, acknowledged, resolved, copies, ...head } = item;
  return {
    id,
    envelope: envelope.success ? envelope.data : bareEnvelope(id, text('node') ?? '', Number(text('at'))),
    location: text('loc') ?? '',
    head,
    status,
    suppressedBy,
    toldAt: text('told') === null ? null : Number(text('told')),
    mail: await unpackMail(hash.mail),
    excerpt: text('excerpt') === null ? '' : String(json(text('excerpt')) ?? ''),
    facts: json(text('facts')) as Facts | null,
    analysis: storedAnalysisSchema.parse(json(text('analysis'))),
    route: json(text('route')) as RouteRecord | null,
    acknowledged,
    resolved,
    copies,
    parkedAt: text('parked') === null ? null : Number(text('parked')),
    folded: readFolded(text('fold')),
    enrichedAt: text('enriched') === null ? null : Number(text('enriched')),
    toldBefore: toldBeforeSchema.parse(json(text('told-before'))),
    mayBeTold: text('may-be-told') !== null,
  };
};
