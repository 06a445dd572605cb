import { useRecentAlerts } from '../../data/alerts.ts';
import { useChannels } from '../../data/channels.ts';
import { type StepName, stepNames, useFirstRun } from '../../data/first-run.ts';
import { useProviders } from '../../data/providers.ts';
import { useRules } from '../../data/rules.ts';
import { useSettings } from '../../data/settings.ts';

export type StepState = 'done' | 'passed' | 'open';

export interface SetUp {
  states: Readonly<Record<StepName, StepState>>;
  /** The first that is open. */
  next: StepName;
}

/** Null until all of it is known, so that nothing jumps. */
export const useSetUp = (): SetUp | null => {
  const { passed } = useFirstRun();
  const alerts = useRecentAlerts({}, 1).data;
  const channels = useChannels().data;
  const settings = useSettings().data;
  const providers = useProviders().data;
  const rules = useRules().data;
  if (!alerts || !channels || !settings || !providers || !rules) return null;
  const isThere: Partial<Record<StepName, boolean>> = {
    sample: alerts.items.length > 0,
    channel: channels.length > 0 && settings.defaultDestinationIds.length > 0,
    provider: providers.length > 0,
    rule: rules.length > 0,
  };
  const stateOf = (name: StepName): StepState => {
    if (isThere[name] === true) return 'done';
    if (!passed.includes(name)) return 'open';
    // Nothing is made in these: having been there is all.
    return name in isThere ? 'passed' : 'done';
  };
  const states = Object.fromEntries(stepNames.map((name) => [name, stateOf(name)])) as SetUp['states'];
  return { states, next: stepNames.find((name) => states[name] === 'open') ?? 'done' };
};
