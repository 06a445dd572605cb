import { addressSchemas, type DestinationView } from '../../../src-shared/contract/destinations.ts';
import type { SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Egress } from '../egress.ts';
import { AppError } from '../errors.ts';
import type { ConfigDocument, DestinationRecord } from '../store/config-document.ts';
import { admin, user } from './access.ts';
import { found, removeFrom, requireRoom, requireUnused } from './config-changes.ts';
import { requireTarget } from './origins.ts';
import { parseInput } from './refusals.ts';

const overridesName = (overrides: SeverityOverrides, id: string): boolean =>
  Object.values(overrides).some((override) => override?.destinationIds.includes(id));

const rulesUsing = (config: ConfigDocument, id: string) =>
  config.rules.filter(
    (rule) => rule.destinationIds.includes(id) || overridesName(rule.severityOverrides, id),
  );

const settingsUsing = ({ settings }: ConfigDocument, id: string): string[] => [
  ...(settings.defaultDestinationIds.includes(id) ? ['defaultDestinationIds'] : []),
  ...(overridesName(settings.severityOverrides, id) ? ['severityOverrides'] : []),
];

const viewOf = (config: ConfigDocument, record: DestinationRecord): DestinationView => ({
  ...record,
  usedBy: {
    rules: rulesUsing(config, record.id).map(({ id }) => id),
    settings: settingsUsing(config, record.id),
  },
});

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
    return { items: config.destinations.map((record) => viewOf(config, record)) };
  }),

  get: user.destinations.get.handler(({ context, input }) => {
    const config = context.services.config.current();
    return viewOf(config, found(config.destinations, input.id, 'destination'));
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
      requireUnused('destination', [
        ...rulesUsing(draft, input.id).map(({ name }) => `rule "${name}"`),
        ...settingsUsing(draft, input.id).map((name) => `setting ${name}`),
      ]);
      removeFrom(draft.destinations, input.id, 'destination');
    });
    return { ok: true as const };
  }),
};
