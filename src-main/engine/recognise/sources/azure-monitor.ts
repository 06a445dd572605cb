/**
 * Azure Monitor: `Fired:Sev1 Azure Monitor Alert rule on resource ( type ) at ...`, `Resolved:Sev1 ...`, and the classic
 * `[Activated] ...`. Severities 0 to 4 are critical, error, warning, informational, verbose: Azure's common alert schema.
 */
import type { Severity } from '../../../../src-shared/vocabulary.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { problem, recovery } from './outcome.ts';

const form =
  /^(?:Important notice: )?(?<state>Fired|Resolved|Deactivated|Activated): ?Sev(?<level>[0-4])(?: Azure:?)?(?: Azure)? Monitor Alert:? (?<rule>\S.{0,200}?)(?: on (?<resource>\S{1,200}))?(?: \( ?(?<type>[\w./-]{1,150}) ?\))?(?: at .{1,60})?$/iu;

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'info', 'info'];

export const azureMonitor: SourceAdapter = {
  source: 'azure-monitor',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const severity = severities[Number(found.level)] ?? 'medium';
    return {
      ...(/^(?:fired|activated)$/iu.test(found.state ?? '') ? problem(severity) : recovery(severity)),
      system: 'Azure Monitor',
      host: toName(found.resource),
      resource: toName(found.rule),
      condition: toName(found.type) || 'alert',
      summary: toSummary(mail.subject),
    };
  },
};
