/**
 * Nagios, Icinga, Naemon, Checkmk's classic mails: `** PROBLEM Service Alert: host/service is CRITICAL **`,
 * `[PROBLEM] service on host is CRITICAL!`, and a body of `Notification Type:`, `Service:`, `Host:`, `State:`.
 */
import type { Kind, Severity, State } from '../../../../src-shared/vocabulary.ts';
import type { SourceAdapter } from '../source-adapter.ts';

const types: Record<string, { kind: Kind; state: State | null }> = {
  problem: { kind: 'problem', state: 'firing' },
  recovery: { kind: 'recovery', state: 'resolved' },
  acknowledgement: { kind: 'acknowledgement', state: 'firing' },
  flappingstart: { kind: 'flapping', state: 'firing' },
  flappingstop: { kind: 'flapping', state: 'info' },
  flappingend: { kind: 'flapping', state: 'info' },
  flappingdisabled: { kind: 'flapping', state: 'info' },
  downtimestart: { kind: 'downtime', state: 'info' },
  downtimeend: { kind: 'downtime', state: 'info' },
  downtimecancelled: { kind: 'downtime', state: 'info' },
  downtimeremoved: { kind: 'downtime', state: 'info' },
  custom: { kind: 'problem', state: null },
};

const checkStates: Record<string, Severity> = {
  ok: 'info',
  up: 'info',
  warning: 'medium',
  unknown: 'medium',
  unreachable: 'high',
  critical: 'critical',
  down: 'critical',
};

const subjectForms: readonly RegExp[] = [
  /\*\*\s*(?<type>[A-Z]+)\s+Service Alert:\s*(?<host>.*?)\/(?<service>.*)\s+is\s+(?<state>[A-Z]+)\s*\*\*/u,
  /\*\*\s*(?<type>[A-Z]+)\s+Host Alert:\s*(?<host>.*?)\s+is\s+(?<state>[A-Z]+)\s*\*\*/u,
  /\[(?<type>[A-Z]+)\]\s*Host\s+(?<host>.+?)\s+is\s+(?<state>[A-Z]+)!?/u,
  /\[(?<type>[A-Z]+)\]\s*(?<service>.+)\s+on\s+(?<host>.+?)\s+is\s+(?<state>[A-Z]+)!?/u,
];

export const nagios: SourceAdapter = {
  source: 'nagios',
  read: (mail) => {
    const subject = subjectForms
      .map((form) => form.exec(mail.subject)?.groups)
      .find((groups) => groups !== undefined);
    const typeWord = mail.fields.get('notification type') ?? subject?.type ?? '';
    const type =
      types[
        typeWord
          .toLowerCase()
          .replace(/[^a-z]/g, '')
          .replace('ended', 'end')
          .replace('started', 'start')
      ];
    const stateWord = (mail.fields.get('state') ?? subject?.state ?? '').toLowerCase();
    const checked = checkStates[stateWord];
    if (type === undefined || checked === undefined) return null;
    const isOver = checked === 'info';
    const state = type.state ?? (isOver ? 'resolved' : 'firing');
    const service = mail.fields.get('service') ?? subject?.service ?? '';
    const severity = severityFor(type.kind, state, checked);
    return {
      kind: type.kind === 'problem' && isOver && type.state === null ? 'recovery' : type.kind,
      state,
      stateCertainty: 'stated',
      statedSeverity: isOver ? null : checked,
      severity,
      severityCertainty: 'stated',
      host: mail.fields.get('host') ?? subject?.host ?? '',
      resource: service,
      condition: service === '' ? 'host' : service,
      ...(service === '' ? { category: 'system' as const } : {}),
    };
  },
};

const severityFor = (kind: Kind, state: State, checked: Severity): Severity => {
  if (state !== 'firing') return 'info';
  return kind === 'flapping' && checked === 'info' ? 'medium' : checked;
};
