/**
 * arpwatch: `new station (host) eth0`, `flip flop (host) eth0`, `changed ethernet address (host) eth0`; the body has
 * hostname (`<unknown>` where it has none), ip address, interface and ethernet addresses. REPORT MESSAGES of arpwatch(8).
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, toName, toSummary } from './matching.ts';
import { likelyProblem, notice } from './outcome.ts';

const form =
  /^(?<event>new station|new activity|flip flop|changed ethernet address|reused old ethernet address|ethernet mismatch|bogon) \((?<host>[^()\s]{1,253})\)(?: (?<interface>\S{1,20}))?$/u;

export const arpwatch: SourceAdapter = {
  source: 'arpwatch',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const address = fieldOf(mail, 'ip address');
    const isNew = (found.event ?? '').startsWith('new');
    return {
      // Another card behind an address is a change of hardware, a failover, or somebody in between.
      ...(isNew ? notice('report', 'low') : likelyProblem('medium', 'low')),
      category: isNew ? 'network' : 'security',
      system: 'arpwatch',
      host: found.host === '<unknown>' ? address : toName(found.host),
      resource: toName([address, found.interface ?? ''].filter((word) => word !== '').join(' ')),
      condition: isNew ? 'new station' : 'ethernet address',
      summary: toSummary(`${mail.subject}${address === '' ? '' : ` ${address}`}`),
    };
  },
};
