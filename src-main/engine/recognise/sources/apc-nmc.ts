/**
 * APC's Network Management Card: body `Name`, `Location`, `Contact`, a link, `Serial Number`, `Date`, `Time`, `Code :
 * 0x0109` and the event, `Warning - UPS: On battery power in response to an input power problem.` Levels are Severe,
 * Warning and Informational; a cleared condition begins `UPS: No longer ...` or ends in `restored`.
 */
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { notice, type Outcome, problem, recovery } from './outcome.ts';

const event =
  /^(?:(?<level>Severe|Critical|Warning|Informational) - )?(?<text>(?:UPS|Environment|System|Rack PDU|Rack ATS|EPO|Battery|Probe)\b[^:\n]{0,60}: .{1,300})$/imu;

const conditions: readonly { pattern: RegExp; condition: string }[] = [
  { pattern: /on battery|input power|utility power/i, condition: 'mains power' },
  { pattern: /communication/i, condition: 'communication' },
  { pattern: /battery (?:is )?(?:too )?low|low[- ]battery/i, condition: 'low battery' },
  { pattern: /replace|battery (?:is )?(?:missing|disconnected)/i, condition: 'battery replacement' },
  { pattern: /overload/i, condition: 'overload' },
  { pattern: /temperature|humidity/i, condition: 'environment' },
  { pattern: /bypass/i, condition: 'bypass' },
  { pattern: /self[- ]?test/i, condition: 'self-test' },
];
const isOver =
  /\bno longer\b|\brestored\b|\breturned\b|\bcleared\b|\bpassed\b|\bwithin (?:the )?(?:normal|threshold)/iu;

const outcomeOf = (level: string, text: string): Outcome => {
  if (isOver.test(text)) return recovery();
  if (/^(?:severe|critical)$/iu.test(level)) return problem('critical');
  if (/^informational$/iu.test(level)) return notice('report');
  return problem(/on battery|overload|replace/iu.test(text) ? 'high' : 'medium');
};

export const apcNmc: SourceAdapter = {
  source: 'apc-nmc',
  read: (mail) => {
    const found = groupsOf(mail.text.slice(0, 4_000), event) ?? groupsOf(mail.subject, event);
    if (found === null || !/^0x[\da-f]{4}$/iu.test(fieldOf(mail, 'code', 'event code'))) return null;
    const text = found.text ?? '';
    return {
      ...outcomeOf(found.level ?? '', text),
      category: 'hardware',
      system: 'APC',
      host: fieldOf(mail, 'name', 'system name', 'host name'),
      resource: toName(text.split(':')[0]),
      condition: rowFor(conditions, text)?.condition ?? toName(text),
      summary: toSummary(text),
    };
  },
};
