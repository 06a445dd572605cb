/**
 * sudo: `*** SECURITY information for host ***` over `host : Nov 22 14:53:26 : user : reason ; TTY=... ; USER=root ;
 * COMMAND=...`. It calls itself information and reports somebody who tried. mailsub and the log format of sudoers(5).
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { problem } from './outcome.ts';

const form = /^\*\*\* SECURITY information for (?<host>\S{1,253}) \*\*\*$/u;
const line =
  /^(?:\S{1,253} : )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: \d{4})? : (?<user>[^\s:]{1,64}) : (?<reason>[^;]{1,120}?) ;(?<rest>.{0,1000})$/u;

export const sudo: SourceAdapter = {
  source: 'sudo',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const said = mail.lines.map((one) => groupsOf(one, line)).find((groups) => groups !== null);
    const reason = toName(said?.reason) || 'security information';
    return {
      ...problem('high'),
      category: 'security',
      system: 'sudo',
      host: toName(found.host),
      resource: toName(said?.user),
      condition: reason.replace(/^\d{1,3} /u, ''),
      summary: toSummary(mail.lines[0] ?? mail.subject),
    };
  },
};
