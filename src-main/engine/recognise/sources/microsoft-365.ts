/**
 * Alert policies of Microsoft 365 and Defender: `High-severity alert: Creation of forwarding rule`, with `Severity:`,
 * `Activity:` and `User:` in the body. Microsoft Purview documentation, "Alert policies".
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { notice, problem } from './outcome.ts';

const form = /^(?<level>High|Medium|Low|Informational)-severity alert: (?<name>\S.{0,250})$/iu;
const levels: Record<string, Severity> = {
  high: 'high',
  medium: 'medium',
  low: 'low',
  informational: 'info',
};

export const microsoft365: SourceAdapter = {
  source: 'microsoft-365',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const severity = levels[(found.level ?? '').toLowerCase()] ?? 'medium';
    const name = toName(found.name);
    return {
      ...(severity === 'info' ? notice('report') : problem(severity)),
      category: /phish/iu.test(name) ? 'phishing' : 'security',
      system: 'Microsoft 365',
      host: fieldOf(mail, 'device', 'device name', 'affected device'),
      resource: fieldOf(mail, 'user', 'affected user', 'entity'),
      condition: name,
      summary: toSummary(mail.subject),
    };
  },
};
