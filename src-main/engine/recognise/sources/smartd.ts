/**
 * smartd of smartmontools: subject `SMART error (FailType) detected on host: name`; the body repeats the host with its
 * DNS domain and quotes the log line, `Device: /dev/sda [SAT], 8 Currently unreadable (pending) sectors`.
 * smartd_warning.sh, and the failure types of SMARTD_FAILTYPE in smartd.conf(5).
 */
import type { Category } from '../../../../src-shared/vocabulary.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem } from './outcome.ts';

const form = /^SMART error \((?<type>\w{1,60})\) detected on host: ?(?<host>\S{0,253})/u;
const device =
  /\bdevice:? (?<device>\/dev\/[\w./-]{1,80}|[\w./-]{1,80})(?: \[(?<kind>[\w+,/. -]{1,40})\])?/iu;

/** Bad sectors and failing tests cost redundancy or data: high. A failed health check means a disk that dies: critical. */
const types: readonly { pattern: RegExp; outcome: Outcome; category: Category }[] = [
  { pattern: /^EmailTest$/i, outcome: notice('other'), category: 'storage' },
  { pattern: /^(?:FailedHealthCheck|Health)$/i, outcome: problem('critical'), category: 'storage' },
  { pattern: /^Temperature$/i, outcome: problem('medium'), category: 'hardware' },
  { pattern: /./, outcome: problem('high'), category: 'storage' },
];

export const smartd: SourceAdapter = {
  source: 'smartd',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const type = found.type ?? '';
    const row = rowFor(types, type);
    const named = groupsOf(mail.text.slice(0, 4_000), device);
    const said = mail.lines.find((line) => /^(?:device:|test email)/i.test(line));
    return {
      ...(row?.outcome ?? problem('high')),
      category: row?.category ?? 'storage',
      system: 'smartd',
      host: toName(found.host) || fieldOf(mail, 'host name', 'host'),
      resource:
        named?.kind && /\d/.test(named.kind) ? `${named.device} [${named.kind}]` : toName(named?.device),
      condition: type,
      summary: toSummary(said ?? mail.subject),
    };
  },
};
