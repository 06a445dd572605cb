/**
 * The words of the product, one per thing (design: section 2). Code, API, screen and documentation use these.
 */
import { z } from 'zod';

/** Most severe first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** 0 for critical, 4 for info: the smaller, the more severe. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);

/** The more severe of two. */
export const moreSevere = (a: Severity, b: Severity): Severity =>
  severityRank(a) <= severityRank(b) ? a : b;

export const categories = [
  'auth',
  'backup',
  'database',
  'network',
  'system',
  'service',
  'storage',
  'hardware',
  'dns',
  'virtualization',
  'security',
  'phishing',
  'other',
] as const;
export const categorySchema = z.enum(categories);
export type Category = z.infer<typeof categorySchema>;

/** What the mail says about the condition. */
export const states = ['firing', 'resolved', 'info'] as const;
export const stateSchema = z.enum(states);
export type State = z.infer<typeof stateSchema>;

/** What sort of mail it is; severity words lie (`[FLAPPINGSTART] load is OK!`). */
export const kinds = [
  'problem',
  'recovery',
  'acknowledgement',
  'downtime',
  'flapping',
  'report',
  'lifecycle',
  'bounce',
  'other',
] as const;
export const kindSchema = z.enum(kinds);
export type Kind = z.infer<typeof kindSchema>;

/**
 * Where an alert stands in the ledger: exactly one of these at any time, by its worst open delivery
 * (waiting before dead before delivered).
 */
export const alertStatuses = ['waiting', 'delivered', 'suppressed', 'dead', 'unrouted'] as const;
export const alertStatusSchema = z.enum(alertStatuses);
export type AlertStatus = z.infer<typeof alertStatusSchema>;

/**
 * Why an alert is suppressed: a mute fits it, it repeats exactly what was told, its incident tells of it already, a person
 * discarded its last deliveries.
 */
export const suppressionReasons = ['muted', 'duplicate', 'folded', 'discarded'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** Where one delivery stands. `sending` is written before the remote is called. */
export const deliveryStates = ['waiting', 'sending', 'retrying', 'delivered', 'dead', 'discarded'] as const;
export const deliveryStateSchema = z.enum(deliveryStates);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

export const incidentStatuses = ['open', 'acknowledged', 'resolved', 'stale'] as const;
export const incidentStatusSchema = z.enum(incidentStatuses);
export type IncidentStatus = z.infer<typeof incidentStatusSchema>;

/** What can happen to an incident. */
export const incidentTimelineKinds = [
  'opened',
  'repeated',
  'updated',
  'escalated',
  'acknowledged',
  'unacknowledged',
  'noted',
  'resolved',
  'reopened',
  'flapping',
  'stale',
  'sent',
  'suppressed',
] as const;
export const incidentTimelineKindSchema = z.enum(incidentTimelineKinds);
export type IncidentTimelineKind = z.infer<typeof incidentTimelineKindSchema>;

/**
 * What a delivery is for. `first` is a message of its own; the others change what the message of the incident says, where
 * the channel can; `reminder` is a message of its own again.
 */
export const deliveryPurposes = [
  'first',
  'update',
  'acknowledged',
  'resolved',
  'analysed',
  'reminder',
] as const;
export const deliveryPurposeSchema = z.enum(deliveryPurposes);
export type DeliveryPurpose = z.infer<typeof deliveryPurposeSchema>;

export const channelKinds = ['telegram', 'matrix', 'webhook', 'sms', 'desktop'] as const;
export const channelKindSchema = z.enum(channelKinds);
export type ChannelKind = z.infer<typeof channelKindSchema>;

/** `admin` changes everything; `operator` works on alerts, mutes and dead letters. */
export const roles = ['admin', 'operator'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export const languages = ['en', 'fa'] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;
