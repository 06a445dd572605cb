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
  summary: string;
  numbers: FactNumber[];
  links: string[];
  /** The mail's parts where it carries several alerts, else empty. */
  parts: FactsPart[];
  /** Which words led to which field, for the trace and the alert's page. */
  evidence: { field: string; words: string }[];
  notes: string[];
}
