/**
 * Backup programs whose subject or `ParsedResult:` says all: Amanda, BackupPC, backupninja, Duplicati, Nakivo, Acronis,
 * UrBackup, Altaro, Iperius, rsnapshot's and borgmatic's usual wrappers. A failed backup is high, one with warnings medium.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, hostOfSender, hostWordIn, toName } from './matching.ts';
import { problem, report } from './outcome.ts';
import { readSubject, type SubjectRow } from './subject-table.ts';

const failed = problem('high');
const warned = problem('medium');
const done = report();
const run = 'backup';

const rows: readonly SubjectRow[] = [
  { pattern: /^(?<host>\S{1,200})? ?AMANDA PROBLEM: /u, outcome: failed, condition: run },
  {
    pattern: /^(?<host>\S{1,200})? ?(?:\w{1,40} )?FAIL: AMANDA MAIL REPORT FOR /u,
    outcome: failed,
    condition: run,
  },
  {
    pattern: /^(?:(?<host>\S{1,200}) )?(?:\w{1,40} )?AMANDA (?:MAIL|VERIFY) REPORT FOR /u,
    outcome: done,
    condition: run,
  },
  { pattern: /^BackupPC administrative attention needed/iu, outcome: failed, condition: 'administration' },
  {
    pattern: /^BackupPC: (?<host>\S{1,200}) has (?:no|not) .{0,60}backup/iu,
    outcome: failed,
    condition: run,
  },
  { pattern: /^BackupPC: no recent backups (?:on|of) (?<host>\S{1,200})/iu, outcome: failed, condition: run },
  {
    pattern: /^(?:failed|error|halt(?:ed)?): (?<host>\S{1,200}) backupninja/iu,
    outcome: failed,
    condition: run,
  },
  { pattern: /^warning: (?<host>\S{1,200}) backupninja/iu, outcome: warned, condition: run },
  { pattern: /^success: (?<host>\S{1,200}) backupninja/iu, outcome: done, condition: run },
  {
    pattern: /^Duplicati:? (?<resource>.{1,150}?)(?: report)?[:,] ?(?:Error|Fatal)\b/iu,
    outcome: failed,
    condition: run,
  },
  {
    pattern: /^Duplicati:? (?<resource>.{1,150}?)(?: report)?[:,] ?Warning\b/iu,
    outcome: warned,
    condition: run,
  },
  {
    pattern: /^Duplicati:? (?<resource>.{1,150}?)(?: report)?[:,] ?Success\b/iu,
    outcome: done,
    condition: run,
  },
  {
    pattern: /^(?:NAKIVO|NBR).{0,60}?"(?<resource>[^"]{1,150})" (?:job )?(?:has )?(?:failed|was stopped)/iu,
    outcome: failed,
    condition: run,
  },
  {
    pattern:
      /^(?:NAKIVO|NBR).{0,60}?"(?<resource>[^"]{1,150})" (?:job )?(?:has )?(?:completed|finished|succeeded)/iu,
    outcome: done,
    condition: run,
  },
  {
    pattern: /^(?:\[?Acronis.{0,60}?\]?:? ?)(?:Critical|Error)?.{0,20}(?:backup|activity) .{0,80}?failed\b/iu,
    outcome: failed,
    condition: run,
  },
  { pattern: /^\[UrBackup\] .{0,120}(?:failed|error)/iu, outcome: failed, condition: run },
  { pattern: /^\[UrBackup\] .{0,120}(?:success|finished|completed)/iu, outcome: done, condition: run },
  {
    pattern: /^(?:Iperius|Altaro|Hornetsecurity) .{0,120}(?:failed|errors?\b(?<!0 errors))/iu,
    outcome: failed,
    condition: run,
  },
  { pattern: /^(?:Iperius|Altaro|Hornetsecurity) .{0,120}warning/iu, outcome: warned, condition: run },
  {
    pattern: /^(?:Iperius|Altaro|Hornetsecurity) .{0,120}(?:success|completed)/iu,
    outcome: done,
    condition: run,
  },
];
const parsedResult = { fatal: failed, error: failed, warning: warned, success: done } as const;

export const backupTools: SourceAdapter = {
  source: 'backup-tools',
  read: (mail) => {
    const known = readSubject(mail, rows, { system: 'backup', category: 'backup' });
    const duplicati = /^Duplicati (?<operation>\w{1,30}) report for (?<name>\S.{0,150})$/iu.exec(
      mail.subject,
    )?.groups;
    if (known === null && duplicati === undefined) return null;
    const result =
      parsedResult[
        fieldOf(mail, 'parsedresult', 'mainoperation parsedresult').toLowerCase() as keyof typeof parsedResult
      ];
    if (known === null && result === undefined) return null;
    const resource = known?.resource || toName(duplicati?.name);
    return {
      ...(known ?? { ...(result ?? done), condition: run, category: 'backup' as const, system: 'Duplicati' }),
      host:
        known?.host ||
        fieldOf(mail, 'machine-name', 'machine name', 'computer', 'machine') ||
        hostWordIn(mail.subject) ||
        hostOfSender(mail),
      resource,
    };
  },
};
