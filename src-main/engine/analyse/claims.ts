/**
 * The checkable things in a model's sentence: addresses, names of machines and files, commands, phone numbers, quantities.
 * Found in text folded in place, so positions hold in the text as written. Generous: what is taken for a claim and is none
 * costs a word, what is missed may send a person to a stranger's server.
 */
import { type Quantity, readQuantities } from './quantities.ts';

export type ClaimKind =
  | 'url'
  | 'mail address'
  | 'address'
  | 'phone number'
  | 'command'
  | 'path'
  | 'name'
  | 'number';

export interface Claim {
  kind: ClaimKind;
  start: number;
  end: number;
  /** For numbers. */
  quantity?: Quantity;
}

const url =
  /(?<![\p{L}\p{N}_])(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\d?\.|(?<![+-])(?:mailto|tel|sms|javascript|vbscript|tg|skype|callto):(?=\S)|(?<![+-])data:(?=[a-z]{1,20}\/))[^\s<>"'`|\\^{}[\]«»]{1,2000}/gu;
const trailing = /[.,;:!?)\]}'"»>*_]+$/;
const trimmed = (text: string): string => {
  const cut = text.replace(trailing, '');
  return cut.includes('(') && text[cut.length] === ')' ? `${cut})` : cut;
};
const mailAddress =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,6}/gu;
const ipv4 = /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2}|:\d{1,5})?(?![\p{N}]|\.\d)/gu;
const ipv6 =
  /(?<![\p{L}\p{N}:.])(?:[0-9a-f]{1,4}:){2,7}(?::|[0-9a-f]{1,4})(?::[0-9a-f]{1,4}){0,6}(?![\p{L}\p{N}:])|(?<![\p{L}\p{N}:.])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}(?![\p{L}\p{N}:])/gu;
const phone =
  /(?<![\p{L}\p{N}.:/+-])(?:\+\d[\d \u00a0().-]{5,22}\d|\(\d{2,5}\)[ -]?\d[\d -]{3,14}\d|0\d{2,4}[ -]\d[\d -]{4,14}\d|\d{3}[-. ]\d{3}[-. ]\d{4}|\d-\d{3}-\d{3}-\d{4}|\d{3}[- ]\d{4})(?![\p{L}\p{N}]|[.:-]\d)/gu;
const quotedCommand = /`([^`\n]{1,400})`/g;
const pipeToShell =
  /(?<![\p{L}\p{N}])(?:(?:curl|wget|fetch|echo|base64|cat|printf)\s[^|\n]{1,300}|\S{1,200}\s{0,3})\|\s{0,3}(?:sudo\s{1,3})?(?:ba|z|k|da|c|tc)?sh\b/gu;
/** Followed by a path, an address or an option they are a command, not a word of a sentence. */
const tools =
  'sudo|curl|wget|ssh|scp|sftp|rsync|rm|chmod|chown|dd|bash|sh|zsh|python3?|perl|powershell(?:\\.exe)?|pwsh|cmd(?:\\.exe)?|certutil|nc|ncat|netcat|telnet|cat|tail|grep|ls|truncate|openssl|nslookup|dig|ping|traceroute|kubectl|journalctl|systemctl|smartctl|mkfs\\.\\w+|fsck(?:\\.\\w+)?|iptables|crontab|invoke-webrequest|invoke-expression|iex';
/** These need an option or one of their own words beside them: `service`, `node` and `free` are English. */
const words =
  'service|docker|podman|helm|kill|killall|pkill|reboot|shutdown|nft|ufw|firewall-cmd|apt|apt-get|aptitude|yum|dnf|zypper|pacman|rpm|dpkg|pip3?|npm|npx|yarn|git|node|php|net|sc|reg|mysql|psql|redis-cli|mongosh?|sqlite3|zpool|zfs|mdadm|lvextend|resize2fs|mount|umount|df|du|head|find|awk|sed|top|htop|free|ps|ip|ifconfig|logrotate|passwd|useradd|usermod|pvesh|qm|pct|vzdump|fail2ban-client|certbot|nginx|apachectl|postqueue|postsuper|init';
const subcommands =
  'start|stop|restart|reload|status|enable|disable|install|upgrade|purge|exec|logs|rmi|pull|push|apply|describe|rollout|scrub|unban|flush|renew|clone|checkout|prune|daemon-reload|mask|unmask|vacuum';
const option = '-{1,2}[a-z0-9][\\w=./:,-]*';
const argument = `(?:${option}|~?\\.{0,2}\\/\\S*|[a-z]:\\\\\\S+|\\S*:\\/\\/\\S+|\\$\\(?\\S+|[|;&><]{1,2}|"[^"\\n]{0,100}"|'[^'\\n]{0,100}'|[\\w@:=/-]*[./@:=][\\w.@:=/-]+)`;
const name = '[\\p{L}\\p{N}_@.-]{1,60}';
const more = `(?: {1,3}(?:${argument}|\\d{1,6}(?![\\p{L}\\p{N}%]))){0,14}`;
const command = new RegExp(
  `(?<![\\p{L}\\p{N}_./-])(?:sudo {1,3}(?:-\\S{1,20} )?)?` +
    `(?:(?:${tools}|${words}) {1,3}(?:${subcommands})(?![\\p{L}\\p{N}_])(?: {1,3}(?:${argument}|${name}(?= ?[,.;)]| ?$)))?${more}` +
    `|(?:${words}) {1,3}${option}${more}(?: ${name}(?= ?[,.;)]| ?$))?` +
    `|service {1,3}${name} {1,3}(?:start|stop|restart|reload|status)(?![\\p{L}\\p{N}])` +
    `|(?:${tools}) {1,3}${argument}${more}(?: ${name}(?= ?[,.;)]| ?$))?)`,
  'gu',
);
const unixPath =
  /(?<![\p{L}\p{N}_./:<~-])~?\/(?:[\p{L}\p{N}_.@+%=-]{1,100}\/){0,12}[\p{L}\p{N}_.@+%=*-]{0,99}[\p{L}\p{N}_]\/?/gu;
const windowsPath =
  /(?<![\p{L}\p{N}])[a-z]:\\[^\s"'<>|]{0,300}|\\\\[\p{L}\p{N}_.-]{1,60}\\[^\s"'<>|]{1,300}/gu;
const dotted =
  /(?<![\p{L}\p{N}_@./-])[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62})(?:\.[\p{L}\p{N}_-]{1,63}){0,8}\.[\p{L}][\p{L}\p{N}-]{1,62}(?::\d{1,5})?(?![\p{L}\p{N}_-])/gu;
/** `db01`, `web-02`, `sda1`, `CVE-2024-1`; a number with a unit is a quantity before it is this. */
const mixed =
  /(?<![\p{L}\p{N}_.-])(?=[\p{L}\p{N}_-]{0,60}\d)(?=[\p{L}\p{N}_-]{0,60}\p{L})[\p{L}\p{N}][\p{L}\p{N}_-]{0,100}(?![\p{L}\p{N}_])/gu;

/** Words of the trade that carry digits and claim nothing. */
const trade =
  /^(?:ipv[46]|utf-?(?:8|16)|k8s|s3|ec2|x86(?:_64)?|x64|amd64|arm64|i386|raid-?(?:[0-9]|10|50|60)|http[123]|md5|sha-?(?:1|256|512)|base64|ext[234]|oauth2|p(?:50|90|95|99)|[45]xx|l[1-7]|h264|web2|tls1|nfsv[34]|smb[123]|cve|24-7|layer-[2-7]|tier-[1-4]|web3|mp[34]|v\d)$/u;
const abbreviation = /^(?:e\.g|i\.e|a\.m|p\.m|etc\.\p{L}+|vs\.\p{L}+)$/u;

/** Every claim, none overlapping, in the order of the text. `folded`: folded in place. */
export const findClaims = (folded: string): Claim[] => {
  const claims: Claim[] = [];
  const isFree = (start: number, end: number): boolean =>
    claims.every((claim) => end <= claim.start || start >= claim.end);
  const take = (
    kind: ClaimKind,
    pattern: RegExp,
    accept: (text: string) => boolean = () => true,
    trims = false,
  ): void => {
    for (const match of folded.matchAll(pattern)) {
      const text = trims ? trimmed(match[0]) : match[0];
      const end = match.index + text.length;
      if (text !== '' && isFree(match.index, end) && accept(text))
        claims.push({ kind, start: match.index, end });
    }
  };
  const quantities = readQuantities(folded);
  const tradeWords: { start: number; end: number }[] = [];
  take('command', pipeToShell);
  take('command', quotedCommand);
  take('command', command, () => true, true);
  take('url', url, (text) => /[\p{L}\p{N}]/u.test(text), true);
  take('mail address', mailAddress, () => true, true);
  take('address', ipv4);
  take(
    'address',
    ipv6,
    (text) => text.replace(/[^:]/g, '').length >= 2 && !/^\d{1,2}:\d{2}:\d{2}$/.test(text),
  );
  take(
    'phone number',
    phone,
    (text) => (text.match(/\d/g)?.length ?? 0) >= 7 && !/^\d{4}-\d{2}-\d{2}/.test(text),
  );
  take('path', windowsPath, () => true, true);
  take('path', unixPath, (text) => /\p{L}/u.test(text), true);
  take('name', dotted, (text) => !abbreviation.test(text));
  const isMeasured = (start: number, end: number) =>
    quantities.some((quantity) => quantity.start <= start && quantity.end >= end && quantity.unit !== '');
  for (const match of folded.matchAll(mixed)) {
    const end = match.index + match[0].length;
    if (!isFree(match.index, end) || isMeasured(match.index, end)) continue;
    if (trade.test(match[0])) tradeWords.push({ start: match.index, end });
    else claims.push({ kind: 'name', start: match.index, end });
  }
  for (const quantity of quantities) {
    if (quantity.values.length === 0 || !isFree(quantity.start, quantity.end)) continue;
    if (isListNumber(folded, quantity)) continue;
    if (tradeWords.some((word) => quantity.start >= word.start && quantity.end <= word.end)) continue;
    claims.push({ kind: 'number', start: quantity.start, end: quantity.end, quantity });
  }
  return claims.toSorted((a, b) => a.start - b.start);
};

/** `1. Free some space` numbers a step. */
const isListNumber = (folded: string, { start, end, unit }: Quantity): boolean =>
  unit === '' &&
  end - start <= 2 &&
  folded.slice(0, start).trim() === '' &&
  /^[.)] /.test(folded.slice(end, end + 2));
