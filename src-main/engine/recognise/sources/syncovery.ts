/**
 * Syncovery (before: Super Flexible File Synchronizer): mails about a profile's run, with the product's name in sender,
 * subject or body and the profile in quotation marks or behind `Profile:`. Subject and text are the user's to word, so
 * the result is taken from its words.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, hostWordIn, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, report } from './outcome.ts';

const results: readonly { pattern: RegExp; outcome: Outcome }[] = [
  {
    pattern: /\b(?:no|0|without(?: any)?) errors?\b(?!.{0,200}\b[1-9]\d{0,6} errors?\b)/isu,
    outcome: report(),
  },
  {
    pattern:
      /\berrors?\b|\bfail(?:ed|ure)?\b|\bcould not\b|\bunable to\b|\baborted\b|not (?:reachable|found)/iu,
    outcome: problem('high'),
  },
  {
    pattern: /\bwarnings?\b|\bneeds? attention|confirmation|\bskipped\b|\bmissed\b/iu,
    outcome: problem('medium'),
  },
  { pattern: /\bsuccess(?:ful(?:ly)?)?\b|\bcompleted?\b|\bfinished\b|\bOK\b/iu, outcome: report() },
];
const profile: readonly RegExp[] = [
  /\bprofiles? ?:? ?["'“„](?<name>[^"'”“\n]{1,150})["'”“]/iu,
  /\bprofile(?: name)?: ?(?<name>\S.{0,149})$/imu,
  /["“„](?<name>[^"”“\n]{1,150})["”“]/u,
];
const bareProfile = /\bprofile (?<name>(?!finished|completed|failed|run|was|has|is\b)\S{1,100})/iu;

export const syncovery: SourceAdapter = {
  source: 'syncovery',
  read: (mail) => {
    const isOurs =
      /\bsyncovery\b/iu.test(
        `${mail.subject} ${mail.mail.from.display} ${mail.mail.from.address} ${mail.mail.headers['x-mailer'] ?? ''}`,
      ) || /^.{0,80}\bsyncovery (?:\d|profile|scheduler|service|on )/imu.test(mail.text.slice(0, 2_000));
    if (!isOurs) return null;
    const head = mail.text.slice(0, 3_000);
    const row = rowFor(results, mail.subject);
    const textRow = rowFor(results, head);
    // A subject that only says that the run is over leaves the result to the text.
    const outcome =
      row === undefined ||
      (row.outcome.state === 'info' &&
        /\bfinished\b|\bcompleted?\b/iu.test(mail.subject) &&
        !/errors?/iu.test(mail.subject))
        ? (textRow ?? row)?.outcome
        : row.outcome;
    const named =
      groupsOf(mail.subject, ...profile) ??
      groupsOf(head, ...profile) ??
      groupsOf(`${mail.subject}\n${head}`, bareProfile);
    return {
      ...(outcome ?? notice('other', 'low')),
      category: 'backup',
      system: 'Syncovery',
      host: computerOf(mail),
      resource: toName(named?.name),
      condition: 'profile run',
      summary: toSummary(mail.subject),
    };
  },
};

const computerOf = (mail: MailText): string =>
  fieldOf(mail, 'computer', 'computer name', 'machine', 'host', 'hostname') ||
  toName(
    /\bon (?:computer |machine |host )?(?<host>[A-Za-z][\w.-]{1,100}\w)\b/u.exec(mail.subject)?.groups?.host,
  ) ||
  hostWordIn(mail.subject);
