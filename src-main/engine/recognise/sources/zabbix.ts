/**
 * Zabbix's default mails: subject `Problem: ...`, `Resolved in 12s: ...`, `Updated problem in 5m: ...`; body lines
 * `Problem name:`, `Host:`, `Severity:`, `Original problem ID:`.
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import { canonicalText } from '../canonical.ts';
import { onOneLine } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';

/** Its six severities, https://www.zabbix.com/documentation/current/en/manual/config/triggers/severity */
const severities: Record<string, Severity> = {
  'not classified': 'medium',
  information: 'info',
  warning: 'medium',
  average: 'medium',
  high: 'high',
  disaster: 'critical',
};

export const zabbix: SourceAdapter = {
  source: 'zabbix',
  read: (mail) => {
    const { fields } = mail;
    const isOurs = fields.has('original problem id') || (fields.has('problem name') && fields.has('host'));
    if (!isOurs) return null;
    const isResolved = /^resolved\b/i.test(mail.subject) || /\bproblem has been resolved\b/i.test(mail.text);
    const isAcknowledged = /^updated problem\b/i.test(mail.subject) && /\backnowledged\b/i.test(mail.text);
    const stated = severities[(fields.get('severity') ?? '').toLowerCase()] ?? null;
    const name = fields.get('problem name') ?? onOneLine(mail.subject.replace(/^[^:]{1,60}:\s*/u, ''));
    return {
      kind: isResolved ? 'recovery' : isAcknowledged ? 'acknowledgement' : 'problem',
      state: isResolved ? 'resolved' : 'firing',
      stateCertainty: 'stated',
      statedSeverity: stated,
      ...(isResolved
        ? { severity: 'info' as const, severityCertainty: 'stated' as const }
        : stated === null
          ? {}
          : { severity: stated, severityCertainty: 'stated' as const }),
      host: fields.get('host') ?? '',
      resource: name,
      condition: name,
      // A trigger's name may hold the value of the moment.
      identity: canonicalText(name),
    };
  },
};
