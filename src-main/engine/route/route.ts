/**
 * Who hears of an alert. A rule gives destinations, or the defaults do; then the severity may replace or add some: the
 * rule's own override where it has one for this severity, else the global one. Destinations that are off or gone are
 * left out; when that leaves nobody, the defaults step in, never silence.
 */
import type { SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import { type Severity, severities } from '../../../src-shared/vocabulary.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import { compileMutes, type MuteTable } from './mutes.ts';
import { compileRules, type Parties, type RuleTable } from './rules.ts';

export interface RouteDecision {
  ruleId: string | null;
  ruleName: string | null;
  /** In words, for the trace and the alert's page. */
  reason: string;
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
    const reasons: string[] = [];
    let destinations: readonly string[] = defaultDestinationIds;
    if (match === null) {
      reasons.push('no rule matches: default destinations');
    } else {
      const { rule, address } = match;
      destinations = rule.destinationIds;
      reasons.push(`rule "${rule.name}": ${rule.match.field} ${address} matches ${rule.match.glob}`);
    }

    const override =
      severity === undefined
        ? null
        : pickOverride(severity, match?.rule.severityOverrides, severityOverrides);
    if (override !== null) {
      destinations =
        override.mode === 'replace' ? override.destinationIds : [...destinations, ...override.destinationIds];
      reasons.push(
        `${severity} ${override.mode === 'replace' ? 'replaces' : 'adds'} destinations (${override.where})`,
      );
    }

    let destinationIds = distinct(destinations.filter((id) => usable.has(id)));
    if (destinationIds.length === 0 && (match !== null || override !== null)) {
      destinationIds = distinct(defaultDestinationIds.filter((id) => usable.has(id)));
      reasons.push('no usable destination left: default destinations');
    }
    if (destinationIds.length === 0) reasons.push('nobody to tell');
    return {
      ruleId: match?.rule.id ?? null,
      ruleName: match?.rule.name ?? null,
      reason: reasons.join('; '),
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

const pickOverride = (severity: Severity, own: SeverityOverrides | undefined, global: SeverityOverrides) => {
  const ofRule = own?.[severity];
  if (ofRule !== undefined) return { ...ofRule, where: "the rule's own override" };
  const ofAll = global[severity];
  return ofAll === undefined ? null : { ...ofAll, where: 'the global override' };
};

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
