/** The alert that the console sends through the own SMTP port to show the way. It says of itself that it is a sample. */
import type { Submission } from '../ingest/loopback-submission.ts';

const from = 'sample@alertflow.invalid';
const usualRecipient = 'noc@example.net';

/** Where only certain recipients are taken, to one of them. */
const recipientOf = (accepted: readonly string[]): string => {
  const [first] = accepted;
  if (first === undefined) return usualRecipient;
  return first.includes('@') ? first : `noc@${first}`;
};

/** Another one each second: a second sample is a problem of its own, not a repeat that nobody would be told of. */
const hostAt = (now: number): string => `db${Math.floor(now / 1000) % 10_000}`;

export const sampleAlert = (
  accepted: readonly string[],
  { id, now }: { id: string; now: number },
): Submission => {
  const to = recipientOf(accepted);
  const host = hostAt(now);
  // RFC 5322 wants a numeric zone.
  const date = new Date(now).toUTCString().replace('GMT', '+0000');
  return {
    from,
    to,
    message: [
      `From: AlertFlow sample <${from}>`,
      `To: ${to}`,
      `Date: ${date}`,
      `Message-ID: <${id}@alertflow.invalid>`,
      `Subject: CRITICAL: replication lag on ${host} is 940 s (sample)`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'This is a sample alert, sent from the AlertFlow console. Nothing is wrong.',
      '',
      `Host: ${host}`,
      'Service: postgresql replication',
      'Lag: 940 s (critical above 300 s)',
      '',
    ].join('\n'),
  };
};
