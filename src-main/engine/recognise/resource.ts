/** Which part of the host is concerned: a check, a device, a mount point, a job; '' where the mail names none. */
import type { MailText } from './mail-text.ts';

const maxResourceChars = 200;

const resourceFields = [
  'service',
  'service name',
  'check',
  'check name',
  'trigger',
  'problem name',
  'alertname',
  'alert name',
  'monitor',
  'monitor name',
  'resource',
  'component',
  'object',
  'device',
  'volume',
  'mountpoint',
  'mount point',
  'mount',
  'filesystem',
  'partition',
  'interface',
  'disk',
  'pool',
  'unit',
  'job',
  'job name',
  'process',
  'database',
  'jail',
  'sensor',
  'سرویس',
  'منبع',
];

const patterns: readonly RegExp[] = [
  /\/([^/]{1,100}?) is [A-Z]/u,
  /(\/dev\/[\w./-]{1,60})/u,
  /\b([\w@.-]{1,60}\.(?:service|timer|mount|socket|target))\b/u,
  /(?<![\p{L}\p{N}/:<])(\/(?:var|srv|home|opt|mnt|usr|tmp|boot|data|backup|etc|root)(?:\/[\w.-]{1,60}){0,6})/u,
  /\b((?:eth|ens|enp|eno|bond|wg|tun|vlan)\d[\w.]{0,12})\b/u,
  /\b([A-Z]\w{2,40}(?:Error|Exception))\b/u,
  /خطا در ([^\n.:،]{2,60})/u,
  /["“«]([^"“”«»<>]{2,80})["”»]/u,
  /\b(?:service|check|job|unit|process|volume|pool|disk|interface)\s+'?([\w@./-]{2,60})/iu,
];

/** The affected part and the words it was read from. */
export const readResource = (mail: MailText): { resource: string; words: string; isField: boolean } => {
  for (const field of resourceFields) {
    const value = mail.fields.get(field);
    if (value !== undefined)
      return { resource: value.slice(0, maxResourceChars), words: `${field}: ${value}`, isField: true };
  }
  for (const text of [mail.subject, mail.text.slice(0, 4_000)]) {
    for (const pattern of patterns) {
      const match = pattern.exec(text);
      if (match?.[1] !== undefined)
        return { resource: match[1].slice(0, maxResourceChars), words: match[0].trim(), isField: false };
    }
  }
  return { resource: '', words: '', isField: false };
};
