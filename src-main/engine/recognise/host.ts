/** Where the trouble is: a host that the mail names, as it names it; '' where it names none. */
import { fold, type MailText, matchesOf } from './mail-text.ts';

const maxHostChars = 200;
const maxTextChars = 4_000;

export interface HostReading {
  host: string;
  words: string;
  /** It has a field of its own, as in `Host: db01`. */
  isField: boolean;
}

/** Fields that name the host, the surest first. */
const hostFields = [
  'host',
  'hostname',
  'host name',
  'affected host',
  'system host name',
  'server',
  'server name',
  'node',
  'node name',
  'machine',
  'machine name',
  'instance',
  'computer',
  'computer name',
  'device name',
  'devname',
  'system name',
  'vm name',
  'virtual machine',
  'nas name',
  'ups name',
  'pdu name',
  'logfiles for host',
  'agent',
  'router identity',
  'device_name',
  'source host',
  'on host',
  'from host',
  'affected resource',
  'affected ci',
  'configuration item',
  'target',
  'member',
  'router',
  'switch',
  'firewall',
  'access point',
  'rechner',
  'gerät',
  'servername',
  'serveur',
  'hôte',
  'machine hôte',
  'équipement',
  'nœud',
  'noeud',
  'servidor',
  'equipo',
  'nodo',
  'хост',
  'узел',
  'сервер',
  'устройство',
  'میزبان',
  'سرور',
  'نام سرور',
  'نام میزبان',
  'هاست',
  'نام دستگاه',
  'روتر',
  'سوییچ',
  'تجهیز',
  'دستگاه',
];
/** `Primary server`, `Monitored host name`: the last word says it. */
const hostFieldEnding = /(?:^| )(?:host ?name|host|server|server name|node|machine|computer|computer name)$/u;
/** These name a host in some mails and something else in others: only what looks like a host counts. */
const doubtfulFields = [
  'path',
  'array',
  'client',
  'identity',
  'controller',
  'device',
  'system',
  'name',
  'unit',
  'source',
  'library',
  'cluster',
  'appliance',
  'ci',
  'object',
  'location',
];

const name = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}._:-]{0,100}[\p{L}\p{N}])?(?![\p{L}\p{N}]|[._:-][\p{L}\p{N}])`;
const dotted = String.raw`[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{1,63}){1,6}`;
const nouns =
  'host|server|node|cluster|machine|instance|computer|device|router|switch|rechner|gerät|vm|serveur|hôte|servidor|nodo|equipo|сервер|сервере|хост|узел|سرور|میزبان|هاست|دستگاه|روتر|سوییچ';
const verbs =
  'is|are|has|was|went|went|does|did|did not|not|down|up|ok|warning|critical|unreachable|offline|online|recovered|failed|nicht|ist|wieder|hat|antwortet';

interface HostPattern {
  form: RegExp;
  /** Any word may stand here; else only one that looks like a host. */
  isSure?: boolean;
}

/** Of the subject, as written; what is more certain comes first. */
const subjectPatterns: readonly HostPattern[] = [
  { form: new RegExp(String.raw`<[^<>@\s]{1,64}@(${name})>`, 'gu'), isSure: true },
  // Erlang's `node rabbit@mq-2`; `Alert [TOWER] - Disk 4 ...`.
  { form: new RegExp(String.raw`\bnode\s+'?[a-z_]{2,30}@(${name})`, 'gu'), isSure: true },
  {
    form: new RegExp(
      String.raw`^(?:alert|warning|notice|error|critical|info|recovery)\s?\[(${name})\]\s?[-–:]\s`,
      'giu',
    ),
    isSure: true,
  },
  {
    form: new RegExp(String.raw`\{\s*(?:host|hostname|instance|node)\s*[:=]\s*(${name})`, 'giu'),
    isSure: true,
  },
  {
    form: new RegExp(
      String.raw`\b(?:on|for|from|at|of|auf|von)\s+(?:the\s+|dem\s+|der\s+)?(?:${nouns})\s*[:=]?\s*"?(${name})`,
      'giu',
    ),
    isSure: true,
  },
  { form: new RegExp(String.raw`\b(?:${nouns})\s*[:=]\s*"?(${name})`, 'giu'), isSure: true },
  { form: new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${nouns})\s+"?(${name})`, 'giu') },
  {
    form: new RegExp(String.raw`\b(?:host|server|node)\s+"?(${name})"?\s+(?:${verbs})\b`, 'giu'),
    isSure: true,
  },
  {
    form: new RegExp(String.raw`(?<![\p{L}\p{N}./-])(${name})/[^/]{1,80}?\s+is\s+[A-Z]`, 'gu'),
    isSure: true,
  },
  { form: new RegExp(String.raw`\/dev\/\S{1,60}:(${name})`, 'gu'), isSure: true },
  { form: new RegExp(String.raw`^\[(${name})\]`, 'gu') },
  { form: new RegExp(String.raw`(?<![\p{L}\p{N}])(?:on|auf|sur|en|su|на)\s+\\{0,2}(${name})`, 'giu') },
  { form: new RegExp(String.raw`^\s*(?:\[[^\]]{0,40}\]\s*)?(${name})\s*(?::|[-–|]\s)`, 'gu') },
  {
    form: new RegExp(
      String.raw`\b(?:on|auf)\s+(${name})\s*(?:[:(*!,;]|\.(?:\s|$)|$|\b(?:${verbs})\b)`,
      'giu',
    ),
    isSure: true,
  },
  { form: new RegExp(String.raw`\b(?:at|in|bei|for)\s+\\{0,2}(${name})`, 'giu') },
  { form: new RegExp(String.raw`\b(?:from|von)\s+\\{0,2}(${name})`, 'giu') },
  {
    form: new RegExp(
      String.raw`\b(?:on|from|at)\s+(${name})\s*(?:[(*!,;]|\.(?:\s|$)|$|\b(?:${verbs})\b)`,
      'giu',
    ),
    isSure: true,
  },
  {
    form: new RegExp(
      String.raw`\b(${name})\s+is\s+(?:now\s+)?(?:DOWN|UP|UNREACHABLE|down|up|unreachable|offline|online)\b`,
      'gu',
    ),
    isSure: true,
  },
  { form: new RegExp(String.raw`\bfor\s+(${name})\s*(?:[(*!,;:]|\.(?:\s|$)|$)`, 'giu'), isSure: true },
  { form: new RegExp(String.raw`(?<![\p{L}\p{N}._@/-])(${dotted})(?![\p{L}\p{N}@/-])`, 'giu') },
  { form: new RegExp(String.raw`[([]\s*(${name})\s*[)\]]`, 'gu') },
  { form: new RegExp(String.raw`(?:\s[-–|:,]|:)\s+(${name})\s*$`, 'gu') },
  { form: new RegExp(String.raw`(?<![\p{L}\p{N}._@/:\\-])(${name})(?![@/%\\])`, 'gu') },
];

const textPatterns: readonly HostPattern[] = [
  {
    form: new RegExp(
      String.raw`\b(?:on|for|from|at|of|auf|von)\s+(?:the\s+|dem\s+|der\s+)?(?:host|server|node|machine)\s*[:=]?\s*"?(${name})`,
      'giu',
    ),
    isSure: true,
  },
  {
    form: new RegExp(String.raw`\b(?:host|server|node)\s+"?(${name})"?\s+(?:${verbs})\b`, 'giu'),
    isSure: true,
  },
  { form: new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${nouns})\s+"?(${name})`, 'giu') },
  // `Received From: (db01) 10.0.0.4->/var/log/auth.log`
  { form: new RegExp(String.raw`^(?:received )?from: \((${name})\)`, 'gimu'), isSure: true },
  // A syslog line of RFC 3164 (date, host, program), and its two later forms.
  {
    form: new RegExp(
      String.raw`^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (${name}) [\w./-]{1,40}(?:\[\d{1,10}\])?:`,
      'gmu',
    ),
    isSure: true,
  },
  {
    form: new RegExp(
      String.raw`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,20} (${name}) [\w./-]{1,40}(?:\[\d{1,10}\])?:`,
      'gmu',
    ),
    isSure: true,
  },
  { form: new RegExp(String.raw`^(${name}) : [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d : `, 'gmu'), isSure: true },
  { form: new RegExp(String.raw`\b(?:on|from|at)\s+(${name})`, 'giu') },
  { form: new RegExp(String.raw`https?:\/\/(${name})`, 'giu') },
];

/** Words that stand where hosts stand and are none. */
const noHosts = new Set(
  (
    'the a an is are was be this that all any some your our my it its in on at of for from to by with and or not no ' +
    'here there now today yesterday tomorrow up down ok critical warning error unknown problem recovery host server ' +
    'service alert linux windows unix monday tuesday wednesday thursday friday saturday sunday localhost disk root ' +
    'region monitor sensor port memory cpu queue worker state test message mail time details reason host-alert status none null n/a more ' +
    'battery batterie mains power schedule demand hold line air error-level high low medium normal name names which what does did has have hat ist wieder nicht ' +
    'one two group system device node machine computer info notification report summary daily weekly monthly each every least most ' +
    'main on-call off-site on-site off-line opt-out sign-up check-in plug-in add-on log-in pay-as-you-go room rack site network production staging prod test-mail info-mail e-mail follow-up back-up set-up read-only up-to-date real-time long-running auto-generated fail2ban check-mk check_mk log4j log4j2 apache2 php7 php8 python2 python3 lets-encrypt smart-array hyper-v pagerduty node-exporter'
  ).split(' '),
);

/** Letters with digits that name no machine: severities, devices, versions, codes, standards, models. */
const noHostForms =
  /^(?:sev-?\d|p\d|s\d|t\d|q\d|v?\d+(?:\.\d+)*[a-z]?|\d+(?:st|nd|rd|th|x|%|[kmgtp]i?b|ms|s|m|h|d|min|sec|w|v|a|c|f)?|(?:eth|ens|enp|eno|bond|wg|tun|vlan|lo|br|wan|lan|ether|gi|te|fa|ge|xe|po)-?\d.*|(?:sd|hd|vd|nvme|xvd|md|dm|sr|loop)[a-z]?\d*(?:n\d+)?(?:p\d+)?|raid-?\d*|x64|x86(?:_64)?|amd64|arm64|i[36]86|aarch64|ipv[46]|utf-?\d+|iso-?\d+.*|sha-?\d+|md5|tls.*\d|http\/?\d.*|cve-.*|kb\d+|rfc-?\d+|0x[\da-f]+|[a-z]{2,6}-?\d{3,5}(?=\.$)|[a-z]{3,4}\d{4}|[a-z]+(?:error|exception)|l[23]|s3|ec2|k8s|5xx|4xx|\d[a-z]:.*|web\s?2)$/u;

/** What hosts look like: an address, a domain name, letters with digits or dashes. */
const looksLikeHost = (text: string): boolean => {
  const folded = fold(text);
  if (/^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/.test(folded)) return true;
  if (noHostForms.test(folded)) return false;
  if (/^(?=.*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?::\d{1,5})?$/.test(folded))
    return !/\.(?:exe|sh|py|pl|php|js|log|conf|cfg|ini|txt|service|timer|socket|mount|target|java|c|h|so|dll|gz|zip|tar|sql|db|json|ya?ml|xml|html?|csv|pdf|generic.*)$/.test(
      folded,
    );
  if (/^[\p{L}][\p{L}\p{N}]*(?:-[\p{L}\p{N}]+){0,5}$/u.test(folded) && /\d/.test(folded)) return true;
  // AP-Lobby: a kind of device and its place.
  if (/^(?:ap|sw|rt|rtr|fw|gw|nas|srv|pc|nb|ws|dc|nvr|mfp|crac)-[\p{L}\p{N}-]{2,30}$/u.test(folded))
    return true;
  // FS-BERLIN, gw-hq: short parts joined by dashes, in one case.
  return (
    /^(?:[A-Z0-9]{2,15}(?:-[A-Z0-9]{2,15}){1,3}|[a-z0-9]{2,6}(?:-[a-z0-9]{2,10}){1,3})$/.test(text) &&
    !/^(?:[a-z]{4,}-[a-z]{4,})+$/.test(text)
  );
};

/** The affected host and the words it was read from. */
export const readHost = (mail: MailText): HostReading =>
  ofFields(mail) ??
  ofText(mail.subject, subjectPatterns) ??
  ofDoubtfulFields(mail) ??
  ofText(mail.text.slice(0, maxTextChars), textPatterns) ??
  ofSender(mail) ?? { host: '', words: '', isField: false };

const ofFields = ({ fields }: MailText): HostReading | null => {
  if (fields.size === 0) return null;
  const named = hostFields.map((field) => [field, fields.get(field)] as const);
  const ending = [...fields].filter(([field]) => hostFieldEnding.test(field));
  for (const [field, value] of [...named, ...ending]) {
    if (value !== undefined && isNamed(value)) return fieldReading(field, value);
  }
  return null;
};

const ofDoubtfulFields = ({ fields }: MailText): HostReading | null => {
  for (const field of doubtfulFields) {
    const value = fields.get(field);
    if (value !== undefined && isHost(value) && (looksLikeHost(value) || dashedName.test(value)))
      return fieldReading(field, value);
  }
  return null;
};

/** Of a field that may name a host: `storage-b`. */
const dashedName = /^[a-z]{2,20}-[a-z\d]{1,20}$/iu;

const fieldReading = (field: string, value: string): HostReading => ({
  host: value.slice(0, maxHostChars),
  words: `${field}: ${value}`,
  isField: true,
});

const ofText = (text: string, patterns: readonly HostPattern[]): HostReading | null => {
  for (const { form, isSure = false } of patterns) {
    for (const match of matchesOf(form, text)) {
      const found = match[1] ?? '';
      // `app1:disk` is a host and its part, `db01:9100` a host and its port.
      const candidates =
        found.includes(':') && !isSure ? [found, found.slice(0, found.indexOf(':'))] : [found];
      const host = candidates.find((name) => isHost(name) && (isSure || looksLikeHost(name)));
      if (host !== undefined) return { host, words: match[0].trim(), isField: false };
    }
  }
  return null;
};

/** What a machine's own root sends is about that machine. */
const ofSender = ({ mail }: MailText): HostReading | null => {
  const host = /^root@([a-z0-9][a-z0-9.-]{0,100})$/iu.exec(mail.from.address)?.[1];
  return host === undefined || !isHost(host) ? null : { host, words: mail.from.address, isField: false };
};

/** A field says that it is a host: `Host: mail`. */
const isNamed = (text: string): boolean =>
  text.length <= maxHostChars &&
  /[\p{L}\p{N}]/u.test(text) &&
  !/^(?:unknown|none|null|n\/a|localhost|undefined|[\d.,]{1,6})$/iu.test(text);

const isHost = (text: string): boolean =>
  text.length <= maxHostChars &&
  /[\p{L}\p{N}]/u.test(text) &&
  !noHosts.has(text.toLowerCase()) &&
  !/^\d{1,6}(?:ms|s|secs?|m|mins?|h|hrs?|d|x|[kmgt]i?b)$/iu.test(text) &&
  !/^[\d.,]+$/.test(text.replace(/^\d{1,3}(?:\.\d{1,3}){3}$/, 'address'));
