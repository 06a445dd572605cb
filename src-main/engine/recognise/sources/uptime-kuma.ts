/**
 * Uptime Kuma: subject `[monitor] [🔴 Down] reason`, `[monitor] [✅ Up] 200 - OK`, a certificate's
 * `[monitor][https://...] ... certificate ... will be expired in n days`, and what own templates make of `{{status}}`
 * and `{{name}}`. The body is the subject and a time. server/notification-providers/smtp.js of louislam/uptime-kuma.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfTarget, toName, toSummary } from './matching.ts';
import { notice, problem, recovery } from './outcome.ts';

const status =
  /^\[(?<name>.{1,150}?)\] ?\[(?:🔴|✅|⚠️?|🟡|🔵)\s*(?<status>Down|Up|Pending|Maintenance|Test)\]/u;
const ownStatus = /^\[?(?:🔴|✅)\s*(?<status>Down|Up)\]?[\s:|–-]{0,5}(?<name>\S.{0,150})$/u;
const ownStatusLast = /^\[?(?<name>.{1,150}?)\]?[\s:|–-]{0,5}\[?(?:🔴|✅)\s*(?<status>Down|Up)\]?$/u;
const certificate =
  /^\[(?<name>.{1,150}?)\] ?\[(?<target>[^\]\s]{1,300})\].{0,150}?\bcertificate\b.{0,150}?\bexpired?\b(?: in (?<days>-?\d{1,4}) days)?/iu;

const outcomes = {
  Down: problem('critical'),
  Up: recovery(),
  Pending: problem('medium'),
  Maintenance: notice('downtime'),
  Test: notice('other'),
} as const;

export const uptimeKuma: SourceAdapter = {
  source: 'uptime-kuma',
  read: (mail) => {
    const found = groupsOf(mail.subject, status, ownStatus, ownStatusLast);
    if (found !== null) {
      const name = toName(found.name);
      const outcome = outcomes[found.status as keyof typeof outcomes];
      return {
        ...outcome,
        category: 'service',
        system: 'Uptime Kuma',
        host: hostOfTarget(name),
        resource: name,
        condition: 'availability',
        summary: toSummary(mail.subject),
      };
    }
    const expiry = groupsOf(mail.subject, certificate);
    if (expiry === null) return null;
    return {
      ...problem(Number(expiry.days || 0) > 7 ? 'medium' : 'high'),
      category: 'security',
      system: 'Uptime Kuma',
      host: hostOfTarget(expiry.target ?? ''),
      resource: toName(expiry.name),
      condition: 'certificate expiry',
      summary: toSummary(mail.subject),
    };
  },
};
