/**
 * The JSON that a webhook gets. Its shape is public: fields may be added, never changed or removed.
 */
import { z } from 'zod';
import {
  categorySchema,
  incidentStatusSchema,
  kindSchema,
  languageSchema,
  severitySchema,
  stateSchema,
} from '../../../src-shared/vocabulary.ts';
import type { Notification } from './notification.ts';
import { cutUtf16 } from './render-text.ts';

/** Bounds in UTF-16 units; with them the body stays below `webhookBodyMaxBytes` whatever the text. */
const limits = {
  id: 64,
  name: 255,
  summary: 1000,
  item: 500,
  items: 20,
  subject: 1000,
  address: 320,
  recipients: 20,
  excerpt: 4000,
  link: 2048,
  note: 2000,
} as const;

export const webhookBodyMaxBytes = 262_144;

export const webhookBodySchema = z
  .object({
    type: z
      .enum(['alert.created', 'alert.updated', 'test'])
      .describe(
        'alert.created for the first telling of a condition, alert.updated for all that follows; event says more',
      ),
    event: z
      .enum([
        'alert.opened',
        'alert.updated',
        'alert.escalated',
        'alert.acknowledged',
        'alert.resolved',
        'alert.reopened',
        'alert.flapping',
        'alert.analysed',
        'alert.reminder',
        'test',
      ])
      .describe(
        'What happened. Sent out of order after failures: incident.revision tells which is the newest',
      ),
    incident: z
      .object({
        id: z.string().max(limits.id).describe('The same for all alerts of one condition until it is over'),
        status: incidentStatusSchema,
        count: z.number().int().describe('Alerts of it so far, exact repeats included'),
        revision: z.number().int().describe('Counted up by every change'),
        flapping: z.boolean(),
        openedAt: z.number().int().describe('Epoch milliseconds'),
        lastAt: z.number().int().describe('Epoch milliseconds'),
        resolvedAt: z.number().int().nullable().describe('Epoch milliseconds'),
        acknowledged: z
          .object({
            by: z.string().max(limits.name),
            at: z.number().int(),
            note: z.string().max(limits.note),
          })
          .nullable(),
      })
      .nullable()
      .describe('As it is when this is sent; null where the alert belongs to none'),
    test: z.boolean().describe('True for a test message: nothing is wrong'),
    alertId: z.string().max(limits.id).describe('The same for all revisions of one alert'),
    revision: z.number().int().min(0).describe('0 for the first telling, then counted up'),
    severity: severitySchema,
    state: stateSchema,
    kind: kindSchema,
    category: categorySchema,
    system: z.string().max(limits.name).describe('Empty when the mail does not say'),
    host: z.string().max(limits.name).describe('Empty when the mail does not say'),
    resource: z.string().max(limits.name).describe('Empty when the mail does not say'),
    summary: z.string().max(limits.summary),
    details: z.array(z.string().max(limits.item)).max(limits.items),
    actions: z
      .array(z.string().max(limits.item))
      .max(limits.items)
      .describe('What to do, if anything is known'),
    subject: z.string().max(limits.subject).describe("The mail's own subject"),
    from: z.string().max(limits.address).describe("The mail's own sender"),
    to: z.array(z.string().max(limits.address)).max(limits.recipients),
    receivedAt: z.number().int().describe('Epoch milliseconds'),
    excerpt: z.string().max(limits.excerpt).describe("The first lines of the mail's text"),
    analysedBy: z.object({
      label: z.string().max(limits.name),
      isModel: z.boolean().describe('True: summary, details and actions were written by a language model'),
    }),
    link: z.string().max(limits.link).nullable().describe("The alert's page in the console"),
    language: languageSchema,
    timeZone: z.string().max(limits.name).describe('IANA name'),
  })
  .describe('What a webhook receives, as the JSON body of a POST');

export type WebhookBody = z.infer<typeof webhookBodySchema>;

const bounded = (text: string, max: number): string => cutUtf16(text.toWellFormed(), max);
const boundedList = (items: string[], count: number, max: number): string[] =>
  items.slice(0, count).map((item) => bounded(item, max));

const typeOf = (notification: Notification): WebhookBody['type'] => {
  if (notification.isTest) return 'test';
  const { event = 'opened', revision } = notification;
  return revision === 0 && event === 'opened' ? 'alert.created' : 'alert.updated';
};

const eventOf = ({ isTest, event }: Notification): WebhookBody['event'] =>
  isTest ? 'test' : `alert.${event ?? 'opened'}`;

const incidentOf = ({ incident }: Notification): WebhookBody['incident'] => {
  if (!incident) return null;
  const { id, status, count, revision, flapping, openedAt, lastAt, resolvedAt, acknowledged } = incident;
  return {
    id: bounded(id, limits.id),
    status,
    count,
    revision,
    flapping,
    openedAt,
    lastAt,
    resolvedAt,
    acknowledged:
      acknowledged === null
        ? null
        : {
            by: bounded(acknowledged.by, limits.name),
            at: acknowledged.at,
            note: bounded(acknowledged.note, limits.note),
          },
  };
};

/** Texts are cut, not changed: JSON carries any character, and the receiver escapes for its own medium. */
export const notificationToWebhookBody = (notification: Notification): WebhookBody => ({
  type: typeOf(notification),
  event: eventOf(notification),
  incident: incidentOf(notification),
  test: notification.isTest,
  alertId: bounded(notification.alertId, limits.id),
  revision: notification.revision,
  severity: notification.severity,
  state: notification.state,
  kind: notification.kind,
  category: notification.category,
  system: bounded(notification.system, limits.name),
  host: bounded(notification.host, limits.name),
  resource: bounded(notification.resource, limits.name),
  summary: bounded(notification.summary, limits.summary),
  details: boundedList(notification.details, limits.items, limits.item),
  actions: boundedList(notification.actions, limits.items, limits.item),
  subject: bounded(notification.subject, limits.subject),
  from: bounded(notification.from, limits.address),
  to: boundedList(notification.to, limits.recipients, limits.address),
  receivedAt: notification.receivedAt,
  excerpt: bounded(notification.excerpt, limits.excerpt),
  analysedBy: {
    label: bounded(notification.analysedBy.label, limits.name),
    isModel: notification.analysedBy.isModel,
  },
  link: notification.link === null ? null : bounded(notification.link, limits.link),
  language: notification.language,
  timeZone: bounded(notification.timeZone, limits.name),
});
