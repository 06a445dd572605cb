/** Puts mixed alerts into Redis by the scripts that the engine uses. */
import type { Redis } from 'ioredis';
import { excerptOf } from '../../../src-main/engine/store/alert-record.ts';
import { type AlertRecords, createAlertRecords } from '../../../src-main/engine/store/alert-records.ts';
import { packMail } from '../../../src-main/engine/store/stored-mail.ts';
import { uuidIds } from '../../../src-main/platform/ids.ts';
import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import type { MixedAlert } from './alert-mix.ts';

const atATime = 200;

/** Answers the ids in the order given. */
export const fillHistory = async (redis: Redis, alerts: Iterable<MixedAlert>): Promise<string[]> => {
  const records = createAlertRecords(redis);
  const ids: string[] = [];
  let batch: MixedAlert[] = [];
  const flush = async () => {
    ids.push(...(await addAlerts(records, batch)));
    batch = [];
  };
  for (const alert of alerts) {
    batch.push(alert);
    if (batch.length === atATime) await flush();
  }
  await flush();
  return ids;
};

const addAlerts = async (records: AlertRecords, batch: readonly MixedAlert[]): Promise<string[]> => {
  const envelopes = batch.map(({ receivedAt, head, text }) => ({
    id: uuidIds.next(),
    nodeId: 'bench',
    receivedAt,
    remoteAddress: '192.0.2.1',
    helo: head.host,
    mailFrom: head.from,
    rcptTo: head.to,
    secure: false,
    user: null,
    sizeBytes: text.length,
    digest: '0'.repeat(64),
  }));
  await records.admit(
    envelopes.map((envelope) => ({
      envelope,
      location: '1.0',
      copies: 1,
      raw: null,
      restoredAs: null,
      toldBefore: [],
    })),
  );
  await Promise.all(batch.map((alert, i) => conclude(records, alert, envelopes[i]?.id ?? '')));
  return envelopes.map(({ id }) => id);
};

const conclude = async (records: AlertRecords, alert: MixedAlert, id: string): Promise<void> => {
  const { head, text, status, receivedAt, toldAfterMs } = alert;
  const mail = mailOf(alert);
  const delivery = deliveryOf(id, receivedAt);
  const isTold = status === 'delivered' || status === 'dead';
  const at = receivedAt;
  await records.conclude(id, {
    fields: {
      item: { ...head, id, receivedAt },
      mail: packMail(mail),
      excerpt: excerptOf(mail),
      facts: { source: head.source },
    },
    options: {
      severity: head.severity,
      state: head.state,
      trace: ['parse', 'recognise', 'route', 'tell'].map((stage) => ({
        stage,
        at,
        outcome: 'ok',
        detail: text.slice(0, 60),
      })),
    },
    outcome: isTold
      ? { kind: 'owed', now: at, deliveries: [delivery] }
      : { kind: 'accounted', status, reason: status === 'suppressed' ? 'muted' : '' },
  });
  if (!isTold) return;
  const finishedAt = at + toldAfterMs;
  await records.saveDelivery({ ...delivery, state: status, finishedAt }, null);
};

const mailOf = ({ head, text }: MixedAlert) => ({
  messageId: null,
  date: null,
  from: { address: head.from, display: head.from },
  to: head.to,
  subject: head.subject,
  text,
  html: null,
  attachments: [],
  headers: { 'x-mailer': head.source },
  notes: [],
  degraded: false,
  otherSubjects: [],
  textFrom: 'text' as const,
});

const deliveryOf = (id: string, at: number): Delivery => ({
  id: `${id}.ops.0`,
  alertId: id,
  destinationId: 'ops',
  destinationName: 'Operations',
  channelId: 'hook',
  channelName: 'Webhook',
  channelKind: 'webhook',
  revision: 0,
  reason: 'default',
  state: 'waiting',
  attempts: [],
  attemptCount: 1,
  possibleRepeat: false,
  remoteId: null,
  createdAt: at,
  nextAttemptAt: at,
  finishedAt: null,
  purpose: 'first',
  incidentId: null,
  incidentRevision: 0,
  note: '',
});
