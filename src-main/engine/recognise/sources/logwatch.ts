/** Logwatch: `Logwatch for host (Linux)`, a report of the day's logs. The log lines in it are whoever's wrote them. */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { report } from './outcome.ts';

const form = /^(?:\[[^\]]{1,60}\] )?Logwatch for (?<host>\S{1,253}) \((?<system>[^()]{1,60})\)$/u;

export const logwatch: SourceAdapter = {
  source: 'logwatch',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    return {
      ...report(),
      category: 'system',
      system: 'Logwatch',
      host: toName(found.host),
      resource: '',
      condition: 'log report',
      summary: toSummary(mail.subject),
    };
  },
};
