import { maxSimulatedMailBytes, type Rule } from '../../../src-shared/contract/rules.ts';
import { AppError } from '../errors.ts';
import type { Envelope } from '../message.ts';
import { recognise } from '../recognise/registry.ts';
import { partiesOf } from '../route/rules.ts';
import type { ConfigDocument, RuleRecord } from '../store/config-document.ts';
import { admin, user } from './access.ts';
import {
  applyPatch,
  found,
  removeFrom,
  reorder,
  requireDestinations,
  requireOverrides,
  requireProvider,
  requireRoom,
} from './config-changes.ts';

const viewsOf = (config: Pick<ConfigDocument, 'rules'>): Rule[] =>
  config.rules.map((rule, position) => ({ ...rule, position }));

const viewOf = (config: Pick<ConfigDocument, 'rules'>, id: string): Rule => {
  const rule = found(config.rules, id, 'rule');
  return { ...rule, position: config.rules.indexOf(rule) };
};

const requireReferences = (draft: ConfigDocument, rule: RuleRecord): void => {
  requireDestinations(draft, rule.destinationIds, 'destinationIds');
  requireOverrides(draft, rule.severityOverrides, 'severityOverrides');
  requireProvider(draft, rule.providerId, 'providerId');
};

/**
 * Addresses as people paste them: several with commas between, and `Name <address>` as it stands in a header. Nobody at all
 * is one empty address, as for a stored alert: only `*` matches it.
 */
const addressesOf = (given: string | string[]): string[] => {
  const addresses = [given]
    .flat()
    .flatMap((one) => one.match(/(?:"[^"]*"|[^,"])+/g) ?? [])
    .map((one) => (/<([^<>]*)>\s*$/.exec(one)?.[1] ?? one).trim())
    .filter((one) => one !== '');
  return addresses.length > 0 ? addresses : [''];
};

const shownTextChars = 4_000;

/** Nobody's: a simulated mail came over no connection. */
const noEnvelope = (raw: Buffer, receivedAt: number): Envelope => ({
  ...{ id: '', nodeId: '', receivedAt, remoteAddress: '', helo: '', mailFrom: '', rcptTo: [] },
  ...{ secure: false, user: null, sizeBytes: raw.length, digest: '' },
});

export const rules = {
  list: user.rules.list.handler(({ context }) => ({ items: viewsOf(context.services.config.current()) })),

  get: user.rules.get.handler(({ context, input }) => viewOf(context.services.config.current(), input.id)),

  create: admin.rules.create.handler(({ context, input }) => {
    const { config, ports } = context.services;
    const now = ports.clock.now();
    const rule: RuleRecord = { id: ports.ids.next(), ...input, createdAt: now, updatedAt: now };
    return config.change(context.caller.username, (draft) => {
      requireRoom(draft, 'rules');
      requireReferences(draft, rule);
      draft.rules.push(rule);
      return viewOf(draft, rule.id);
    });
  }),

  update: admin.rules.update.handler(({ context, input: { id, ...patch } }) => {
    const { config, ports } = context.services;
    return config.change(context.caller.username, (draft) => {
      const rule = found(draft.rules, id, 'rule');
      applyPatch(rule, { ...patch, updatedAt: ports.clock.now() });
      requireReferences(draft, rule);
      return viewOf(draft, id);
    });
  }),

  remove: admin.rules.remove.handler(async ({ context, input }) => {
    await context.services.config.change(context.caller.username, (draft) =>
      removeFrom(draft.rules, input.id, 'rule'),
    );
    return { ok: true as const };
  }),

  reorder: admin.rules.reorder.handler(({ context, input }) =>
    context.services.config.change(context.caller.username, (draft) => {
      reorder(draft.rules, input.ids, 'rule');
      return { items: viewsOf(draft) };
    }),
  ),

  simulate: user.rules.simulate.handler(({ context, input }) => {
    const { ports, router } = context.services;
    return router().simulate(
      { from: addressesOf(input.from), to: addressesOf(input.to) },
      input.severity,
      ports.clock.now(),
    );
  }),

  simulateMail: user.rules.simulateMail.handler(async ({ context, input }) => {
    const { ports, parser, router } = context.services;
    const raw = Buffer.from(input.raw, input.encoding);
    if (raw.length > maxSimulatedMailBytes) {
      throw new AppError('too_large', {
        message: `A simulated mail has at most ${maxSimulatedMailBytes} bytes.`,
      });
    }
    const envelope = noEnvelope(raw, ports.clock.now());
    const mail = await parser.parse(raw, '');
    const facts = recognise(mail, envelope);
    const parties = partiesOf(envelope, { from: mail.from.address, to: mail.to });
    return {
      ...router().simulate(parties, facts.severity, ports.clock.now()),
      mail: {
        from: mail.from.address || mail.from.display,
        to: mail.to,
        subject: mail.subject,
        text: mail.text.slice(0, shownTextChars),
        notes: mail.notes,
      },
      facts: { ...facts, alerts: Math.max(1, facts.parts.length) },
    };
  }),
};
