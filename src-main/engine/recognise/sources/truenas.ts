/**
 * TrueNAS and FreeNAS: `TrueNAS @ host`, then lists under `New alert(s):`, `The following alert has been cleared:` or
 * `These alerts have been cleared:`, and `Current alerts:`. One mail may hold all of them; what is new counts before
 * what is over, and the current ones only where there is neither. format_alerts of truenas/middleware.
 */
import { type Category, type Severity, type State, severityRank } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { PartReading, SourceAdapter } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { notice, problem, recovery } from './outcome.ts';

const head = /^(?<product>(?:True|Free)NAS[\w ®-]{0,30}) @ (?<host>\S{1,253})$/u;
/** Before 11.3 the mail was the bare list. */
const old = /^(?<host>\S{1,253}): Critical Alerts$/u;
const sections: readonly { pattern: RegExp; name: Section }[] = [
  { pattern: /^new alerts?:/iu, name: 'new' },
  { pattern: /^(?:the following|this|these) alerts? (?:has|have) been cleared:/iu, name: 'cleared' },
  { pattern: /^gone alerts?:/iu, name: 'cleared' },
  { pattern: /^(?:current )?alerts?:/iu, name: 'current' },
];
type Section = 'new' | 'cleared' | 'current';
const maxParts = 50;

/** The mails leave the level out; the alert's own sentence tells. */
const severities: readonly { pattern: RegExp; severity: Severity }[] = [
  {
    pattern:
      /\b(?:DEGRADED|FAULTED|UNAVAIL|REMOVED|OFFLINE|SUSPENDED)\b|[Oo]verheat|\b(?:[Cc]ritical(?:ly)?|CRITICAL)\b|(?:data|pool) (?:loss|corrupt)/u,
    severity: 'critical',
  },
  {
    pattern:
      /\bfail(?:ed|ing|ure)?\b|\berrors?\b|unable to|could not|not (?:responding|reachable|running)|uncorrect|unreadable|on battery|expired|\bdown\b|9\d(?:\.\d{1,3})?%/iu,
    severity: 'high',
  },
  {
    pattern:
      /update.{0,40}available|can (?:now )?be (?:upgraded|updated)|new (?:zfs )?(?:version|feature flags)|feature flags|has (?:started|finished|completed)|test alert|logged in|rebooted/iu,
    severity: 'low',
  },
  { pattern: /./u, severity: 'medium' },
];

const categories: readonly { pattern: RegExp; category: Category }[] = [
  { pattern: /certificate|\bCA\b/u, category: 'security' },
  { pattern: /\bUPS\b|IPMI|temperature|power supply/iu, category: 'hardware' },
  { pattern: /replication|snapshot|cloud ?sync|rsync|backup/iu, category: 'backup' },
  { pattern: /log(?:ged)? ?in|authentication|active directory|LDAP|Kerberos/iu, category: 'auth' },
  { pattern: /update|reboot|NTP|support|license/iu, category: 'system' },
  { pattern: /interface|gateway|\bDNS\b|LAGG|network/iu, category: 'network' },
];

interface Item {
  section: Section;
  text: string;
}

export const truenas: SourceAdapter = {
  source: 'truenas',
  read: (mail) => {
    const named =
      mail.lines
        .slice(0, 8)
        .map((line) => groupsOf(line, head))
        .find((found) => found !== null) ?? groupsOf(mail.subject, old);
    if (named === undefined || named === null) return null;
    const host = toName(named.host);
    const items = withoutRepeats(readItems(mail, named.product === undefined ? 'new' : null));
    const main = mainItem(items);
    const known = {
      system: toName(named.product) || 'FreeNAS',
      category: rowFor(categories, main?.text ?? '')?.category ?? ('storage' as const),
      host,
    };
    if (main === undefined) {
      const isTest = /test alert/iu.test(mail.text);
      return {
        ...known,
        ...notice('other', isTest ? 'info' : 'low'),
        resource: '',
        condition: isTest ? 'test' : 'alerts',
      };
    }
    const severity = severityOf(main.text);
    return {
      ...known,
      ...(main.section === 'cleared'
        ? recovery(severity)
        : severity === 'low'
          ? notice('report', 'low')
          : problem(severity)),
      resource: resourceIn(main.text),
      condition: toName(main.text),
      summary: toSummary(main.section === 'cleared' ? `Cleared: ${main.text}` : main.text),
      parts: items.length > 1 ? items.slice(0, maxParts).map((item) => toPart(item, host)) : [],
    };
  },
};

const severityOf = (text: string): Severity => rowFor(severities, text)?.severity ?? 'medium';

/** The worst of what is new, else what is over, else the worst of what goes on. */
const mainItem = (items: readonly Item[]): Item | undefined => {
  for (const section of ['new', 'cleared', 'current'] as const) {
    const [worst] = items
      .filter((item) => item.section === section)
      .sort((a, b) => severityRank(severityOf(a.text)) - severityRank(severityOf(b.text)));
    if (worst !== undefined) return worst;
  }
  return undefined;
};

const toPart = ({ section, text }: Item, host: string): PartReading => {
  const state: State = section === 'cleared' ? 'resolved' : 'firing';
  return {
    state,
    statedSeverity: severityOf(text),
    host,
    resource: resourceIn(text),
    condition: toName(text),
    summary: toSummary(text),
  };
};

/** What is new stands among the current ones again. */
const withoutRepeats = (items: readonly Item[]): Item[] => {
  const isNew = new Set(items.filter(({ section }) => section === 'new').map(({ text }) => text));
  return items.filter(({ section, text }) => section !== 'current' || !isNew.has(text));
};

/** List items begin with `*` or `-`; a wrapped line goes on with the item before it. */
const readItems = (mail: MailText, from: Section | null): Item[] => {
  const items: Item[] = [];
  let section = from;
  let isFirst = from !== null;
  for (const line of mail.lines) {
    const next = rowFor(sections, line);
    if (next !== undefined) {
      section = next.name;
      isFirst = true;
      continue;
    }
    if (section === null) continue;
    const bulleted = /^[*•-] (?<text>\S.*)$/u.exec(line)?.groups?.text;
    const last = items.at(-1);
    if (bulleted !== undefined || isFirst || last === undefined)
      items.push({ section, text: (bulleted ?? line).slice(0, 500) });
    else last.text = `${last.text} ${line}`.slice(0, 500);
    isFirst = false;
  }
  return items;
};

const resourcePatterns: readonly RegExp[] = [
  /\b(?:task|replication|certificate|job) "(?<name>[^"]{1,120})"/iu,
  /\b(?:pool|volume|dataset|zpool) '?"?(?<name>(?!state|status|is\b|has\b)[\w./-]{1,100})/iu,
  /(?<name>\/dev\/[\w./-]{1,80})/u,
  /\b(?:device|disk|drive):? '?(?<name>[\w./-]{2,80})/iu,
  /\btask "(?<name>[^"]{1,120})"/iu,
  /\b(?:service|certificate|interface|user|replication) '?"?(?<name>[\w./@-]{2,100})/iu,
];

const resourceIn = (text: string): string =>
  toName(groupsOf(text, ...resourcePatterns)?.name).replace(/[.:,]+$/u, '');
