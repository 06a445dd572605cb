/**
 * Who hears of an alert. A rule gives destinations, or the defaults do; then the severity may replace or add some: the
 * rule's own override where it has one for this severity, else the global one. Destinations that are off or gone are
 * left out; when that leaves nobody, the defaults step in, never silence.
 */
import type { RouteStep, SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import { type Severity, severities } from '../../../src-shared/vocabulary.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import { compileMutes, type MuteTable } from './mutes.ts';
import { compileRules, type Parties, type RuleTable } from './rules.ts';

export interface RouteDecision {
  ruleId: string | null;
  ruleName: string | null;
  /** In words, for the trace and the alert's page. */
  reason: string;
  steps: RouteStep[];
  destinationIds: string[];
  providerId: string | null;
}

export interface Simulation extends RouteDecision {
  muted: { muteId: string; glob: string } | null;
  bySeverity: Partial<Record<Severity, string[]>>;
}

export interface Router {
  /** `severity` undefined: before anything is known about it, without overrides. */
  route(parties: Parties, severity?: Severity): RouteDecision;
  mutes: MuteTable;
  simulate(parties: Parties, severity: Severity | undefined, now: number): Simulation;
}

/** Compiles the configuration; called once per change. */
export const createRouter = (config: ConfigDocument): Router => {
  const rules: RuleTable = compileRules(config.rules);
  const mutes = compileMutes(config.mutes);
  const channelsOn = new Set(
    config.channels.filter((channel) => channel.enabled).map((channel) => channel.id),
  );
  const usable = new Set(
    config.destinations
      .filter((destination) => destination.enabled && channelsOn.has(destination.channelId))
      .map((destination) => destination.id),
  );
  const { defaultDestinationIds, severityOverrides } = config.settings;

  const route = (parties: Parties, severity?: Severity): RouteDecision => {
    const match = rules.match(parties);
    const steps: RouteStep[] = [];
    let destinations: readonly string[] = defaultDestinationIds;
    if (match === null) {
      steps.push({ kind: 'noRule' });
    } else {
      const { rule, address } = match;
      destinations = rule.destinationIds;
      steps.push({ kind: 'rule', ruleName: rule.name, ...rule.match, address });
    }

    const override =
      severity === undefined
        ? null
        : pickOverride(severity, match?.rule.severityOverrides, severityOverrides);
    if (severity !== undefined && override !== null) {
      destinations =
        override.mode === 'replace' ? override.destinationIds : [...destinations, ...override.destinationIds];
      steps.push({ kind: 'override', severity, mode: override.mode, where: override.where });
    }

    let destinationIds = distinct(destinations.filter((id) => usable.has(id)));
    if (destinationIds.length === 0 && (match !== null || override !== null)) {
      destinationIds = distinct(defaultDestinationIds.filter((id) => usable.has(id)));
      steps.push({ kind: 'fallback' });
    }
    if (destinationIds.length === 0) steps.push({ kind: 'nobody' });
    return {
      ruleId: match?.rule.id ?? null,
      ruleName: match?.rule.name ?? null,
      reason: steps.map(inWords).join('; '),
      steps,
      destinationIds,
      providerId: match?.rule.providerId ?? null,
    };
  };

  return {
    route,
    mutes,
    simulate(parties, severity, now) {
      const mute = mutes.match(parties.from, now);
      const bySeverity: Simulation['bySeverity'] = {};
      if (severity === undefined) {
        for (const each of severities) bySeverity[each] = route(parties, each).destinationIds;
      }
      const decision = route(parties, severity);
      return {
        ...decision,
        reason:
          mute === null ? decision.reason : `muted by ${mute.glob}; without the mute: ${decision.reason}`,
        muted: mute === null ? null : { muteId: mute.id, glob: mute.glob },
        bySeverity,
      };
    },
  };
};

const inWords = (step: RouteStep): string => {
  switch (step.kind) {
    case 'rule':
      return `rule "${step.ruleName}": ${step.field} ${step.address} matches ${step.glob}`;
    case 'noRule':
      return 'no rule matches: default destinations';
    case 'override': {
      const what = `${step.severity} ${step.mode === 'replace' ? 'replaces' : 'adds'} destinations`;
      return `${what} (${step.where === 'rule' ? "the rule's own override" : 'the global override'})`;
    }
    case 'fallback':
      return 'no usable destination left: default destinations';
    case 'nobody':
      return 'nobody to tell';
    default:
      return step satisfies never;
  }
};

const pickOverride = (severity: Severity, own: SeverityOverrides | undefined, global: SeverityOverrides) => {
  const ofRule = own?.[severity];
  if (ofRule !== undefined) return { ...ofRule, where: 'rule' as const };
  const ofAll = global[severity];
  return ofAll === undefined ? null : { ...ofAll, where: 'global' as const };
};

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
