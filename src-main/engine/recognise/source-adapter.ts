import type { Facts, FactsPart } from './facts.ts';
import type { MailText } from './mail-text.ts';

/** One alert of several, as an adapter reads it; `identity` as in Facts. Its fingerprint is made from it. */
export type PartReading = Omit<FactsPart, 'fingerprint'> & { identity?: string };

/** What an adapter knows; what it leaves out is the generic reader's. */
export type Reading = Partial<
  Omit<
    Facts,
    'source' | 'evidence' | 'notes' | 'fingerprint' | 'fingerprintBasis' | 'job' | 'endsJob' | 'parts'
  >
> & { parts?: PartReading[] };

/**
 * Reads the mails of one tool or family. `read` answers null for any other mail, else what it knows better than the
 * generic reader, whose facts stand for all the rest. It may throw: that costs the mail its adapter, nothing else.
 *
 * The fingerprint comes from source, host, resource and condition; numbers with units, times and counts are masked
 * there, state words and severities are the adapter's to leave out. So a condition's problem and its recovery must
 * give the same host, resource and condition. Where these vary or say too little (the tool names its own key in a
 * header, say), `identity` stands in for resource and condition. Kinds downtime, flapping, report, lifecycle and bounce
 * never share the fingerprint of a problem. An adapter that names neither condition nor identity leaves the identity to
 * the generic reader, which takes it from all the words of the mail.
 */
export interface SourceAdapter {
  source: string;
  read(mail: MailText): Reading | null;
}
