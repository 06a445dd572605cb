/** What folding needs to know of an alert: who it is about, what it says, and a digest that tells exact repeats. */
import { createHash } from 'node:crypto';
import { maxIncidentMembers } from '../../../src-shared/contract/incidents.ts';
import type { Category, Kind, Severity, State } from '../../../src-shared/vocabulary.ts';
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts } from '../recognise/facts.ts';
import { fingerprintOf } from '../recognise/fingerprint.ts';

export interface SightingPart {
  /** '' where it has no identity of its own. */
  fingerprint: string;
  host: string;
  resource: string;
  condition: string;
  state: State;
  severity: Severity;
  summary: string;
}

export interface Sighting {
  alertId: string;
  /** Epoch ms of receipt. */
  at: number;
  kind: Kind;
  state: State;
  severity: Severity;
  /** Of the condition it speaks of; '' where it stands for itself. */
  fingerprint: string;
  category: Category;
  source: string;
  host: string;
  resource: string;
  condition: string;
  summary: string;
  /** Equal for mails that say exactly the same, from the same sender to the same recipients: others may be routed elsewhere. */
  digest: string;
  parts: SightingPart[];
  /** The same for all runs of one job; '' where it is about none. */
  job: string;
  /** A run of the job went well. */
  endsJob: boolean;
  /** The parts are all that there is: what is not listed any more is over. */
  listsWholeGroup: boolean;
}

/** Their mails list every alert of the group that still fires. */
const wholeGroupSources: ReadonlySet<string> = new Set(['alertmanager', 'grafana']);
/** Kinds that speak of a condition without changing it. */
const remarks: ReadonlySet<Kind> = new Set(['downtime', 'flapping']);
const aloneKinds: ReadonlySet<Kind> = new Set(['report', 'lifecycle', 'bounce']);
const maxTextLength = 500;
/** Well below what parsing cuts away. */
const maxComparedBytes = 100_000;

const sha = (...texts: string[]): string => {
  // With its length before it, no text runs into the next.
  const all = texts.map((text) => `${text.length}:${text}`).join('');
  return createHash('sha256').update(all).digest('hex').slice(0, 32);
};

/** Line ends, runs of blanks and the ends of lines carry no meaning; everything else does. */
const normalised = (text: string): string =>
  text
    .normalize('NFC')
    // A space alone is as it shall be.
    .replace(/[^\S\n]{2,}|[^\S\n ]/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();

const cut = (text: string): string => text.slice(0, maxTextLength);

export const sightingOf = (
  alert: { id: string; envelope: Envelope; mail: ParsedMail; facts: Facts },
  read: { severity: Severity; summary: string },
): Sighting => {
  const { envelope, mail, facts } = alert;
  const fingerprint = conditionOf(facts, mail.from.address || envelope.mailFrom);
  return {
    alertId: alert.id,
    at: envelope.receivedAt,
    kind: facts.kind,
    state: facts.state,
    severity: read.severity,
    fingerprint,
    category: facts.category,
    source: facts.source,
    host: cut(facts.host),
    resource: cut(facts.resource),
    condition: cut(facts.condition),
    summary: cut(read.summary),
    digest: digestOf(fingerprint, envelope, mail, [facts.state, facts.kind, read.severity]),
    parts: facts.parts.slice(0, maxIncidentMembers).map((part) => ({
      fingerprint: part.fingerprint,
      host: cut(part.host),
      resource: cut(part.resource),
      condition: cut(part.condition),
      state: part.state,
      severity: part.statedSeverity ?? read.severity,
      summary: cut(part.summary),
    })),
    job: facts.job,
    endsJob: facts.endsJob,
    listsWholeGroup: wholeGroupSources.has(facts.source),
  };
};

/**
 * A mail that was not read whole, or whose attachments may say more than its text, is the same as another only where all
 * its bytes are. So is one without identity, but for what every mail has of its own: date, id and boundaries.
 */
const digestOf = (
  fingerprint: string,
  envelope: Envelope,
  mail: ParsedMail,
  reading: readonly string[],
): string => {
  const parties = [mail.from.address, envelope.mailFrom, ...envelope.rcptTo.toSorted()]
    .join('\n')
    .toLowerCase();
  if (!isReadWhole(envelope, mail)) return sha('raw', parties, envelope.digest || envelope.id);
  const content = [mail.subject, mail.text, mail.html ?? ''];
  return fingerprint === ''
    ? sha('', parties, ...content)
    : sha(fingerprint, parties, ...reading, ...content.map(normalised));
};

const isReadWhole = ({ sizeBytes }: Envelope, { degraded, attachments, text, html }: ParsedMail): boolean =>
  !degraded &&
  attachments.length === 0 &&
  sizeBytes <= maxComparedBytes &&
  text.length + (html?.length ?? 0) > 0;

/** The condition a mail speaks of: a notice of a downtime or of flapping speaks of the problem it is about. */
const conditionOf = (facts: Facts, sender: string): string => {
  if (facts.fingerprint === '' || aloneKinds.has(facts.kind)) return '';
  if (remarks.has(facts.kind)) return fingerprintOf({ ...facts, kind: 'problem' }, sender).fingerprint;
  return facts.state === 'info' && facts.kind !== 'acknowledgement' ? '' : facts.fingerprint;
};
