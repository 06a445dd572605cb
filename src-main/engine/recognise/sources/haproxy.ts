/**
 * HAProxy's mailers: `[HAproxy Alert] Server be/srv is DOWN, reason: ..., info: "...", check duration: 0ms. 1 active and
 * 0 backup servers left. ...` as subject and body; also health check steps and `backend be has no server available!`.
 * src/check.c, src/server.c and src/mailers.c of haproxy/haproxy.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { notice, problem, recovery } from './outcome.ts';

const server =
  /^(?:\[HAproxy Alert\] )?(?:Backup )?Server (?<proxy>[^\s/]{1,120})\/(?<server>[^\s/]{1,120}) (?<what>is|was) (?<state>going DOWN for maintenance|in maintenance|DOWN|UP|DRAIN|stopping|NOLB)(?<more>\/\w{1,12})?\b(?<rest>.{0,800})$/u;
const check =
  /^(?:\[HAproxy Alert\] )?Health check for (?:backup )?server (?<proxy>[^\s/]{1,120})\/(?<server>[^\s/]{1,120}) (?<result>failed|succeeded|conditionally succeeded)\b.{0,800}?\bstatus: \d{1,6}\/\d{1,6} (?<state>UP|DOWN|DRAIN)/u;
const none =
  /^(?:\[HAproxy Alert\] )?(?:backend|proxy|listen|frontend) (?<proxy>[^\s/]{1,120}) has no server available!/iu;

/** Administrative changes, and what later versions may say. */
const otherNews =
  /^\[HAproxy Alert\] .{0,40}?(?:[Ss]erver (?<proxy>[^\s/]{1,120})\/(?<server>[^\s/]{1,120})\b.{0,800}|\S.{0,900})$/u;

export const haproxy: SourceAdapter = {
  source: 'haproxy',
  read: (mail) => {
    const known = { category: 'service' as const, system: 'HAProxy', summary: toSummary(mail.subject) };
    const emptied = groupsOf(mail.subject, none);
    if (emptied !== null)
      return {
        ...known,
        ...problem('critical'),
        host: '',
        resource: toName(emptied.proxy),
        condition: 'no server available',
      };
    const found = groupsOf(mail.subject, server, check);
    if (found === null) {
      const other = groupsOf(mail.subject, otherNews);
      if (other === null) return null;
      return {
        ...known,
        ...notice('other', 'low'),
        host: toName(other.server),
        resource: toName(other.server ? `${other.proxy}/${other.server}` : ''),
        condition: 'other news',
      };
    }
    const subject = {
      ...known,
      host: toName(found.server),
      resource: toName(`${found.proxy}/${found.server}`),
      condition: 'server health',
    };
    const rest = found.rest ?? '';
    if (found.result !== undefined) {
      const isGood = found.result !== 'failed';
      if (found.state === 'UP') return { ...subject, ...(isGood ? recovery() : problem('medium')) };
      return { ...subject, ...problem('high') };
    }
    if (/maintenance|DRAIN|stopping|NOLB/u.test(`${found.state}${rest}`))
      return { ...subject, ...notice('downtime') };
    if (found.state === 'UP') return { ...subject, ...recovery() };
    return {
      ...subject,
      ...problem(/\b0 active and 0 backup servers left/u.test(rest) ? 'critical' : 'high'),
    };
  },
};
