import type { Incident } from '../../../src-shared/contract/incidents.ts';
import { AppError } from '../errors.ts';
import { isOngoing } from '../fold/incident-state.ts';
import { actOnIncident, markAlerts, type PersonAct } from '../fold/person.ts';
import type { Services } from '../services.ts';
import { listIncidents } from '../store/incident-search.ts';
import { user } from './access.ts';

const wholeOf = async ({ incidents }: Services, id: string): Promise<Incident> => {
  const incident = await incidents.whole(id);
  if (incident === null) throw new AppError('not_found', { message: `There is no incident ${id}.` });
  return incident;
};

const refusals: Record<PersonAct, string> = {
  acknowledge: 'It is resolved: there is nothing to take on.',
  unacknowledge: 'Nobody has acknowledged it.',
  resolve: 'It is resolved already.',
  unresolve: 'No person has resolved it.',
  note: 'It has left the history.',
};

const act = async (
  services: Services,
  what: PersonAct,
  { id, note, by }: { id: string; note: string; by: string },
): Promise<Incident> => {
  await wholeOf(services, id);
  const said = { by, at: services.ports.clock.now(), note };
  const after = await actOnIncident(services, id, what, said);
  if (after === null) throw new AppError('conflict', { message: refusals[what] });
  if (what !== 'note') await markAlerts(services, after, what, said);
  return wholeOf(services, id);
};

/** One problem goes on as one incident: the next mail would not find the one that was reopened. */
const requireNoSuccessor = async ({ incidents }: Services, id: string): Promise<void> => {
  const incident = await incidents.get(id);
  if (incident === null || incident.fingerprint === '') return;
  const [newest] = (await incidents.read(id, '', [incident.fingerprint])).incidents;
  if (newest?.incident && newest.id !== id && isOngoing(newest.incident)) {
    throw new AppError('conflict', { message: 'The problem goes on as a newer incident.' });
  }
};

export const incidents = {
  list: user.incidents.list.handler(({ context, input }) => listIncidents(context.services.incidents, input)),

  counts: user.incidents.counts.handler(async ({ context }) => {
    const status = await context.services.incidents.counts();
    return { total: Object.values(status).reduce((sum, count) => sum + count, 0), status };
  }),

  get: user.incidents.get.handler(({ context, input }) => wholeOf(context.services, input.id)),

  acknowledge: user.incidents.acknowledge.handler(({ context, input }) =>
    act(context.services, 'acknowledge', { ...input, by: context.caller.username }),
  ),
  unacknowledge: user.incidents.unacknowledge.handler(({ context, input }) =>
    act(context.services, 'unacknowledge', { ...input, by: context.caller.username }),
  ),
  resolve: user.incidents.resolve.handler(({ context, input }) =>
    act(context.services, 'resolve', { ...input, by: context.caller.username }),
  ),
  reopen: user.incidents.reopen.handler(async ({ context, input }) => {
    await requireNoSuccessor(context.services, input.id);
    return act(context.services, 'unresolve', { ...input, by: context.caller.username });
  }),
  note: user.incidents.note.handler(({ context, input }) =>
    act(context.services, 'note', { ...input, by: context.caller.username }),
  ),
};
