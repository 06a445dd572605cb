import type {
  Category,
  IncidentStatus,
  Kind,
  Language,
  Severity,
  State,
} from '../../../src-shared/vocabulary.ts';
import type { MemberNames } from './member-names.ts';

/** What made this message or edit owed. */
export type NotificationEvent =
  | 'opened'
  | 'updated'
  | 'escalated'
  | 'acknowledged'
  | 'resolved'
  | 'reopened'
  | 'flapping'
  | 'analysed'
  | 'reminder';

interface Mark {
  by: string;
  at: number;
  note: string;
}

/** The incident as it is when the message is sent, not as it was when it was queued. Times are epoch ms. */
export interface IncidentView {
  id: string;
  status: IncidentStatus;
  revision: number;
  /** Alerts, exact repeats included. */
  count: number;
  repeats: number;
  flapping: boolean;
  reopened: number;
  openedAt: number;
  lastAt: number;
  resolvedAt: number | null;
  acknowledged: Mark | null;
  /** Where a person resolved it. */
  resolved: Mark | null;
  /** What was wrong: struck through once it is over. */
  problem: string;
  /** When this was read. */
  asOf: number;
}

/** One line of a digest, in the mail's own words. */
export interface DigestLine {
  severity: Severity;
  state: State;
  acknowledged: boolean;
  host: string;
  /** The mail's own subject. */
  title: string;
  from: string;
  /** Alerts of its incident. */
  count: number;
}

/** A storm told in one message. A report comes once, when it is over. */
export interface DigestView {
  kind: 'digest' | 'report';
  openedAt: number;
  /** Epoch ms of the last line. */
  lastAt: number;
  /** 1 for the first message of the storm. */
  page: number;
  /** Of this page, most severe first, then by host; all of them in a report. */
  lines: DigestLine[];
  /** Of the whole storm. */
  conditions: number;
  alerts: number;
  bySeverity: Record<Severity, number>;
  resolved: number;
}

/**
 * What there is to tell about one alert, before any channel gives it its idiom. Every string in it comes from a
 * stranger's mail or a model's answer: renderers escape and bound all of it.
 */
export interface Notification {
  alertId: string;
  /** 0 for the first telling, then counted up. */
  revision: number;
  severity: Severity;
  state: State;
  kind: Kind;
  category: Category;
  system: string;
  host: string;
  resource: string;
  /** One line. */
  summary: string;
  details: string[];
  actions: string[];
  /** The mail's own subject and sender: always shown (L7). */
  subject: string;
  from: string;
  to: string[];
  receivedAt: number;
  /** The first lines of the mail's text. */
  excerpt: string;
  /** Who made the analysis; text of a model is labelled with this. */
  analysedBy: { label: string; isModel: boolean };
  /** The alert's page in the console, when the console's address is known. */
  link: string | null;
  language: Language;
  /** IANA time zone in which times are written, like Asia/Tehran. */
  timeZone: string;
  /** True for `test` messages, which say so. */
  isTest: boolean;
  /** `opened` where left out. */
  event?: NotificationEvent;
  /** Null or left out: the alert belongs to no incident. */
  incident?: IncidentView | null;
  /** Of a mail, or an incident, of several alerts; null or left out for one. */
  members?: MemberNames | null;
  /** In place of an alert. */
  digest?: DigestView | null;
}
