/** The alerts of a group mail: who joined, who is over. Pure. */
import { type IncidentMember, maxIncidentMembers } from '../../../src-shared/contract/incidents.ts';
import { moreSevere, type Severity } from '../../../src-shared/vocabulary.ts';
import type { Sighting, SightingPart } from './sighting.ts';

const keyOf = (
  member: Pick<SightingPart, 'fingerprint' | 'host' | 'resource'> & { summary: string },
): string =>
  member.fingerprint === ''
    ? [member.host, member.resource, member.host + member.resource === '' ? member.summary : ''].join('\n')
    : member.fingerprint;

const memberOf = ({ condition: _condition, ...member }: SightingPart): IncidentMember => member;

/** The members after a mail, and those that fire and did not before. */
export const joinMembers = (
  before: readonly IncidentMember[],
  { state, parts, listsWholeGroup }: Pick<Sighting, 'state' | 'parts' | 'listsWholeGroup'>,
): { members: IncidentMember[]; grown: IncidentMember[] } => {
  if (state === 'resolved') {
    const all = new Map([...before, ...parts.map(memberOf)].map((member) => [keyOf(member), member]));
    return {
      members: bounded([...all.values()].map((member) => ({ ...member, state: 'resolved' }))),
      grown: [],
    };
  }
  if (parts.length === 0) return { members: [...before], grown: [] };
  const known = new Map(before.map((member) => [keyOf(member), member]));
  const listed = new Map(parts.map((part) => [keyOf(part), memberOf(part)]));
  const grown = [...listed].flatMap(([key, member]) =>
    member.state === 'firing' && known.get(key)?.state !== 'firing' ? [member] : [],
  );
  const others = [...known].flatMap(([key, member]): IncidentMember[] =>
    listed.has(key) ? [] : [listsWholeGroup ? { ...member, state: 'resolved' } : member],
  );
  return { members: bounded([...listed.values(), ...others]), grown };
};

/** Those that fire come first, so that a bound leaves out what is over. */
const bounded = (members: IncidentMember[]): IncidentMember[] =>
  [
    ...members.filter(({ state }) => state === 'firing'),
    ...members.filter(({ state }) => state !== 'firing'),
  ].slice(0, maxIncidentMembers);

/** The highest severity among those that fire; null where none does. */
export const firingSeverity = (members: readonly IncidentMember[]): Severity | null =>
  members
    .filter(({ state }) => state === 'firing')
    .map(({ severity }) => severity)
    .reduce<Severity | null>(
      (worst, severity) => (worst === null ? severity : moreSevere(worst, severity)),
      null,
    );
