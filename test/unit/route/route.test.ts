import { describe, expect, it } from 'vitest';
import { createRouter } from '../../../src-main/engine/route/route.ts';
import { partiesOf } from '../../../src-main/engine/route/rules.ts';
import {
  type ConfigDocument,
  emptyConfig,
  type RuleRecord,
} from '../../../src-main/engine/store/config-document.ts';

const stamps = { createdAt: 1, updatedAt: 1 };
const rule = (id: string, glob: string, more: Partial<RuleRecord> = {}): RuleRecord => ({
  id,
  name: id,
  enabled: true,
  match: { field: 'from', glob },
  destinationIds: ['noc'],
  severityOverrides: {},
  providerId: null,
  ...stamps,
  ...more,
});

const config = (change: (draft: ConfigDocument) => void): ConfigDocument => {
  const document = emptyConfig();
  document.channels.push(
    { id: 'on', name: 'on', kind: 'webhook', enabled: true, config: {}, sealed: {}, ...stamps },
    { id: 'off', name: 'off', kind: 'webhook', enabled: false, config: {}, sealed: {}, ...stamps },
  );
  for (const id of ['noc', 'dba', 'pager', 'default']) {
    document.destinations.push({ id, name: id, channelId: 'on', address: {}, enabled: true, ...stamps });
  }
  document.destinations.push(
    { id: 'disabled', name: 'disabled', channelId: 'on', address: {}, enabled: false, ...stamps },
    { id: 'silent', name: 'silent', channelId: 'off', address: {}, enabled: true, ...stamps },
  );
  document.settings.defaultDestinationIds = ['default'];
  change(document);
  return document;
};

const from = (sender: string, to: string[] = ['noc@example.net']) => ({ from: [sender], to });

describe('routing', () => {
  it('takes the first enabled rule, in order', () => {
    const router = createRouter(
      config((draft) => {
        draft.rules = [
          rule('a', '*@x', { enabled: false }),
          rule('b', '*@x', { destinationIds: ['dba'] }),
          rule('c', '*'),
        ];
      }),
    );
    expect(router.route(from('a@x'))).toMatchObject({ ruleId: 'b', destinationIds: ['dba'] });
    expect(router.route(from('a@y'))).toMatchObject({ ruleId: 'c', destinationIds: ['noc'] });
  });

  it('matches any recipient where a rule looks at To', () => {
    const router = createRouter(
      config((draft) => {
        draft.rules = [rule('to', 'security-*@d.com', { match: { field: 'to', glob: 'security-*@d.com' } })];
      }),
    );
    expect(router.route(from('a@x', ['ops@d.com', 'Security-1@D.com'])).ruleId).toBe('to');
    expect(router.route(from('security-1@d.com', ['ops@d.com'])).ruleId).toBe(null);
  });

  it('falls back to the default destinations where no rule matches, and says why', () => {
    const decision = createRouter(config(() => {})).route(from('a@x'));
    expect(decision).toMatchObject({ ruleId: null, destinationIds: ['default'] });
    expect(decision.reason).toContain('no rule matches');
  });

  it.each([
    ['replace', ['pager'], ['pager']],
    ['add', ['pager'], ['noc', 'pager']],
    ['add', ['noc'], ['noc']],
  ] as const)("applies a rule's own override: %s %s", (mode, destinationIds, expected) => {
    const router = createRouter(
      config((draft) => {
        draft.rules = [
          rule('a', '*', { severityOverrides: { critical: { mode, destinationIds: [...destinationIds] } } }),
        ];
      }),
    );
    expect(router.route(from('a@x'), 'critical').destinationIds).toEqual(expected);
    expect(router.route(from('a@x'), 'high').destinationIds).toEqual(['noc']);
  });

  it("prefers the rule's own override to the global one, which holds for all others", () => {
    const router = createRouter(
      config((draft) => {
        draft.settings.severityOverrides = { critical: { mode: 'replace', destinationIds: ['pager'] } };
        draft.rules = [
          rule('own', '*@own', {
            severityOverrides: { critical: { mode: 'replace', destinationIds: ['dba'] } },
          }),
          rule('plain', '*@plain'),
        ];
      }),
    );
    expect(router.route(from('a@own'), 'critical').destinationIds).toEqual(['dba']);
    expect(router.route(from('a@plain'), 'critical').destinationIds).toEqual(['pager']);
    expect(router.route(from('a@none'), 'critical').destinationIds).toEqual(['pager']);
    expect(router.route(from('a@none'), 'low').destinationIds).toEqual(['default']);
  });

  it.each([['disabled'], ['silent'], ['gone']])(
    'never routes to nobody: %s destination gives way to the defaults',
    (id) => {
      const router = createRouter(
        config((draft) => {
          draft.rules = [rule('a', '*', { destinationIds: [id] })];
        }),
      );
      expect(router.route(from('a@x'))).toMatchObject({ ruleId: 'a', destinationIds: ['default'] });
    },
  );

  it('says that there is nobody where there is no destination at all', () => {
    const router = createRouter(
      config((draft) => {
        draft.settings.defaultDestinationIds = [];
      }),
    );
    expect(router.route(from('a@x'))).toMatchObject({
      destinationIds: [],
      reason: expect.stringContaining('nobody to tell'),
    });
  });

  it('simulates every severity where none is given, and says what a mute would hide', () => {
    const router = createRouter(
      config((draft) => {
        draft.settings.severityOverrides = { critical: { mode: 'add', destinationIds: ['pager'] } };
        draft.mutes = [
          {
            id: 'm',
            glob: 'noisy.example',
            scope: 'domain',
            until: 2000,
            reason: '',
            createdBy: 'x',
            ...stamps,
          },
        ];
      }),
    );
    const simulation = router.simulate(from('cron@noisy.example'), undefined, 1000);
    expect(simulation.muted).toEqual({ muteId: 'm', glob: 'noisy.example' });
    expect(simulation.bySeverity).toMatchObject({ critical: ['default', 'pager'], info: ['default'] });
    expect(router.simulate(from('cron@noisy.example'), 'low', 3000)).toMatchObject({
      muted: null,
      bySeverity: {},
    });
  });
});

describe('mutes', () => {
  const muted = (
    glob: string,
    scope: 'sender' | 'domain',
    sender: string,
    until: number | null = null,
    now = 0,
  ) =>
    createRouter(
      config((draft) => {
        draft.mutes = [{ id: 'm', glob, scope, until, reason: '', createdBy: 'x', ...stamps }];
      }),
    ).mutes.match([sender], now) !== null;

  it.each([
    ['noisy@host.example', 'sender', 'Noisy@Host.example', true],
    ['noisy@*', 'sender', 'noisy@anywhere', true],
    ['noisy@*', 'sender', 'quiet@anywhere', false],
    ['host.example', 'domain', 'any@host.example', true],
    ['@host.example', 'domain', 'any@host.example', true],
    ['*.example', 'domain', 'any@sub.host.example', true],
    ['host.example', 'domain', 'host.example@other', false],
    ['host.example', 'sender', 'any@host.example', false],
  ] as const)('%s (%s) against %s: %s', (glob, scope, sender, expected) => {
    expect(muted(glob, scope, sender)).toBe(expected);
  });

  it('end at their time', () => {
    expect([muted('*', 'sender', 'a@x', 1000, 999), muted('*', 'sender', 'a@x', 1000, 1000)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('the parties of a mail', () => {
  it('are those of the envelope before those of the header, each once', () => {
    const parties = partiesOf(
      { mailFrom: 'bounce@x', rcptTo: ['noc@y', 'ops@y'] },
      { from: 'zabbix@x', to: ['ops@y', 'all@y'] },
    );
    expect(parties).toEqual({ from: ['bounce@x', 'zabbix@x'], to: ['noc@y', 'ops@y', 'all@y'] });
  });

  it('are one empty address where there is none, which only * matches', () => {
    expect(partiesOf({ mailFrom: '', rcptTo: [] }, { from: '', to: [] })).toEqual({ from: [''], to: [''] });
  });
});
