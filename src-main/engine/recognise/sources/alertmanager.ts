/**
 * Prometheus Alertmanager: subject `[FIRING:n] labels` or `[RESOLVED] labels`; its default HTML becomes text with a
 * firing and a resolved section, each a list of `name = value` labels. One mail may carry many alerts.
 */
import { moreSevere, type Severity, type State } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import { severityFromWord } from '../severity-words.ts';
import type { PartReading, SourceAdapter } from '../source-adapter.ts';

const form = /^\[(?<state>FIRING|RESOLVED)(?::\d+)?(?:,\s*RESOLVED:\d+)?\]\s*(?<rest>.*)$/u;
const maxParts = 100;

const hostLabels = ['instance', 'host', 'hostname', 'node', 'nodename', 'server', 'target', 'device_name'];
const resourceLabels = [
  'mountpoint',
  'service',
  'job_name',
  'device',
  'pod',
  'container',
  'database',
  'queue',
  'interface',
];

/** The same alert may change its severity. Own templates write annotations among the labels. */
const passingLabels = new Set([
  'severity',
  'priority',
  'level',
  'summary',
  'description',
  'message',
  'title',
  'value',
]);

export const alertmanager: SourceAdapter = {
  source: 'alertmanager',
  read: (mail) => {
    const groups = form.exec(mail.subject)?.groups;
    if (groups === undefined) return null;
    const state: State = groups.state === 'FIRING' ? 'firing' : 'resolved';
    const parts = readParts(mail, state);
    const own = parts.filter((part) => part.state === state);
    const { name, labels } = splitSubject(groups.rest ?? '');
    const labelled = own.reduce<Severity | null>(
      (worst, { statedSeverity }) =>
        worst === null || statedSeverity === null
          ? (worst ?? statedSeverity)
          : moreSevere(worst, statedSeverity),
      null,
    );
    const stated = labelled ?? severityIn(labels);
    const hosts = [...new Set(own.map(({ host }) => host).filter((host) => host !== ''))];
    const host =
      hosts.length > 0 ? hosts.slice(0, 5).join(', ') : hostIn(labels) || hostOfPlainText(mail, name);
    return {
      kind: state === 'firing' ? 'problem' : 'recovery',
      state,
      stateCertainty: 'stated',
      statedSeverity: stated,
      ...(state === 'resolved'
        ? { severity: 'info' as const, severityCertainty: 'stated' as const }
        : stated === null
          ? {}
          : { severity: stated, severityCertainty: 'stated' as const }),
      ...(host === '' ? {} : { host }),
      resource: name,
      condition: name,
      identity: parts.length > 1 ? `group ${name}` : (parts[0]?.identity ?? plainIdentity(groups.rest ?? '')),
      parts: parts.length > 1 ? parts : [],
      ...(own[0]?.summary ? { summary: `${name}: ${own[0].summary}`.slice(0, 300) } : {}),
    };
  },
};

/** Without labels in the text the subject is all there is. */
const plainIdentity = (rest: string): string =>
  rest
    .split(/[\s(),]+/u)
    .filter((word) => word !== '' && severityFromWord(word.replace(severityLabel, '')) === null)
    .join(' ');

const severityLabel = /^(?:severity|priority|level)=/iu;

/** `name (label values)`; Grafana writes the labels as `name=value`. */
const splitSubject = (rest: string): { name: string; labels: string[] } => {
  const open = rest.indexOf('(');
  const name = (open === -1 ? rest : rest.slice(0, open)).trim();
  const inside = open === -1 ? '' : rest.slice(open + 1).replace(/\)\s*$/u, '');
  return { name: name.slice(0, 200), labels: inside.split(/[\s,]+/u).slice(0, 50) };
};

const severityIn = (labels: readonly string[]): Severity | null =>
  labels
    .map((label) => severityFromWord(label.replace(severityLabel, '')))
    .find((severity) => severity !== null) ?? null;

const hostIn = (labels: readonly string[]): string =>
  labels
    .map((label) => /^(?:host|hostname|instance|node|server)=(.+)$/iu.exec(label)?.[1])
    .find((host) => host) ?? '';

interface Alert {
  state: State;
  labels: Map<string, string>;
  annotations: Map<string, string>;
}

/** Reads the sections of labels. A new `Labels` heading, or a label seen already, begins the next alert. */
const readParts = (mail: MailText, subjectState: State): PartReading[] => {
  const parts: PartReading[] = [];
  const begin = (state: State): Alert => ({ state, labels: new Map(), annotations: new Map() });
  let alert = begin(subjectState);
  let target = alert.labels;
  const next = (state: State): void => {
    if (alert.labels.size > 0 && parts.length < maxParts) parts.push(toPart(alert));
    alert = begin(state);
    target = alert.labels;
  };
  for (const line of mail.lines) {
    const section = /^(?:\[\d{1,6}\]\s*)?(firing|resolved)\b/iu.exec(line)?.[1];
    if (section !== undefined && !line.includes('=')) {
      next(section.toLowerCase() === 'firing' ? 'firing' : 'resolved');
      continue;
    }
    if (/^(?:labels|source)\b:?$/iu.test(line)) next(alert.state);
    if (/^annotations\b:?$/iu.test(line)) target = alert.annotations;
    const label = /^[-\s]*([a-zA-Z_][\w]{0,60})\s*=\s*(.*)$/u.exec(line);
    if (label === null) continue;
    const key = label[1] ?? '';
    if (key === 'alertname' && alert.labels.has(key)) next(alert.state);
    target.set(key, (label[2] ?? '').trim().slice(0, 300));
  }
  next(subjectState);
  return parts;
};

const toPart = ({ state, labels, annotations }: Alert): PartReading => {
  const first = (from: ReadonlyMap<string, string>, names: readonly string[]): string =>
    names.map((name) => from.get(name)).find((value) => value) ?? '';
  const said = ['summary', 'description', 'message', 'title'];
  return {
    state,
    statedSeverity: severityFromWord(first(labels, ['severity', 'priority', 'level'])),
    host: first(labels, hostLabels),
    resource: first(labels, resourceLabels) || first(labels, ['alertname']),
    condition: first(labels, ['alertname']),
    summary: first(annotations, said) || first(labels, said),
    // An alert is its labels, https://prometheus.io/docs/alerting/latest/clients/
    identity: [...labels]
      .filter(([name]) => !passingLabels.has(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(' '),
  };
};

/** Own text templates give no labels; the word behind the alert's name in the first line is a host only if it looks it. */
const hostOfPlainText = (mail: MailText, name: string): string => {
  const words = (mail.lines[0] ?? '').split(/\s+/u);
  const at = words.indexOf(name);
  const next = at === -1 ? undefined : words[at + 1];
  return next !== undefined && /[-.\d]/u.test(next) ? next.slice(0, 200) : '';
};
