/**
 * Jobs that run again and again: backups, replications, builds, cron's. That a run went well ends what an earlier run of
 * the same job of the same tool complained of, though its mail is a report and has nothing of the complaint's words.
 */
import { createHash } from 'node:crypto';
import { canonicalName, canonicalText } from './canonical.ts';
import type { Facts } from './facts.ts';
import type { MailText } from './mail-text.ts';
import { neutralWords } from './neutral-words.ts';

export interface JobReading {
  /** The same for all runs of a job; '' where the mail is about none. */
  job: string;
  /** It says that a run went well. */
  endsJob: boolean;
}

const none: JobReading = { job: '', endsJob: false };
const hashChars = 32;
const headChars = 1_500;

/** Their reports are about runs. */
const jobSources: ReadonlySet<string> = new Set([
  'cron',
  'scheduled-jobs',
  'proxmox',
  'veeam',
  'bacula',
  'syncovery',
  'backup-exec',
  'backup-tools',
  'build-services',
  'gitlab',
  'jenkins',
  'unattended-upgrades',
]);
/** Some of their mails are about other things than runs. */
const noRuns =
  /^(?:package updates|load media|fencing|daemon message|intervention|certificate renewal|administration)$/;

const jobWords =
  /(?<![\p{L}\p{N}])(?:back-?ups?|jobs?|tasks?|sync(?:hroni[sz]ation)?|replication|dump|snapshots?|export|import|build|pipeline|deploy(?:ment)?|rsync|rclone|restic|borg(?:matic)?|pgbackrest|duplicity|duplicati|cron|archive|restore|renew(?:al)?|mysqldump|pg_dump|scrub|sicherung|datensicherung|sauvegarde|copia|бэкап|резервн\p{L}{1,6}|پشتیبان(?:\p{Zs}?گیری)?)(?![\p{L}\p{N}])/iu;
const wentWell =
  /(?<![\p{L}\p{N}])(?:success(?:ful(?:ly)?)?|succeeded|completed?|finished|passed|done|ok|erfolgreich|abgeschlossen|réussie?|terminée?|completad[oa]|успешно|завершен[оа]?|موفق|موفقیت|با موفقیت|انجام شد)(?![\p{L}\p{N}])/iu;
const wentWrong =
  /(?<![\p{L}\p{N}])(?:(?:not|un|in)-?(?:success\p{L}*|complete\p{L}*|finished|ok)|partial(?:ly)?|with (?:errors|warnings|problems)|skipped|cancell?ed|aborted|incomplete|nicht)(?![\p{L}\p{N}])/iu;
/** How a run went, said of a job without an adapter: in one form or the other the subject is the same but for these. */
const outcomes = new Set(
  (
    'completed complete finished passed done aborted ok okay successfully error errors warning warnings with without run fehlgeschlagen erfolgreich ' +
    'abgeschlossen réussi réussie échec échoué échouée terminé terminée completado completada fallido fallida успешно завершен завершена ошибка ' +
    'موفق ناموفق انجام exit code rc returned status report result'
  ).split(' '),
);
const jobFields = [
  'job',
  'job name',
  'plan',
  'policy',
  'task',
  'task name',
  'stanza',
  'repository',
  'schedule',
  'project',
  'branch',
  'database',
  'dataset',
  'volume',
  'source',
  'destination',
  'service',
  'client',
  'auftrag',
  'tâche',
];
const commit = /^(?=\D{0,39}\d)[\da-f]{7,40}$/;
const leastWords = 2;

const keyOf = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(['job', ...parts].join('\n'))
    .digest('hex')
    .slice(0, hashChars);

/** `sender`: who it is from; jobs of tools without an adapter are told apart by it too. */
export const jobOf = (facts: Facts, mail: MailText, sender: string): JobReading => {
  if (facts.kind !== 'problem' && facts.kind !== 'report') return none;
  const job = facts.source === 'generic' ? genericJob(facts, mail, sender) : adapterJob(facts, sender);
  if (job === '') return none;
  const said = `${mail.subject}\n${mail.text.slice(0, headChars)}`;
  const endsJob =
    facts.kind === 'report' &&
    facts.severity === 'info' &&
    wentWell.test(said) &&
    !wentWrong.test(mail.subject);
  return { job, endsJob };
};

const adapterJob = ({ source, host, resource, condition }: Facts, sender: string): string => {
  if (!jobSources.has(source) || noRuns.test(condition)) return '';
  // What cron's output names differs from run to run; the command does not.
  const named = source === 'cron' ? '' : canonicalName(resource);
  if (source !== 'cron' && named === '') return '';
  const from = host === '' ? canonicalName(sender) : canonicalName(host);
  return keyOf(source, from, named, canonicalText(condition));
};

const genericJob = ({ host }: Facts, { subject, fields }: MailText, sender: string): string => {
  if (!jobWords.test(subject)) return '';
  const words = canonicalText(subject)
    .split(/[^\p{L}\p{N}_./:@-]+/u)
    .map((word) => word.replace(/^[.:/-]+|[.:/-]+$/gu, ''))
    .filter(
      (word) =>
        /[\p{L}\p{N}]/u.test(word) && !commit.test(word) && !neutralWords.has(word) && !outcomes.has(word),
    );
  if (new Set(words).size < leastWords) return '';
  const named = jobFields.map((field) => `${field}=${canonicalName(fields.get(field) ?? '')}`);
  return keyOf('generic', canonicalName(sender), canonicalName(host), ...named, words.join(' '));
};
