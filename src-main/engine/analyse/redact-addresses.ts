/** Addresses, hosts and user names in a text, found by their form or because the mail's facts name them. */
import type { Envelope, ParsedMail } from '../message.ts';
import type { Facts } from '../recognise/facts.ts';

export type AddressType = 'HOST' | 'IP' | 'USER' | 'EMAIL';

const maxNames = 200;
const minNameChars = 3;

const email =
  /(?<![\w.+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,6}(?![\w-])/gu;
const ipv4 = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d]|\.\d)/g;
const ipv6 =
  /(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){0,6}(?:%\w{1,16})?(?![\w:])|(?<![\w:.])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?(?![\w:])/gi;
const mac = /(?<![\w:.-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])/gi;
const dotted =
  /(?<![\p{L}\p{N}_./\\@[-])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?\.){1,6}[\p{L}][\p{L}\p{N}-]{1,23}(?![\p{L}\p{N}_\]-])/gu;
const urlHost = /(?<=:\/\/(?:[^\s/@[\]]{0,200}@)?)[^\s/:?#@"'<>[\]()]{1,253}/giu;
/** `for user alice`, `user=alice`, `Failed password for invalid user alice from`, `/home/alice` */
const userName =
  /(?<=(?<![\p{L}\p{N}])(?:invalid user|illegal user|for user|user name|user|username|login|logname|account|ruser|uid|کاربر|نام کاربری)(?:["']?\s{0,2}[:=]\s{0,2}["']?|\s)|(?:password|publickey|session (?:opened|closed)) for (?:user )?|\/home\/|\/Users\/|\\Users\\)[\p{L}\p{N}_][\p{L}\p{N}._-]{1,63}/giu;

/** What ends like a host and is a file, a unit or a class. */
const fileEndings = new Set(
  (
    'service socket timer target mount slice scope device path conf config cfg cnf ini log logs txt md csv json xml yml yaml toml ' +
    'html htm php py pl rb js ts jsx tsx css sh bash ps1 bat cmd exe dll so bin img iso gz bz2 xz zst zip tar tgz rar 7z rpm deb ' +
    'jar war class java go rs c h cpp hpp sql db sqlite dump bak old tmp pid lock key pem crt cer csr p12 pfx vmdk vhdx qcow2 ' +
    'vbk vib vbm eml msg pdf doc docx xls xlsx png jpg jpeg gif svg rrd out err service,'
  ).split(' '),
);
const noUsers = new Set(
  'is was has not by from with name and or the login logged account password root admin unknown none'.split(
    ' ',
  ),
);

/** Names that only the mail's own facts can tell: the host it is about, the short forms of its addresses. */
export const namesOf = (
  mail: ParsedMail,
  envelope: Envelope,
  facts: Pick<Facts, 'host' | 'parts'>,
): ReadonlyMap<string, 'HOST' | 'USER'> => {
  const names = new Map<string, 'HOST' | 'USER'>();
  const add = (name: string, type: 'HOST' | 'USER') => {
    const known = name.trim();
    if (known.length >= minNameChars && names.size < maxNames && !/^\d+$/.test(known)) names.set(known, type);
  };
  for (const host of [facts.host, ...facts.parts.map((part) => part.host)]) {
    add(host, 'HOST');
    add(host.split('.')[0] ?? '', 'HOST');
  }
  for (const text of [mail.subject, mail.text.slice(0, 20_000)]) {
    for (const [name] of text.matchAll(userName)) if (!noUsers.has(name.toLowerCase())) add(name, 'USER');
  }
  add(envelope.helo.includes('.') ? envelope.helo : '', 'HOST');
  return names;
};

/** The text with each found thing given to `stand`. Placeholders that are there already stay. */
export const addressesIn = (
  text: string,
  names: ReadonlyMap<string, 'HOST' | 'USER'>,
  stand: (type: AddressType, value: string) => string,
): string => {
  let out = text
    .replace(email, (value) => stand('EMAIL', value))
    .replace(urlHost, (value) => (isLiteralAddress(value) ? value : stand('HOST', value)))
    .replace(mac, (value) => stand('IP', value))
    .replace(ipv6, (value) => (isClock(value) || value === '::' ? value : stand('IP', value)))
    .replace(ipv4, (value) => stand('IP', value))
    .replace(dotted, (value) => (isHostName(value) ? stand('HOST', value) : value));
  const listed = [...names].toSorted(([a], [b]) => b.length - a.length);
  if (listed.length > 0) {
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}_\\[-])(?:${listed.map(([name]) => escaped(name)).join('|')})(?![\\p{L}\\p{N}_\\]-])`,
      'giu',
    );
    const types = new Map(listed.map(([name, type]) => [name.toLowerCase(), type]));
    out = out.replace(pattern, (value) => stand(types.get(value.toLowerCase()) ?? 'HOST', value));
  }
  return out;
};

const isLiteralAddress = (value: string): boolean => /^[\d.]+$/.test(value);
const isClock = (value: string): boolean => /^\d{1,2}:\d{2}(?::\d{2})?$/.test(value);

const isHostName = (value: string): boolean => {
  const labels = value.toLowerCase().split('.');
  const last = labels.at(-1) ?? '';
  return !fileEndings.has(last) && labels.every((label) => label !== '') && !/^v?\d+$/.test(labels[0] ?? '');
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
