/**
 * Grafana. Unified alerting: subject `[FIRING:2] name folder (label values)`, as Alertmanager's, told apart by its
 * links, labels (`grafana_folder`) or sender; the body lists each alert with labels and annotations, as text
 * (` - name = value`) or as a table. Legacy: `[Alerting] name`, `[OK] name`, `[No Data] name`.
 * default_template.go and emails/templates of grafana/grafana.
 */
import { moreSevere, type Severity, type State } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import { severityFromWord } from '../severity-words.ts';
import type { PartReading, SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfTarget, toName, toSummary } from './matching.ts';
import { likelyProblem, problem, recovery } from './outcome.ts';

const unified =
  /^\[(?<state>FIRING|RESOLVED)(?::\d{1,6})?(?:, ?RESOLVED:\d{1,6})?\] ?(?<group>[^()]{0,200})(?:\((?<labels>.{0,400})\))?\s*$/u;
const legacy = /^\[(?<state>Alerting|OK|No Data|Pending|Paused|Unknown)\] (?<name>\S.{0,200})$/u;
const maxParts = 100;

const hostLabels = [
  'host',
  'hostname',
  'instance',
  'node',
  'nodename',
  'server',
  'server_name',
  'vm',
  'target',
];
const resourceLabels = [
  'mountpoint',
  'device',
  'service',
  'service_name',
  'job_name',
  'pod',
  'container',
  'database',
  'interface',
  'queue',
  'url',
];
const knownLabels = new Set([
  ...hostLabels,
  ...resourceLabels,
  'alertname',
  'grafana_folder',
  'severity',
  'priority',
  'level',
  'job',
  'summary',
  'description',
  'message',
  'runbook_url',
  'rulename',
  'datasource_uid',
  'ref_id',
]);

export const grafana: SourceAdapter = {
  source: 'grafana',
  read: (mail) => readUnified(mail) ?? readLegacy(mail),
};

const isGrafanas = (mail: MailText): boolean =>
  /\bgrafana/i.test(
    `${mail.mail.from.address} ${mail.mail.from.display} ${mail.mail.headers['x-mailer'] ?? ''} ${mail.subject}`,
  ) ||
  /grafana_folder|\/alerting\/(?:grafana\/|silence\/new|list)|sent by grafana|\bgrafana v\d|grafana labs/i.test(
    mail.text,
  );

const readUnified: SourceAdapter['read'] = (mail) => {
  const found = groupsOf(mail.subject, unified);
  if (found === null || !isGrafanas(mail)) return null;
  const state: State = found.state === 'FIRING' ? 'firing' : 'resolved';
  const parts = readAlerts(mail, state).map(toPart);
  const own = parts.filter((part) => part.state === state);
  const inSubject = (found.labels ?? '').split(/[\s,]+/u).map((word) => word.replace(/^\w+=/u, ''));
  const stated = worst([
    ...own.map((part) => part.statedSeverity),
    ...(own.length > 0 ? [] : inSubject.slice(0, 50).map(labelSeverity)),
  ]);
  const hosts = [...new Set(own.map(({ host }) => host).filter((host) => host !== ''))];
  const only = own.length === 1 ? own[0] : undefined;
  const name = toName(own[0]?.condition || found.group);
  return {
    ...(state === 'resolved'
      ? recovery(stated)
      : stated === null
        ? likelyProblem('medium', 'medium')
        : problem(stated)),
    system: 'Grafana',
    host: toName(hosts.slice(0, 5).join(', ')) || (inSubject.find(looksLikeHost) ?? ''),
    resource: only?.resource || name,
    condition: name,
    identity: parts.length > 1 ? `group ${name}` : (parts[0]?.identity ?? ''),
    summary: toSummary(only?.summary ? `${name}: ${only.summary}` : mail.subject),
    parts: parts.length > 1 ? parts : [],
  };
};

const legacyOutcomes = {
  Alerting: likelyProblem('high', 'medium'),
  OK: recovery(),
  'No Data': likelyProblem('medium', 'low'),
  Pending: likelyProblem('medium', 'low'),
  Unknown: likelyProblem('medium', 'low'),
  Paused: { ...likelyProblem('low', 'info'), kind: 'other', state: 'info' },
} as const;

const readLegacy: SourceAdapter['read'] = (mail) => {
  const found = groupsOf(mail.subject, legacy);
  if (found === null || !isGrafanas(mail)) return null;
  const name = toName(found.name);
  return {
    ...legacyOutcomes[found.state as keyof typeof legacyOutcomes],
    system: 'Grafana',
    host: toName(name.split(/[\s,:()[\]]+/u).find(looksLikeHost)),
    resource: name,
    condition: name,
    summary: toSummary(mail.subject),
  };
};

const worst = (severities: readonly (Severity | null)[]): Severity | null =>
  severities.reduce<Severity | null>(
    (found, next) => (found === null || next === null ? (found ?? next) : moreSevere(found, next)),
    null,
  );

const labelSeverity = (word: string): Severity | null =>
  /^(?:critical|crit|high|major|error|medium|warning|warn|low|minor|info|p[1-5]|sev-?[0-5])$/iu.test(word)
    ? severityFromWord(word)
    : null;

const looksLikeHost = (word: string): boolean =>
  hostOfTarget(word) !== '' && /[a-z]/iu.test(word) && !/^\d/u.test(word) && labelSeverity(word) === null;

interface Alert {
  state: State;
  /** All that was read of it by name, annotations too. */
  values: Map<string, string>;
  /** What tells it from others: its labels, without severity and annotations. */
  labels: string[];
}

/** Alerts in their order; a heading or a second `alertname` begins the next. */
const readAlerts = (mail: MailText, subjectState: State): Alert[] => {
  const alerts: Alert[] = [];
  let alert: Alert = { state: subjectState, values: new Map(), labels: [] };
  let pending = '';
  const finish = (state: State): void => {
    if (alert.values.has('alertname') && alerts.length < maxParts) alerts.push(alert);
    alert = { state, values: new Map(), labels: [] };
    pending = '';
  };
  const set = (key: string, value: string, isLabel: boolean): void => {
    if (key === 'alertname' && alert.values.has(key)) finish(alert.state);
    if (alert.values.has(key) || alert.values.size === maxLabels) return;
    alert.values.set(key, toName(value));
    if (isLabel && !passing.has(key)) alert.labels.push(`${key}=${toName(value)}`);
  };
  for (const line of mail.lines) {
    const state = heading.exec(line)?.groups?.state;
    if (state !== undefined && !/^[-•*] /u.test(line)) {
      finish(state.toLowerCase() === 'firing' ? 'firing' : 'resolved');
      continue;
    }
    const found = pair.exec(line)?.groups ?? knownCells(line);
    if (pending !== '') {
      if (found === undefined) set(pending, line, true);
      pending = '';
    }
    if (knownLabels.has(line)) pending = line;
    else if (found !== undefined) set((found.key ?? '').toLowerCase(), found.value ?? '', found.sign !== ':');
  }
  finish(subjectState);
  return alerts;
};

const maxLabels = 60;
const heading = /^[^\p{L}\d]{0,6}(?:\d{1,6} )?(?<state>firing|resolved)\b[^=]{0,150}$/iu;
/** ` - name = value` of the text, `name | value` of the table. */
const pair =
  /^[-•*\s]{0,6}(?<key>[a-zA-Z_]\w{0,60})(?: (?<sign>=|\|) |(?:\t|\s{2,10})|: )(?<value>\S.{0,300})$/u;
const knownCells = (line: string): Record<string, string> | undefined => {
  const groups = /^(?<key>[a-z_]{2,40})[ =](?<value>\S.{0,300})$/u.exec(line)?.groups;
  return groups !== undefined && knownLabels.has(groups.key ?? '') ? groups : undefined;
};
/** Annotations and what may change while the alert stays. */
const passing = new Set([
  'severity',
  'priority',
  'level',
  'summary',
  'description',
  'message',
  'runbook_url',
  'value',
  'values',
  'ref_id',
  'datasource_uid',
]);

const toPart = ({ state, values, labels }: Alert): PartReading => {
  const first = (names: readonly string[]): string =>
    names.map((name) => values.get(name)).find((value) => value) ?? '';
  const name = first(['alertname', 'rulename']);
  return {
    state,
    statedSeverity: severityFromWord(first(['severity', 'priority', 'level'])),
    host: first(hostLabels),
    resource: first(resourceLabels) || name,
    condition: name,
    identity: [...new Set(labels)].sort().join(' '),
    summary: first(['summary', 'description', 'message']),
  };
};
