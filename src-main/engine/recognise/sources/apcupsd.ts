/**
 * apcupsd: the subjects of its event scripts, `host UPS name Power Failure !!!`, `host UPS name Power has returned`,
 * `host Communications with UPS name lost`, `host UPS name battery needs changing NOW.`, over the output of
 * `apcaccess status`. platforms/etc of apcupsd.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, hostOfSender, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery } from './outcome.ts';

const form =
  /^(?:(?<host>\S{1,253}) )?(?:UPS (?<ups>[^\s@][^@]{0,60}?) |(?:UPS )?(?=Communications with UPS))(?<event>Power Failure !!!|Power has returned|Communications with UPS (?<linked>[^\s@][^@]{0,60}?) (?:lost|restored)|battery needs changing NOW\.?|battery has been (?:disconnected|reattached)|Battery (?:disconnected|reattached)|initiated Shutdown Sequence|(?:running )?doshutdown|emergency shutdown.{0,40})$/iu;

/** Nothing is lost yet on battery; what ends the power, or leaves the next failure unguarded, is worse. */
const events: readonly { pattern: RegExp; outcome: Outcome; condition: string }[] = [
  { pattern: /^power has returned/i, outcome: recovery(), condition: 'mains power' },
  { pattern: /^power failure/i, outcome: problem('high'), condition: 'mains power' },
  { pattern: /restored$/i, outcome: recovery(), condition: 'communication' },
  { pattern: /^communications.* lost$/i, outcome: problem('medium'), condition: 'communication' },
  { pattern: /reattached$/i, outcome: recovery(), condition: 'battery connection' },
  { pattern: /disconnected$/i, outcome: problem('high'), condition: 'battery connection' },
  { pattern: /^battery needs changing/i, outcome: problem('high'), condition: 'battery replacement' },
  { pattern: /shutdown/i, outcome: problem('critical'), condition: 'shutdown' },
];

export const apcupsd: SourceAdapter = {
  source: 'apcupsd',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const row = rowFor(events, found.event ?? '');
    const upsHost = fieldOf(mail, 'hostname');
    return {
      ...(row?.outcome ?? notice('other', 'medium')),
      category: 'hardware',
      system: 'apcupsd',
      host: toName(found.host) || upsHost || hostOfSender(mail),
      resource: `UPS ${toName(found.ups || found.linked) || fieldOf(mail, 'upsname')}`.trim(),
      condition: row?.condition ?? toName(found.event),
      summary: toSummary(mail.subject),
    };
  },
};
