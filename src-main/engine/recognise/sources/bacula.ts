/**
 * Bacula and Bareos: the subject their default bsmtp command makes, `Bacula: Backup OK -- with warnings of client-fd
 * Incremental` (type, exit, client, level), `Bacula: Intervention needed for job`, `Bacula daemon message`; the job's
 * report in the body ends with `Termination: ...`. Messages resource of the main reference.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, hostOfSender, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, type Outcome, problem, report } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^(?<tool>Bacula|Bareos): (?<exit>(?:Backup|Restore|Verify|Admin|Archive|Copy|Migrate|Migration|Consolidate|Job) .{1,80}?) of (?<client>\S{1,120}) ?(?<level>[\w ]{0,40})$/u,
  /^(?<tool>Bacula|Bareos): (?<exit>Intervention needed) for (?<job>\S{1,150})$/u,
  /^(?<tool>Bacula|Bareos) (?<exit>daemon message)$/u,
];

const exits: readonly { pattern: RegExp; outcome: Outcome }[] = [
  { pattern: /fatal|error|\bfail|terminated|unknown/i, outcome: problem('high') },
  { pattern: /warning|differences|cancel/i, outcome: problem('medium') },
  { pattern: /intervention needed/i, outcome: problem('high') },
  { pattern: /\bOK\b/, outcome: report() },
];
const daemonTrouble = /\b(?:error|fatal|failed|cannot|could not|intervention)\b/i;

export const bacula: SourceAdapter = {
  source: 'bacula',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...forms);
    if (found === null) return null;
    const exit = `${found.exit} ${termination(mail)}`;
    const client = toName(found.client).replace(/-fd$/u, '') || quoted(mail, 'Client').replace(/-fd$/u, '');
    const isDaemons = found.exit === 'daemon message';
    return {
      ...(isDaemons
        ? daemonTrouble.test(mail.text.slice(0, 4_000))
          ? likelyProblem('medium')
          : notice('lifecycle')
        : (rowFor(exits, exit)?.outcome ?? problem('medium'))),
      category: 'backup',
      system: toName(found.tool),
      host: client || (isDaemons ? hostOfSender(mail) : ''),
      resource: jobIn(mail) || toName(found.job).replace(timeSuffix, '') || client || 'daemon',
      condition: /intervention/i.test(exit) ? 'intervention' : isDaemons ? 'daemon message' : 'job',
      summary: toSummary(mail.subject),
    };
  },
};

const timeSuffix = /\.\d{4}-\d{2}-\d{2}_[\d.:_]{1,20}$/u;

const termination = (mail: MailText): string =>
  /^\s{0,9}Termination:[ \t]{1,40}(?<how>\S.{0,80})$/mu.exec(mail.text)?.groups?.how ?? '';

/** `Job: nightly.2026-11-22_01.05.00_12`, without the time of this run. */
const jobIn = (mail: MailText): string =>
  toName(/^\s{0,9}Job:[ \t]{1,40}(?<job>\S{1,150})$/mu.exec(mail.text)?.groups?.job).replace(timeSuffix, '');

const quoted = (mail: MailText, name: string): string =>
  toName(
    new RegExp(String.raw`^\s{0,9}${name}:[ \t]{1,40}"(?<value>[^"]{1,120})"`, 'mu').exec(mail.text)?.groups
      ?.value,
  );
