/** Incidents page by page, those with the newest alerts first; what is asked for is looked at in each. */
import type { IncidentItem, IncidentListInput } from '../../../src-shared/contract/incidents.ts';
import { AppError } from '../errors.ts';
import { type IncidentState, itemOf } from '../fold/incident-state.ts';
import type { Incidents } from './incidents.ts';

export interface IncidentPage {
  items: IncidentItem[];
  nextCursor: string | null;
}

const readAtATime = 200;
/** In one call; where fewer fit than asked for, the cursor goes on behind the last one looked at. */
const mostLookedAt = 5_000;
const cursorPattern = /^(\d{1,16})_([0-9A-Za-z-]{1,64})$/;

/** Throws `invalid_input` for what is no cursor. */
const readCursor = (cursor: string | undefined): { at: number; id: string } | null => {
  if (cursor === undefined || cursor === '') return null;
  const match = cursorPattern.exec(cursor);
  if (match === null) {
    throw new AppError('invalid_input', {
      field: 'cursor',
      message: 'cursor must be the nextCursor of an earlier answer.',
    });
  }
  return { at: Number(match[1]), id: match[2] ?? '' };
};

const filterOf = ({ severity, host, q }: IncidentListInput): ((incident: IncidentState) => boolean) => {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const start = host?.toLowerCase() ?? '';
  return (incident) => {
    if (severity !== undefined && incident.severity !== severity) return false;
    const hosts = [incident.host, ...incident.members.map((member) => member.host)];
    if (start !== '' && !hosts.some((one) => one.toLowerCase().startsWith(start))) return false;
    if (words.length === 0) return true;
    const text = [incident.summary, incident.condition, incident.resource, incident.source, ...hosts]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
};

export const listIncidents = async (
  incidents: Incidents,
  input: IncidentListInput,
): Promise<IncidentPage> => {
  const fits = filterOf(input);
  const items: IncidentItem[] = [];
  let behind = readCursor(input.cursor);
  for (let looked = 0; looked < mostLookedAt; ) {
    const places = await incidents.page(input.status ?? null, behind, readAtATime);
    const read = await incidents.getMany(places.map(({ id }) => id));
    for (const [i, place] of places.entries()) {
      behind = place;
      const incident = read[i] ?? null;
      // Its status may have changed since the page was read.
      if (incident === null || (input.status !== undefined && incident.status !== input.status)) continue;
      if (!fits(incident)) continue;
      items.push(itemOf(incident));
      if (items.length < input.limit) continue;
      const isLast = i === places.length - 1 && places.length < readAtATime;
      return { items, nextCursor: isLast ? null : `${place.at}_${place.id}` };
    }
    if (places.length < readAtATime) return { items, nextCursor: null };
    looked += places.length;
  }
  return { items, nextCursor: behind === null ? null : `${behind.at}_${behind.id}` };
};
