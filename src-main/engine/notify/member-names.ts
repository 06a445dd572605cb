/** The alerts of a group mail by name, as many as a person reads at a glance. */
import type { State } from '../../../src-shared/vocabulary.ts';

export interface NamedMember {
  host: string;
  resource: string;
  summary: string;
  state: State;
}

export interface MemberNames {
  /** Those that fire first; those that are over carry a tick. */
  names: string[];
  /** How many are not named. */
  more: number;
}

const maxNames = 12;
const maxNameLength = 60;
const maxLength = 480;

const clip = (name: string): string =>
  name.length <= maxNameLength
    ? name
    : `${name
        .slice(0, maxNameLength - 1)
        .toWellFormed()
        .trimEnd()}…`;

/** Null for fewer than two. What all of them share is left out: of one host their resources are named, and the reverse. */
export const memberNames = (members: readonly NamedMember[]): MemberNames | null => {
  if (members.length < 2) return null;
  const isOneHost = new Set(members.map(({ host }) => host)).size === 1;
  const isOneResource = new Set(members.map(({ resource }) => resource)).size === 1;
  const nameOf = ({ host, resource, summary }: NamedMember): string => {
    const parts = [isOneHost ? '' : host, isOneResource ? '' : resource].filter((part) => part !== '');
    return clip(parts.join(': ') || summary || host || resource);
  };
  const sorted = [
    ...members.filter(({ state }) => state === 'firing'),
    ...members.filter(({ state }) => state !== 'firing'),
  ];
  const named = new Map<string, string>();
  for (const member of sorted) {
    const name = nameOf(member);
    if (name !== '' && !named.has(name)) named.set(name, member.state === 'resolved' ? `✓ ${name}` : name);
  }
  const names: string[] = [];
  let length = 0;
  for (const name of named.values()) {
    length += name.length + 2;
    if (names.length === maxNames || length > maxLength) break;
    names.push(name);
  }
  return names.length === 0 ? null : { names, more: named.size - names.length };
};
