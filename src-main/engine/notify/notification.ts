import type { Category, Kind, Language, Severity, State } from '../../../src-shared/vocabulary.ts';

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
}
