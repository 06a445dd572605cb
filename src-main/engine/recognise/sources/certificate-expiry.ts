/**
 * Notices that a certificate expires or was not renewed: Let's Encrypt (`Let's Encrypt certificate expiration notice for
 * domain "example.net" (and 2 more)`, days left in the body), certbot and acme.sh (`Renew example.net error`, `Renew
 * example.net success`). How urgent it is depends on the days that are left.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { likelyProblem, type Outcome, report } from './outcome.ts';

const notice =
  /^(?:Your )?(?:Let's Encrypt|Let’s Encrypt) (?:staging environment )?certificate (?:expiration|expiry|revocation) notice(?: for domain "?(?<domain>[^"\s]{1,253})"?)?/iu;
/** Revocations and the like, from the authority itself. */
const urgent = /^(?:ACTION REQUIRED|URGENT|IMPORTANT): .{0,120}\bLet's Encrypt\b.{0,40}\bcertificates?\b/iu;
const renewal = /^(?:acme\.sh: )?Renew (?<domain>\*?[\w.-]{3,253}) (?<result>success|error|skipped)\b/iu;
const daysLeft = /\b(?:expires?|expire) (?:in|after) (?<days>-?\d{1,4}) days?\b/iu;
const tomorrow = /\bexpires? (?:today|tomorrow|in \d{1,2} hours?)\b/iu;
const isOver = /\bhas (?:already )?expired\b|\bexpired on\b/iu;
const listedDomain = /^(?:[-*] )?(?<domain>\*?[a-z\d][a-z\d.-]{1,250}\.[a-z]{2,24})$/iu;

export const certificateExpiry: SourceAdapter = {
  source: 'certificate-expiry',
  read: (mail) => {
    const renewed = groupsOf(mail.subject, renewal);
    const found =
      renewed ?? groupsOf(mail.subject, notice) ?? (urgent.test(mail.subject) ? { domain: '' } : null);
    if (found === null) return null;
    const domain = toName(found.domain) || firstDomain(mail);
    return {
      ...(renewed === null
        ? outcomeByDays(mail)
        : renewed.result?.toLowerCase() === 'error'
          ? likelyProblem('medium', 'low')
          : report()),
      category: 'security',
      system: renewed === null ? "Let's Encrypt" : 'acme.sh',
      host: domain,
      resource: domain,
      condition: renewed === null ? 'certificate expiry' : 'certificate renewal',
      summary: toSummary(mail.subject),
    };
  },
};

const outcomeByDays = (mail: MailText): Outcome => {
  const text = `${mail.subject}\n${mail.text.slice(0, 4_000)}`;
  const days = groupsOf(text, daysLeft)?.days;
  if (days === undefined) {
    if (isOver.test(text)) return likelyProblem('critical', 'medium');
    return likelyProblem(tomorrow.test(text) ? 'high' : 'medium', 'low');
  }
  const left = Number(days);
  if (left <= 0) return likelyProblem('critical', 'medium');
  if (left <= 3) return likelyProblem('high', 'medium');
  return likelyProblem(left <= 14 ? 'medium' : 'low', 'low');
};

const firstDomain = (mail: MailText): string =>
  toName(
    mail.lines.map((line) => listedDomain.exec(line)?.groups?.domain).find((domain) => domain !== undefined),
  );
