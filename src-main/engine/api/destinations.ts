import { addressSchemas, type DestinationView } from '../../../src-shared/contract/destinations.ts';
import type { SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Egress } from '../egress.ts';
import { AppError } from '../errors.ts';
import type { ConfigDocument, DestinationRecord, RuleRecord } from '../store/config-document.ts';
import { admin, user } from './access.ts';
import { found, removeFrom, requireRoom, requireUnused } from './config-changes.ts';
import { destinationFor } from './hidden-urls.ts';
import { requireTarget } from './origins.ts';
import { parseInput } from './refusals.ts';

const idsIn = (overrides: SeverityOverrides): string[] =>
  Object.values(overrides).flatMap((override) => override?.destinationIds ?? []);

interface Usage {
  rules: RuleRecord[];
  settings: string[];
}

/** What uses each destination, found in one walk over all rules. */
const usageOf = (config: ConfigDocument): ((destinationId: string) => Usage) => {
  const byId = new Map<string, Usage>();
  const of = (id: string): Usage => {
    const usage = byId.get(id) ?? { rules: [], settings: [] };
    byId.set(id, usage);
    return usage;
  };
  for (const rule of config.rules) {
    const ids = new Set([...rule.destinationIds, ...idsIn(rule.severityOverrides)]);
    for (const id of ids) of(id).rules.push(rule);
  }
  const { defaultDestinationIds, severityOverrides } = config.settings;
  for (const id of new Set(defaultDestinationIds)) of(id).settings.push('defaultDestinationIds');
  for (const id of new Set(idsIn(severityOverrides))) of(id).settings.push('severityOverrides');
  return of;
};

const viewOf = (
  config: ConfigDocument,
  record: DestinationRecord,
  usage = usageOf(config),
): DestinationView => {
  const { rules, settings } = usage(record.id);
  return { ...record, usedBy: { rules: rules.map(({ id }) => id), settings } };
};

const checkAddress = (
  egress: Egress,
  kind: ChannelKind,
  address: Record<string, unknown>,
): Record<string, unknown> => {
  const checked = parseInput(addressSchemas[kind], address, 'address');
  if ('url' in checked) requireTarget(egress, checked.url, 'address.url');
  return { ...checked };
};

export const destinations = {
  list: user.destinations.list.handler(({ context }) => {
    const config = context.services.config.current();
    const usage = usageOf(config);
    const views = config.destinations.map((record) => viewOf(config, record, usage));
    return { items: views.map((view) => destinationFor(context.caller, view)) };
  }),

  get: user.destinations.get.handler(({ context, input }) => {
    const config = context.services.config.current();
    const record = found(config.destinations, input.id, 'destination');
    return destinationFor(context.caller, viewOf(config, record));
  }),

  create: admin.destinations.create.handler(({ context, input }) => {
    const { config, egress, ports } = context.services;
    const now = ports.clock.now();
    const id = ports.ids.next();
    return config.change(context.caller.username, (draft) => {
      requireRoom(draft, 'destinations');
      const channel = draft.channels.find((one) => one.id === input.channelId);
      if (channel === undefined) {
        throw new AppError('invalid_input', {
          field: 'channelId',
          message: `channelId: there is no channel ${input.channelId}`,
        });
      }
      const address = checkAddress(egress, channel.kind, input.address);
      const record = { id, ...input, address, createdAt: now, updatedAt: now };
      draft.destinations.push(record);
      return viewOf(draft, record);
    });
  }),

  update: admin.destinations.update.handler(({ context, input }) => {
    const { config, egress, ports } = context.services;
    return config.change(context.caller.username, (draft) => {
      const record = found(draft.destinations, input.id, 'destination');
      const channel = found(draft.channels, record.channelId, 'channel');
      if (input.address !== undefined) record.address = checkAddress(egress, channel.kind, input.address);
      if (input.name !== undefined) record.name = input.name;
      if (input.enabled !== undefined) record.enabled = input.enabled;
      record.updatedAt = ports.clock.now();
      return viewOf(draft, record);
    });
  }),

  remove: admin.destinations.remove.handler(async ({ context, input }) => {
    await context.services.config.change(context.caller.username, (draft) => {
      found(draft.destinations, input.id, 'destination');
      const { rules, settings } = usageOf(draft)(input.id);
      requireUnused('destination', [
        ...rules.map(({ name }) => `rule "${name}"`),
        ...settings.map((name) => `setting ${name}`),
      ]);
      removeFrom(draft.destinations, input.id, 'destination');
    });
    return { ok: true as const };
  }),
};
