/** Which part of the host is concerned: a check, a device, a mount point, a job; '' where the mail names none. */
import type { MailText } from './mail-text.ts';

const maxResourceChars = 200;
const maxTextChars = 4_000;

export interface ResourceReading {
  resource: string;
  words: string;
  /** It has a field of its own, as in `Service: HTTP`. */
  isField: boolean;
}

/** Fields that name the part, the surest first. */
const resourceFields = [
  'service',
  'service name',
  'check',
  'check name',
  'trigger',
  'problem name',
  'alertname',
  'alert name',
  'alert rule',
  'alarm',
  'alarm name',
  'alarm definition',
  'sensor',
  'sensor name',
  'monitor',
  'monitor name',
  'module',
  'resource',
  'component',
  'object',
  'object name',
  'device',
  'volume',
  'volume name',
  'virtual drive',
  'mountpoint',
  'mount point',
  'mount',
  'filesystem',
  'file system',
  'partition',
  'datastore',
  'interface',
  'ifdescr',
  'ifname',
  'port',
  'disk',
  'drive',
  'bank',
  'fan',
  'pool',
  'storage pool',
  'unit',
  'job',
  'job name',
  'plan',
  'task',
  'task name',
  'process',
  'pod',
  'container',
  'database',
  'tablespace',
  'queue',
  'jail',
  'rule',
  'rule name',
  'threat',
  'threat name',
  'metric',
  'probe',
  'tunnel',
  'gateway',
  'door',
  'dienst',
  'auftrag',
  'laufwerk',
  'tâche',
  'задание',
  'задача',
  'servicio',
  'tarea',
  'диск',
  'служба',
  'сервис',
  'سرویس',
  'منبع',
  'رابط',
  'حسگر',
];

/** What has numbers or names: `Fan 4`, `power supply 2`, `Storage pool 1`, `sensor 3`. */
const numbered =
  /\b((?:virtual |physical |logical |hard |power |storage |system |inlet |server room )?(?:drive|disk|fan|supply|psu|pool|volume|sensor|bank|bay|slot|port|battery|controller|array|vd|pd|lun|channel|phase|festplatte|laufwerk|lüfter|netzteil|fach|platte)\s#?\d{1,4}[\p{L}\d:/.]{0,12})(?![\p{L}\p{N}%])/iu;

const patterns: readonly RegExp[] = [
  /\/([^/]{1,100}?) is [A-Z]/u,
  /(?<![\p{L}\p{N}./])(\/dev\/[\w./-]{1,60})/u,
  /\b([\w@.-]{1,60}\.(?:service|timer|mount|socket|target))\b/u,
  numbered,
  /\b(?:sensor|monitor|check|probe|job|task|plan|pod|container|service|unit|interface|tunnel|gateway|trunk|tablespace|datastore|database|volume|module|queue|application|dienst|auftrag)\s+["'“«]([^"'“”«»<>]{2,80})["'”»]/iu,
  /["“«]([^"“”«»<>]{2,80})["”»]|(?<![\p{L}\p{N}])'([^'<>]{2,80})'(?![\p{L}\p{N}])/u,
  /(?<![\p{L}\p{N}/:<])(\/(?:var|srv|home|opt|mnt|usr|tmp|boot|data|backup|etc|root)(?:\/[\w.-]{1,60}){0,6})/u,
  /\b((?:eth|ens|enp|eno|bond|wg|tun|vlan|wan|lan|ether|gi|te|fa|xe|ge|po|port-channel|(?:ten|hundred|forty|fast)?gigabit ?ethernet)\d[\w./]{0,16})\b/iu,
  /\b([A-Z]\w{2,40}(?:Error|Exception))\b/u,
  /(?<![\p{L}\p{N}])(md\d{1,3}|[A-Z]:)(?![\p{L}\p{N}\\/])/u,
  /خطا در ([^\n.:،]{2,60})/u,
  /(?:سرویس|دیسک|رابط|پایگاه داده) ([\p{L}\p{N}_.-]{2,40})/u,
  /\b(?:sensor|pod|tablespace|gateway|tunnel to|trunk|task|container|datastore|dienst)\s+([\w@./-]*[A-Z\d_./-][\w@./-]{1,60}|[\w@./-]{3,60}(?=\s+(?:is|has|in|on|auf|failed|down|up)\b))/iu,
  /\b(?:service|check|job|unit|process|volume|pool|disk|interface|module)\s+'?([\w@./-]{2,60})(?=\s+(?:is|has|was|failed|in|on|auf|sur|na|на|down|up|crit|warn|unhealthy|degraded|entered|ist|est|не|недоступен)|['")\]:,]|$)/iu,
];

/** Words that follow `service`, `disk` and the like, and name none. */
const noResources =
  /^(?:is|was|has|are|the|a|an|on|in|for|of|and|or|usage|used|space|free|full|failed|failure|status|state|down|up|control|manager|tag|system|alert|check|latency|name|number|id|error|errors|report|not|with|at|to|be|check)$/iu;

/** The affected part and the words it was read from. `phrase`: what the subject says is wrong, bare of host and state. */
export const readResource = (mail: MailText, phrase = ''): ResourceReading =>
  ofFields(mail) ??
  ofText(mail.subject) ??
  ofPhrase(phrase) ??
  ofText(mail.text.slice(0, maxTextChars)) ?? { resource: '', words: '', isField: false };

const ofFields = ({ fields }: MailText): ResourceReading | null => {
  for (const field of resourceFields) {
    const value = fields.get(field);
    if (value !== undefined && /[\p{L}\p{N}/]/u.test(value)) {
      // `Drive: 1` says more with its label.
      const named = /^\d{1,4}$/.test(value) ? `${field} ${value}` : value;
      return { resource: named.slice(0, maxResourceChars), words: `${field}: ${value}`, isField: true };
    }
  }
  return null;
};

const ofText = (text: string): ResourceReading | null => {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    const found = match?.[1] ?? match?.[2];
    if (match !== null && found !== undefined && !noResources.test(found))
      return { resource: found.slice(0, maxResourceChars), words: match[0].trim(), isField: false };
  }
  return null;
};

const maxPhraseWords = 6;

/** A subject that is hardly more than the thing's name: `Redis memory high`, `mail queue is 1532`. */
const ofPhrase = (phrase: string): ResourceReading | null => {
  const bare = phrase
    .replace(
      /(?<![\p{L}\p{N}])(?:is|are|was|has|have|been|be|high|low|over|above|below|too|many|much|limit|threshold|failed|failure|fails|error|errors|warning|critical|alert|alarm|problem|down|up|degraded|full|ok|on|in|at|of|for|the|a|an|detected|restarted|required|utilisation|usage|percent|recovered|from|device|event|notification|report|seit|auf|bei|ist|nicht)(?![\p{L}\p{N}])|(?<![\p{L}\p{N}_./-])[+-]?\d[\d.,]*\s?(?:%|°?\s?c|[kmgt]?i?b|ms|s|h|min)?(?![\p{L}\p{N}])|[[\](){}<>|:;,!"'=#*]/giu,
      ' ',
    )
    .replace(/\s+/gu, ' ')
    .replace(/^[\s./-]+|[\s./-]+$/gu, '');
  const count = bare.split(' ').length;
  if (count < 2 || count > maxPhraseWords) return null;
  return { resource: bare.slice(0, maxResourceChars), words: bare, isField: false };
};
