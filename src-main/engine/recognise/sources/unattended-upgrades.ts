/**
 * unattended-upgrades: `[reboot required] [package on hold] unattended-upgrades result for host: SUCCESS` or `FAILURE`;
 * before 1.0 `result for 'host': 'True'`. SUCCESS says that it ran: packages kept back and a reboot that is due are in
 * tags and text. send_summary_mail of unattended-upgrade.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { problem, report } from './outcome.ts';

const form =
  /^(?<tags>(?:\[[^\]]{1,60}\] ?){0,4})unattended-upgrades result for '?(?<host>[^\s':]{1,253})'?: ?'?(?<result>SUCCESS|FAILURE|True|False|\w{1,20})/iu;
const keptBack = /\[package on hold\]/iu;
const rebootDue = /\[reboot required\]|a reboot is required to complete/iu;
const keptBackText = /^Packages with upgradable origin but kept back:/mu;

export const unattendedUpgrades: SourceAdapter = {
  source: 'unattended-upgrades',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const hasFailed = /^(?:failure|false)$/iu.test(found.result ?? '');
    const needsSomebody = [keptBack, rebootDue, keptBackText].some((pattern) =>
      pattern.test(`${found.tags}\n${mail.text}`),
    );
    return {
      ...(hasFailed ? problem('high') : report(needsSomebody ? 'low' : 'info')),
      category: 'system',
      system: 'unattended-upgrades',
      host: toName(found.host),
      resource: 'unattended-upgrades',
      condition: 'package upgrades',
      summary: toSummary(hasFailed ? `${mail.subject} ${resultOf(mail)}` : mail.subject),
    };
  },
};

const resultOf = (mail: MailText): string =>
  /^Unattended upgrade (?:result|returned): (?<result>.{1,200})$/mu.exec(mail.text)?.groups?.result ?? '';
