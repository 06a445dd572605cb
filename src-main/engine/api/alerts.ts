import type {
  AlertBulkAction,
  AlertDetail,
  AlertItem,
  Analysis,
} from '../../../src-shared/contract/alerts.ts';
import { AppError } from '../errors.ts';
import { actOnIncident, markAlerts, withIncidentMarks } from '../fold/person.ts';
import { partiesOf } from '../route/rules.ts';
import type { Services } from '../services.ts';
import type { AlertRecord } from '../store/alert-record.ts';
import { user } from './access.ts';
import { found } from './config-changes.ts';

const noSuchAlert = (id: string): AppError =>
  new AppError('not_found', { message: `There is no alert ${id}.` });

const recordOf = async ({ records }: Services, id: string): Promise<AlertRecord> => {
  const record = await records.get(id);
  if (record === null) throw noSuchAlert(id);
  return record;
};

/** What stands in for an analysis until one is made. */
const pendingAnalysis = ({ head }: AlertRecord): Analysis => ({
  severity: head.severity,
  category: head.category,
  state: head.state,
  system: '',
  host: head.host,
  resource: head.resource,
  summary: head.summary,
  details: [],
  actions: [],
  confidence: 0,
  language: 'en',
  by: { kind: 'deterministic', providerId: null, providerName: null, model: null },
  at: head.receivedAt,
  latencyMs: null,
  tokens: null,
  cached: false,
  flags: [],
  evidence: [],
});

const itemOf = (record: AlertRecord): AlertItem => ({
  ...record.head,
  status: record.status,
  suppressedBy: record.suppressedBy,
  acknowledged: record.acknowledged,
  resolved: record.resolved,
  copies: record.copies,
});

const detailOf = async (services: Services, id: string): Promise<AlertDetail> => {
  const record = await recordOf(services, id);
  const [trace, deliveries, mail] = await Promise.all([
    services.records.trace(id),
    services.records.deliveries(id),
    services.pipeline.mailOf(record),
  ]);
  const { envelope } = record;
  const [item = itemOf(record)] = await withIncidentMarks(services.incidents, [itemOf(record)]);
  return {
    ...item,
    envelope: {
      mailFrom: envelope.mailFrom,
      rcptTo: envelope.rcptTo,
      remoteAddress: envelope.remoteAddress,
      helo: envelope.helo,
      secure: envelope.secure,
      sizeBytes: envelope.sizeBytes,
      nodeId: envelope.nodeId,
    },
    headerFrom: mail?.from.display || mail?.from.address || '',
    text: mail?.text ?? record.excerpt,
    html: mail?.html ?? null,
    attachments: mail?.attachments ?? [],
    headers: mail?.headers ?? {},
    notes: mail?.notes ?? [
      record.toldAt === null
        ? 'not parsed yet'
        : `memory was short: the mail itself is in the spool of node ${envelope.nodeId}`,
    ],
    analysis: record.analysis ?? pendingAnalysis(record),
    ruleId: record.route?.ruleId ?? null,
    routeReason: record.route?.reason ?? '',
    trace,
    deliveries,
  };
};

/** The message as received: still in Redis, or in the spool of the node that took it. */
const rawOf = async (services: Services, record: AlertRecord): Promise<Buffer> => {
  const { envelope, location } = record;
  const parked = await services.records.raw(record.id);
  // Of a message too large for Redis only the beginning is there.
  if (parked !== null && parked.length >= envelope.sizeBytes) return parked;
  if (envelope.nodeId !== services.nodeId || services.spool === null) {
    throw new AppError('not_found', {
      message: `The raw message lies in the spool of node ${envelope.nodeId}; this is node ${services.nodeId}.`,
    });
  }
  const kept = await services.spool.read(location);
  if (kept === null || kept.envelope.id !== record.id) {
    throw new AppError('not_found', {
      message: 'The raw message is kept no longer: the retention time for raw messages is over.',
    });
  }
  return kept.raw;
};

/** What a person can say of an alert, and take back: the field of the record and what it becomes. */
const marks = {
  acknowledge: { outcome: 'acknowledged', field: 'ack', isSet: true },
  unacknowledge: { outcome: 'unacknowledged', field: 'ack', isSet: false },
  resolve: { outcome: 'resolved', field: 'res', isSet: true },
  unresolve: { outcome: 'unresolved', field: 'res', isSet: false },
} as const satisfies Record<
  Exclude<AlertBulkAction, 'resend'>,
  { outcome: string; field: 'ack' | 'res'; isSet: boolean }
>;

interface Said {
  id: string;
  note: string;
  by: string;
}

/** Notes what a person said, on the record and in its trace. */
const mark = async (services: Services, what: keyof typeof marks, { id, note, by }: Said): Promise<void> => {
  const at = services.ports.clock.now();
  const { outcome, field, isSet } = marks[what];
  const entry = {
    stage: 'person',
    at,
    outcome,
    detail: note === '' ? by : `${by}: ${note.slice(0, 500)}`,
  };
  const value = isSet ? { by, at, note } : null;
  if (!(await services.records.save(id, { [field]: value }, { trace: [entry] }))) throw noSuchAlert(id);
  const incidentId = (await services.records.item(id))?.incidentId ?? null;
  // What is said of an alert is said of its incident; where that has gone on meanwhile, the alert alone is marked.
  if (incidentId === null) return;
  const said = { by, at, note };
  const after = await actOnIncident(services, incidentId, what, said);
  if (after !== null) await markAlerts(services, after, what, said, id);
};

const markOne = async (services: Services, what: keyof typeof marks, said: Said): Promise<AlertItem> => {
  await mark(services, what, said);
  const item = await services.records.item(said.id);
  if (item === null) throw noSuchAlert(said.id);
  return item;
};

/** Whom an alert that nobody was told of would go to by today's rules. */
const routedNow = (services: Services, record: AlertRecord): string[] => {
  const header = { from: record.mail?.from.address ?? '', to: record.mail?.to ?? [] };
  return services.router().route(partiesOf(record.envelope, header), record.head.severity).destinationIds;
};

const resend = async (
  services: Services,
  { id, destinationIds, by }: { id: string; destinationIds?: string[] | undefined; by: string },
): Promise<void> => {
  const record = await recordOf(services, id);
  const told = await services.records.deliveryIds(id);
  const wanted = destinationIds ?? (told.length > 0 ? null : routedNow(services, record));
  if (wanted !== null && wanted.length === 0) {
    throw new AppError('invalid_input', {
      field: 'destinationIds',
      message: 'destinationIds: no rule and no default leads anywhere; name the destinations',
    });
  }
  await services.teller.resend(id, wanted, by);
};

const requireOrder = ({ since, until }: { since?: number | undefined; until?: number | undefined }): void => {
  if (since !== undefined && until !== undefined && since > until) {
    throw new AppError('invalid_input', { field: 'since', message: 'since: must not be after until' });
  }
};

export const alerts = {
  list: user.alerts.list.handler(async ({ context: { services }, input }) => {
    requireOrder(input);
    const page = await services.search.list(input);
    return { ...page, items: await withIncidentMarks(services.incidents, page.items) };
  }),

  statistics: user.alerts.statistics.handler(({ context, input }) => {
    requireOrder(input);
    return context.services.search.statistics(input);
  }),

  counts: user.alerts.counts.handler(({ context, input }) => context.services.search.counts(input)),

  get: user.alerts.get.handler(({ context, input }) => detailOf(context.services, input.id)),

  raw: user.alerts.raw.handler(async ({ context, input }) => {
    const record = await recordOf(context.services, input.id);
    const raw = await rawOf(context.services, record);
    const name = `${record.id.replace(/[^A-Za-z0-9-]/g, '')}.eml`;
    context.resHeaders?.set('content-disposition', `attachment; filename="${name}"`);
    return new File([new Uint8Array(raw)], name, { type: 'message/rfc822' });
  }),

  sent: user.alerts.sent.handler(async ({ context: { services }, input }) => {
    await recordOf(services, input.id);
    return { sent: await services.sentTexts.get(input.id) };
  }),

  acknowledge: user.alerts.acknowledge.handler(({ context, input }) =>
    markOne(context.services, 'acknowledge', { ...input, by: context.caller.username }),
  ),

  resolve: user.alerts.resolve.handler(({ context, input }) =>
    markOne(context.services, 'resolve', { ...input, by: context.caller.username }),
  ),

  reanalyse: user.alerts.reanalyse.handler(async ({ context: { services }, input }) => {
    if (input.providerId !== undefined) {
      found(services.config.current().providers, input.providerId, 'provider');
    }
    await recordOf(services, input.id);
    const analysis = await services.pipeline.reanalyse(input.id, input.providerId ?? null);
    if (analysis === null) {
      throw new AppError('conflict', { message: 'The alert is not parsed yet. Try again in a moment.' });
    }
    return detailOf(services, input.id);
  }),

  resend: user.alerts.resend.handler(async ({ context: { services, caller }, input }) => {
    await resend(services, { ...input, by: caller.username });
    return detailOf(services, input.id);
  }),

  bulk: user.alerts.bulk.handler(async ({ context: { services, caller }, input: { action, ids, note } }) => {
    const by = caller.username;
    const wanted = [...new Set(ids)];
    const failed: { id: string; reason: string }[] = [];
    for (const id of wanted) {
      try {
        if (action === 'resend') await resend(services, { id, by });
        else await mark(services, action, { id, note, by });
      } catch (error) {
        // Redis not answering is not the fault of this one alert: the whole call fails and may be repeated.
        if (!(error instanceof AppError) || error.retry) throw error;
        failed.push({ id, reason: error.message });
      }
    }
    return { done: wanted.length - failed.length, failed };
  }),
};
