/**
 * collectd's notify_email: `Collectd notify: FAILURE@host`, severities OKAY, WARNING and FAILURE; the body has the
 * threshold's sentence, and host, plugin and type in it or as fields. src/notify_email.c and src/threshold.c of collectd.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { problem, recovery } from './outcome.ts';

const subject = /^Collectd notify: (?<level>OKAY|WARNING|FAILURE)@(?<host>\S{1,253})$/iu;
const body = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} - (?<level>OKAY|WARNING|FAILURE)@(?<host>\S{1,253})$/u;
const plugin = /\bplugin (?<plugin>[\w-]{1,60})(?: \(instance (?<instance>[^()]{1,60})\))?/iu;
const type = /\btype (?<type>[\w-]{1,60})(?: \(instance (?<instance>[^()]{1,60})\))?/iu;

export const collectd: SourceAdapter = {
  source: 'collectd',
  read: (mail) => {
    const found = groupsOf(mail.subject, subject) ?? groupsOf(mail.lines[0] ?? '', body);
    if (found === null) return null;
    const level = (found.level ?? '').toUpperCase();
    return {
      ...(level === 'OKAY' ? recovery() : problem(level === 'FAILURE' ? 'high' : 'medium')),
      system: 'collectd',
      host: toName(found.host),
      resource: resourceIn(mail),
      condition: 'threshold',
      summary: toSummary(
        mail.lines.find((line) => /currently|threshold|missing|within range/iu.test(line)) ?? mail.subject,
      ),
    };
  },
};

const resourceIn = (mail: MailText): string => {
  const said = [groupsOf(mail.text, plugin), groupsOf(mail.text, type)].flatMap((found) =>
    Object.values(found ?? {}),
  );
  const fields = ['plugin', 'plugin instance', 'type', 'type instance'].map((key) => fieldOf(mail, key));
  return toName((said.length > 0 ? said : fields).filter((word) => word !== '').join(' '));
};
