/** How much that is critical waits for a person: open incidents, and alerts that belong to none. */
import type { AlertItem } from '../../src-shared/contract/alerts.ts';
import type { IncidentItem } from '../../src-shared/contract/incidents.ts';

/** `incidents`: the critical ones; `firing`: critical alerts. As many as are looked at. */
export const countOpenCriticals = (
  incidents: readonly Pick<IncidentItem, 'status'>[],
  firing: readonly AlertItem[],
): number =>
  incidents.filter(({ status }) => status === 'open').length +
  firing.filter(
    ({ incidentId, acknowledged, resolved, status }) =>
      incidentId === null && acknowledged === null && resolved === null && status !== 'suppressed',
  ).length;
