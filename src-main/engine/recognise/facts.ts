import type { Category, Kind, Severity, State } from '../../../src-shared/vocabulary.ts';

/** How sure a reading is: the tool says it in so many words, plain signals suggest it, or nothing does. */
export type Certainty = 'stated' | 'inferred' | 'none';

/** A measurement found in the mail, as written there. */
export interface FactNumber {
  value: number;
  /** `%`, `ms`, `GB`, ... */
  unit: string;
  /** The words around it. */
  context: string;
}

/** One alert of several that a mail carries. */
export interface FactsPart {
  state: State;
  statedSeverity: Severity | null;
  host: string;
  resource: string;
  condition: string;
  summary: string;
  /** Its own identity, see `Facts.fingerprint`. */
  fingerprint: string;
}

/** What was read from a mail without a model. Unknown text is '', never a guess. Every string is bounded. */
export interface Facts {
  /** The tool that sent it: an adapter's name, or `generic`. */
  source: string;
  kind: Kind;
  state: State;
  /** How the state is known; a stated one is not for a model to change. */
  stateCertainty: Certainty;
  /** What the tool itself calls it, resolved mails included; null where it says nothing. */
  statedSeverity: Severity | null;
  /** What the deterministic reader makes of it. */
  severity: Severity;
  severityCertainty: Certainty;
  /** No model brings the severity below this (L1). */
  severityFloor: Severity;
  category: Category;
  /** Product or service concerned. */
  system: string;
  host: string;
  resource: string;
  /** What is wrong, without tags, host and state words; the raw material of a fingerprint. */
  condition: string;
  /**
   * What tells this condition from the others of its source and host, where resource and condition do not do it well;
   * '' where they do. It enters the fingerprint in their place.
   */
  identity: string;
  /**
   * The same for one condition's problem, repeats, acknowledgement and recovery, whatever numbers, times and counts they
   * carry; another for another host, resource or condition. 32 hex digits; '' where the mail has no identity.
   */
  fingerprint: string;
  /** The same for all runs of one job of one tool; '' where the mail is about none. */
  job: string;
  /** A run of the job went well: what earlier runs complained of is over. */
  endsJob: boolean;
  /** What the fingerprint was made from, in readable words, for the trace. */
  fingerprintBasis: string;
  summary: string;
  numbers: FactNumber[];
  links: string[];
  /** The mail's parts where it carries several alerts, else empty. */
  parts: FactsPart[];
  /** Which words led to which field, for the trace and the alert's page. */
  evidence: { field: string; words: string }[];
  notes: string[];
}
