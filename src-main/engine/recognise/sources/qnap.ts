/**
 * QNAP QTS Notification Center: subject `[Warning][NAS01] ...` or `[Error] Notification from your device: NAS01`; body
 * `NAS Name:`, `Severity: Error`, `App Name:`, `Category:`, `Message:`.
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { notice, problem, recovery } from './outcome.ts';

const subjectLevel = /^\[(?<level>Info(?:rmation)?|Warning|Error)\]/iu;
const levels: Record<string, Severity> = {
  info: 'info',
  information: 'info',
  warning: 'medium',
  error: 'high',
};
const resource =
  /\b(?<name>(?:Storage Pool|Pool|Volume|Disk|Drive|RAID Group|Fan|Adapter|Job|Shared folder)[: "]{1,3}[\w-]{0,40}\d)/iu;
const severe =
  /\bdegraded\b|\b(?:has )?crashed\b|\bnot active\b|data loss|\bunmounted\b.{0,40}error|\bon battery\b/iu;
const mended =
  /\b(?:recovered|restored|rebuil(?:t|ding) (?:completed|finished)|is (?:now )?(?:ready|normal)|back to normal)\b/iu;

export const qnap: SourceAdapter = {
  source: 'qnap',
  read: (mail) => {
    const host = fieldOf(mail, 'nas name');
    if (host === '' || !(mail.fields.has('severity') || mail.fields.has('level'))) return null;
    const word = fieldOf(mail, 'severity', 'level') || (groupsOf(mail.subject, subjectLevel)?.level ?? '');
    const message = fieldOf(mail, 'message', 'content') || mail.subject;
    const level = severe.test(message) ? 'critical' : (levels[word.toLowerCase()] ?? 'medium');
    return {
      ...(level === 'info' ? (mended.test(message) ? recovery() : notice('report')) : problem(level)),
      system: 'QNAP',
      host,
      resource: toName(resource.exec(message)?.groups?.name) || fieldOf(mail, 'category', 'app name'),
      condition:
        [fieldOf(mail, 'app name'), fieldOf(mail, 'category')].filter((part) => part !== '').join(' ') ||
        toName(message),
      summary: toSummary(message),
    };
  },
};
