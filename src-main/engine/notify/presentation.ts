/**
 * What a delivery is to show when it is sent. A message about an incident shows the incident as it is at that moment, not
 * as it was when the delivery was owed: a retry that comes late never brings back what is over.
 */

import type { Delivery } from '../../../src-shared/contract/alerts.ts';
import type { Incident } from '../../../src-shared/contract/incidents.ts';
import type { Settings } from '../../../src-shared/contract/settings.ts';
import type { IncidentState } from '../fold/incident-state.ts';
import type { AlertRecord } from '../store/alert-record.ts';
import type { AlertRecords } from '../store/alert-records.ts';
import type { DigestItem } from '../store/digests.ts';
import type { Incidents } from '../store/incidents.ts';
import { memberNames } from './member-names.ts';
import type { IncidentView, Notification, NotificationEvent } from './notification.ts';
import { notificationOf } from './notification-of.ts';
import { words } from './notification-words.ts';
import { sentAgain } from './tell.ts';

export interface Presented {
  notification: Notification;
  /** Of the incident, as shown. */
  revision: number;
  /** Null where the alert belongs to none, or it is gone. */
  incident: IncidentState | null;
}

export interface Presenter {
  /** The incident of a delivery as it is now. */
  incidentOf(delivery: Delivery): Promise<IncidentState | null>;
  present(delivery: Delivery, record: AlertRecord, settings: Settings, now: number): Promise<Presented>;
}

/** The incident whose message a delivery is about, or the alert where it belongs to none. */
export const topicOf = ({ incidentId, alertId }: Delivery): string => incidentId ?? alertId;

/** What a delivery asks to be shown: of the incident, or of the alert where it belongs to none. */
export const revisionOf = ({ incidentId, incidentRevision, revision }: Delivery): number =>
  incidentId === null ? revision : incidentRevision;

const eventsByPurpose = {
  update: 'updated',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
  analysed: 'analysed',
  reminder: 'reminder',
} as const satisfies Partial<Record<Delivery['purpose'], NotificationEvent>>;

/** Why an alert is told by a message of its own stands in the timeline; the last word of several counts. */
const eventOf = (delivery: Delivery, timeline: Incident['timeline']): NotificationEvent => {
  if (delivery.purpose !== 'first') return eventsByPurpose[delivery.purpose];
  const kinds = timeline.filter(({ alertId }) => alertId === delivery.alertId).map(({ kind }) => kind);
  const told = (['flapping', 'reopened', 'escalated'] as const).find((kind) => kinds.includes(kind));
  if (told !== undefined) return told;
  const isRaised = delivery.revision > 0 && !delivery.reason.startsWith(sentAgain);
  if (isRaised) return 'escalated';
  if (kinds.includes('opened')) return 'opened';
  if (kinds.includes('resolved')) return 'resolved';
  // News of an incident that this destination knows: another part of it has joined.
  const isKnown = timeline.some(
    ({ kind, detail }) => kind === 'sent' && detail.startsWith(placeOf(delivery)),
  );
  return isKnown ? 'updated' : 'opened';
};

/** How a destination stands in the timeline of an incident. */
export const placeOf = ({ channelName, destinationName }: Delivery): string =>
  `${channelName}, ${destinationName}`;

const viewOf = (incident: IncidentState, problem: string, asOf: number): IncidentView => ({
  id: incident.id,
  status: incident.status,
  revision: incident.revision,
  count: incident.count,
  repeats: incident.repeats,
  flapping: incident.flapping,
  reopened: incident.reopened,
  openedAt: incident.openedAt,
  lastAt: incident.lastAt,
  resolvedAt: incident.resolvedAt,
  acknowledged: incident.acknowledged,
  resolved: incident.resolved,
  problem,
  asOf,
});

const isByModel = (record: AlertRecord | null): record is AlertRecord & { analysis: object } =>
  record?.analysis?.by.kind === 'provider';

export const createPresenter = (deps: {
  records: Pick<AlertRecords, 'forTelling'>;
  incidents: Pick<Incidents, 'get' | 'whole'>;
}): Presenter => {
  const { records, incidents } = deps;

  const incidentOf = ({ incidentId }: Delivery) =>
    incidentId === null ? Promise.resolve(null) : incidents.get(incidentId);

  /** Another alert of the incident; the own one is at hand already. */
  const other = (own: AlertRecord, id: string): Promise<AlertRecord | null> =>
    id === own.id ? Promise.resolve(own) : records.forTelling(id);

  return {
    incidentOf,

    async present(delivery, own, settings, now) {
      const incident = await incidentOf(delivery);
      const isUpdate = delivery.purpose !== 'first' && delivery.purpose !== 'reminder';
      if (incident === null) {
        const notification = notificationOf(own, delivery.revision, settings);
        const event = delivery.purpose === 'first' ? 'opened' : eventsByPurpose[delivery.purpose];
        return { notification: { ...notification, event }, revision: revisionOf(delivery), incident };
      }
      const newest = (await other(own, incident.toldAlertId)) ?? own;
      // It has met its incident, and what was read of it is not on record yet.
      const isUnread = newest.head.analysedBy === '';
      const latest = isUnread ? own : newest;
      const isOver = incident.status === 'resolved';
      const earlier = isOver || isByModel(latest) ? null : await analysedBefore(own, latest, incident, other);
      const first = isOver ? await other(own, incident.firstAlertId) : null;
      // A recovery that nobody knew the problem of has nothing to strike through.
      const problem =
        first === null || first.head.state === 'resolved' ? '' : first.head.summary || first.head.subject;
      const notification = notificationOf(latest, delivery.revision, settings);
      // The first alert of an incident has no story to look up.
      const hasStory = !isUpdate && (incident.count > 1 || isOver);
      const timeline = hasStory ? ((await incidents.whole(incident.id))?.timeline ?? []) : [];
      return {
        notification: {
          ...notification,
          alertId: own.id,
          severity: incident.severity,
          state: isOver ? 'resolved' : notification.state,
          event: eventOf(delivery, timeline),
          incident: viewOf(incident, problem, now),
          members: memberNames(incident.members) ?? notification.members ?? null,
          ...(earlier === null ? {} : insightOf(earlier, settings)),
        },
        revision: isUnread ? Math.min(incident.revision, revisionOf(delivery)) : incident.revision,
        incident,
      };
    },
  };
};

/** The newest mail may differ in numbers only, and no model was asked again: what was said before still helps. */
const analysedBefore = async (
  own: AlertRecord,
  latest: AlertRecord,
  incident: IncidentState,
  other: (own: AlertRecord, id: string) => Promise<AlertRecord | null>,
): Promise<AlertRecord | null> => {
  if (own.id !== latest.id && isByModel(own)) return own;
  const first = latest.id === incident.firstAlertId ? null : await other(own, incident.firstAlertId);
  return isByModel(first) ? first : null;
};

const insightOf = (
  record: AlertRecord,
  settings: Settings,
): Pick<Notification, 'details' | 'actions' | 'analysedBy'> => {
  const { details, actions, analysedBy } = notificationOf(record, 0, settings);
  const { earlierAlert } = words(settings.summaryLanguage);
  return { details, actions, analysedBy: { ...analysedBy, label: `${analysedBy.label}, ${earlierAlert}` } };
};

/** The line of a digest for a delivery, in the mail's own words. */
export const digestItemOf = (
  delivery: Delivery,
  record: AlertRecord,
  incident: IncidentState | null,
): DigestItem => ({
  topic: topicOf(delivery),
  alertId: delivery.alertId,
  incidentRevision: incident?.revision ?? revisionOf(delivery),
  severity: incident?.severity ?? record.head.severity,
  state: incident?.status === 'resolved' ? 'resolved' : record.head.state,
  acknowledged: incident?.acknowledged !== null && incident !== null,
  host: record.head.host,
  title: record.head.subject || record.head.summary,
  from: record.head.from,
  count: incident?.count ?? 1,
  possibleRepeat: delivery.possibleRepeat,
});
