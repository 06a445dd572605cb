/**
 * The ZFS Event Daemon: `ZFS scrub_finish event for tank on host`, `ZFS device fault for pool tank on host`, `ZFS data
 * error for tank on host`, with `zpool status` in the body. A subject that looks routine may stand over a pool that is
 * not well: what counts is the state of the pool, of its devices, and their errors. zed.d of openzfs/zfs, zpool-status(8).
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { notice, problem, report } from './outcome.ts';

const forms: readonly RegExp[] = [
  /^ZFS device fault for pool (?<pool>\S{1,120}) on (?<host>\S{1,253})$/u,
  /^ZFS (?<event>[\w.]{1,60}) (?<sort>event|error) for (?:pool )?(?<pool>\S{1,120}) on (?<host>\S{1,253})$/u,
  /^ZFS (?<event>[\w.]{1,60}) (?<sort>event|error) on (?<host>\S{1,253})$/u,
];

/** States in which a pool or one of its devices lacks something, zpoolconcepts(7). */
const illStates = 'DEGRADED|FAULTED|UNAVAIL|REMOVED|OFFLINE|SUSPENDED';
const ill = new RegExp(String.raw`^[ \t]{0,20}(?:state: ?|[\w./:-]{1,120}[ \t]{1,80})(${illStates})\b`, 'mu');
const deviceErrors =
  /^[ \t]{0,20}[\w./:-]{1,120}[ \t]{1,80}[A-Z]{4,9}[ \t]{1,9}(?<read>\d[\d.KMGT]{0,9})[ \t]{1,9}(?<write>\d[\d.KMGT]{0,9})[ \t]{1,9}(?<sum>\d[\d.KMGT]{0,9})/gmu;
const lostData = /^errors: (?!no known)\S/imu;
const repaired = /\bscrub repaired (?!0B? )\S{1,20} |\bwith (?!0 )\d{1,9} errors\b/iu;
const needsAction =
  /one or more devices (?:has|have|could|are|is|has been)|experienced an (?:un)?recoverable error|insufficient replicas|sufficient replicas exist|cannot be used|corrupted/iu;

export const zfsZed: SourceAdapter = {
  source: 'zfs-zed',
  read: (mail) => {
    const found = groupsOf(mail.subject, ...forms);
    if (found === null) return null;
    const event = toName(found.event);
    const severity = severityIn(mail);
    const host = toName(found.host) || fieldOf(mail, 'host');
    // Old versions name a pool by its GUID in the subject.
    const pool = /^(?:\d{12,20}|0x[\da-f]{1,16})$/iu.test(found.pool ?? '') ? '' : toName(found.pool);
    const known = {
      category: 'storage' as const,
      system: 'ZFS',
      host,
      resource: [
        pool || fieldOf(mail, 'pool').replace(/ \(.{1,40}\)$/u, '') || toName(found.pool),
        devicePath(mail),
      ]
        .join(' ')
        .trim(),
      summary: toSummary(`${mail.subject}${severity === null ? '' : `: ${reasonIn(mail)}`}`),
    };
    if (found.sort === undefined) return { ...known, ...problem('critical'), condition: 'device fault' };
    if (found.sort === 'error')
      return {
        ...known,
        ...problem(severity === 'critical' ? 'critical' : 'high'),
        condition: `${event} errors`,
      };
    if (event === 'statechange')
      return {
        ...known,
        ...(severity === null ? notice('lifecycle') : problem(severity)),
        condition: 'device fault',
      };
    const condition = event.replace(/[._](?:finish|start|resume|abort)$/u, '');
    if (severity === null) return { ...known, ...report(), condition };
    return { ...known, ...problem(severity), condition: 'pool health' };
  },
};

/** What `zpool status` makes of it: redundancy or data lost is critical, errors that were mended are high. */
const severityIn = (mail: MailText): Severity | null => {
  const text = mail.text;
  if (ill.test(text) || lostData.test(text)) return 'critical';
  const hasErrors = [...text.matchAll(deviceErrors)].some(({ groups }) =>
    [groups?.read, groups?.write, groups?.sum].some((count) => count !== '0'),
  );
  if (hasErrors || needsAction.test(text)) return 'high';
  return repaired.test(text) ? 'medium' : null;
};

const reasonIn = (mail: MailText): string =>
  fieldOf(mail, 'status') || ill.exec(mail.text)?.[0].trim() || fieldOf(mail, 'errors', 'scan');

/** Events of one device name it; those of the pool do not. */
const devicePath = (mail: MailText): string =>
  toName(/^[ \t]{0,20}vpath: (?<path>\/\S{1,150})/mu.exec(mail.text)?.groups?.path);
