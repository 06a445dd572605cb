/**
 * Management controllers: Dell iDRAC and OpenManage (`Message ID: PSU0003`, `Severity: Critical`, `Message:`, service
 * tag) and HPE iLO (`iLO AlertMail-0042: (CRITICAL) ...`, `Server:`). Dell's "Event and Error Message Reference Guide";
 * HPE's iLO user guide, "AlertMail".
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { Reading, SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery } from './outcome.ts';

const ilo =
  /^(?:HPE? )?iLO(?: \d)? AlertMail-?\d{0,9}: ?\((?<level>CRITICAL|CAUTION|WARNING|INFORMATIONAL|INFO|REPAIRED)\) ?(?<text>.{0,400})$/iu;
const dellId = /\b(?<prefix>[A-Z]{3,4})(?<number>\d{3,4})\b/u;
const component =
  /\b(?<name>(?:power supply(?: unit)?|PSU|fan|disk|drive|physical disk|virtual disk|controller|battery|DIMM|memory(?: module)?|CPU|processor|temperature|NIC|network (?:port|link)|PCIe? slot|RAID)(?: (?:unit|redundancy))?[ :#]{0,2}(?:\d{1,3}|[A-Z]\d{1,2})?(?: in (?:bay|slot|backplane) ?\d{1,3})?)/iu;
const isMended =
  /\b(?:restored|repaired|is (?:now )?operating normally|returned to normal|has been (?:cleared|replaced|inserted)|is OK|cleared|no longer|recovered|within (?:the )?(?:normal|acceptable) range)\b/iu;

const levels: Record<string, Severity> = {
  critical: 'critical',
  failed: 'critical',
  warning: 'medium',
  caution: 'medium',
  informational: 'info',
  information: 'info',
  info: 'info',
  normal: 'info',
  ok: 'info',
};

export const serverHardware: SourceAdapter = {
  source: 'server-hardware',
  read: (mail) => readIlo(mail) ?? readDell(mail),
};

const readIlo = (mail: MailText): Reading | null => {
  const found = groupsOf(mail.subject, ilo);
  if (found === null) return null;
  const text = found.text || fieldOf(mail, 'event');
  const isRepaired = /^repaired$/iu.test(found.level ?? '') || isMended.test(text);
  return toReading(
    mail,
    'HPE iLO',
    levels[(found.level ?? '').toLowerCase()] ?? 'medium',
    text,
    isRepaired,
    'hardware',
  );
};

const readDell = (mail: MailText): Reading | null => {
  const id = groupsOf(fieldOf(mail, 'message id', 'messageid', 'event id'), dellId);
  if (id === null) return null;
  const isDells = /\b(?:iDRAC\d?|OpenManage|Dell|PowerEdge|service tag)\b/iu.test(
    `${mail.subject}\n${mail.mail.from.display}\n${mail.text.slice(0, 4_000)}`,
  );
  if (!isDells) return null;
  const text = fieldOf(mail, 'message', 'event message', 'description') || mail.subject;
  const level = levels[fieldOf(mail, 'severity', 'event severity', 'status').toLowerCase()] ?? 'medium';
  return toReading(
    mail,
    'Dell iDRAC',
    level,
    text,
    isMended.test(text) && level === 'info',
    toName(id.prefix),
  );
};

const toReading = (
  mail: MailText,
  system: string,
  level: Severity,
  text: string,
  isRepaired: boolean,
  group: string,
): Reading => ({
  ...outcomeOf(level, isRepaired),
  category: 'hardware',
  system,
  host: fieldOf(
    mail,
    'system host name',
    'host name',
    'hostname',
    'server',
    'server name',
    'system name',
    'ilo name',
    'service tag',
  ),
  resource: toName(component.exec(text)?.groups?.name),
  condition: group,
  summary: toSummary(text),
});

const outcomeOf = (level: Severity, isRepaired: boolean): Outcome => {
  if (isRepaired) return recovery();
  return level === 'info' ? notice('report') : problem(level);
};
