import { describe, expect, it } from 'vitest';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';

describe('recognise', () => {
  it('leaves out an adapter that throws, and says so', () => {
    const broken = {
      source: 'broken',
      read: () => {
        throw new TypeError('bug');
      },
    };
    const facts = recognise(someMail('disk CRITICAL on db01', ''), someEnvelope(), [broken]);
    expect(facts).toMatchObject({
      source: 'generic',
      severity: 'critical',
      notes: ['the reader of broken failed: TypeError'],
    });
  });

  it('lets an adapter know better than the generic reader, and fills the rest from it', () => {
    const facts = recognise(someMail('disk CRITICAL on db01', ''), someEnvelope(), [
      { source: 'own', read: () => ({ resource: '/var' }) },
    ]);
    expect(facts).toMatchObject({ source: 'own', resource: '/var', host: 'db01', severity: 'critical' });
  });

  it.each([
    [
      'nagios',
      '** RECOVERY Service Alert: web/HTTP is OK **',
      '',
      { kind: 'recovery', state: 'resolved', host: 'web', resource: 'HTTP' },
    ],
    [
      'nagios',
      '** PROBLEM Host Alert:  is DOWN **',
      'Notification Type: PROBLEM\nHost: \nState: DOWN',
      { state: 'firing', severity: 'critical', severityFloor: 'critical' },
    ],
    [
      'nagios',
      '[ACKNOWLEDGEMENT] disk on db01 is WARNING!',
      '',
      { kind: 'acknowledgement', state: 'firing', host: 'db01', resource: 'disk' },
    ],
    [
      'nagios',
      '[FLAPPINGSTART] load on db01 is OK!',
      '',
      { kind: 'flapping', state: 'firing', severity: 'medium' },
    ],
    ['nagios', '[DOWNTIMEEND] Host db01 is DOWN!', '', { kind: 'downtime', state: 'info', severity: 'info' }],
    [
      'zabbix',
      'Updated problem in 5m: Lag',
      'Problem name: Lag\nHost: db01\nSeverity: Disaster\nproblem acknowledged\nOriginal problem ID: 5',
      { kind: 'acknowledgement', severity: 'critical' },
    ],
    [
      'zabbix',
      'Problem: Lag',
      'Problem name: Lag\nHost: db01\nSeverity: Not classified\nOriginal problem ID: 5',
      { severity: 'medium', severityFloor: 'medium' },
    ],
    [
      'monit',
      'monit alert --  Exists flag',
      'Exists Service flag \n\n\tHost:        vm\n\tDescription: file exists',
      { kind: 'recovery', state: 'resolved', host: 'vm', resource: 'flag' },
    ],
    [
      'monit',
      'monit alert --  Does not exist flag',
      'Does not exist Service flag \n\n\tHost:        vm\n\tDescription: no',
      { kind: 'problem', state: 'firing' },
    ],
    [
      'alertmanager',
      '[FIRING:1] High latency Web (host=web2 critical)',
      '',
      { host: 'web2', severity: 'critical', resource: 'High latency Web' },
    ],
    [
      'fail2ban',
      '[Fail2Ban] sshd: banned 203.0.113.7 from vm',
      'IGNORE-ALERT critical',
      { host: 'vm', resource: '203.0.113.7', severity: 'low' },
    ],
    [
      'cron',
      'Cron <root@vm> echo "no error"',
      'all fine, 0 errors, done ok',
      { kind: 'report', state: 'info', severity: 'info', host: 'vm' },
    ],
    [
      'cron',
      'Cron <root@vm> /usr/bin/job',
      'something odd',
      { kind: 'problem', severity: 'medium', host: 'vm' },
    ],
  ])('reads %s: "%s"', (source, subject, text, expected) => {
    expect(recognise(someMail(subject, text), someEnvelope())).toMatchObject({ source, ...expected });
  });

  it('keeps the parts of an Alertmanager group apart, and takes the worst of what still fires', () => {
    const text = [
      '[1] Firing',
      'Labels',
      'alertname = DiskFull',
      'instance = db01:9100',
      'severity = warning',
      'Annotations',
      'summary = Disk 91%',
      'Source',
      '[1] Resolved',
      'Labels',
      'alertname = DiskFull',
      'instance = db02:9100',
      'severity = critical',
      'Source',
    ].join('\n');
    const facts = recognise(someMail('[FIRING:1] DiskFull', text), someEnvelope());
    expect(facts).toMatchObject({
      severity: 'medium',
      statedSeverity: 'medium',
      host: 'db01:9100',
      state: 'firing',
    });
    expect(facts.parts).toMatchObject([
      { state: 'firing', host: 'db01:9100', statedSeverity: 'medium', summary: 'Disk 91%' },
      { state: 'resolved', host: 'db02:9100', statedSeverity: 'critical' },
    ]);
  });

  const fingerprints = (mails: [string, string][]): string[] =>
    mails.map(([subject, text]) => recognise(someMail(subject, text), someEnvelope()).fingerprint);
  const monit = (event: string, service: string, description: string): [string, string] => [
    `monit alert --  ${event} ${service}`,
    `${event} Service ${service} \n\n\tHost:        vm\n\tDescription: ${description}`,
  ];

  it('gives each test of one Monit service its own fingerprint, its recovery included', () => {
    const [memory, memoryOver, load, loadOver, port, portOver, gone, back] = fingerprints([
      monit('Resource limit matched', 'vm', 'mem usage of 91.7% matches resource limit [mem usage > 80.0%]'),
      monit('Resource limit succeeded', 'vm', 'mem usage check succeeded [current mem usage = 60.9%]'),
      monit(
        'Resource limit matched',
        'vm',
        'loadavg (5min) of 4.2 matches resource limit [loadavg (5min) > 2.0]',
      ),
      monit(
        'Resource limit succeeded',
        'vm',
        'loadavg (5min) check succeeded [current loadavg (5min) = 0.2]',
      ),
      monit('Connection failed', 'vm', 'failed protocol test [HTTP] at [127.0.0.1]:80'),
      monit('Connection succeeded', 'vm', 'connection succeeded to [127.0.0.1]:80'),
      monit('Does not exist', 'vm', 'process is not running'),
      monit('Exists', 'vm', 'process is running with pid 4242'),
    ]);
    expect([memory, load, port, gone]).toEqual([memoryOver, loadOver, portOver, back]);
    expect(new Set([memory, load, port, gone]).size).toBe(4);
  });

  it('gives a Nagios check one fingerprint from problem to recovery, and its notices one of their own', () => {
    const mail = (type: string, state: string, service = 'load', host = 'web01'): [string, string] => [
      `[${type}] ${service} on ${host} is ${state}!`,
      `Info: 12 ${state}\nWhen: 2026-11-22 10:0${state.length}:00\nService: ${service}\nHost: ${host}`,
    ];
    const [problem, ...same] = fingerprints([
      mail('PROBLEM', 'WARNING'),
      mail('PROBLEM', 'CRITICAL'),
      mail('ACKNOWLEDGEMENT', 'CRITICAL'),
      mail('RECOVERY', 'OK'),
    ]);
    expect(new Set(same)).toEqual(new Set([problem]));
    const others = fingerprints([
      mail('PROBLEM', 'WARNING', 'load', 'web02'),
      mail('PROBLEM', 'WARNING', 'disk'),
      mail('DOWNTIMESTART', 'OK'),
      mail('FLAPPINGSTART', 'OK'),
    ]);
    expect(new Set([problem, ...others]).size).toBe(5);
  });

  it('gives a Zabbix trigger one fingerprint, whatever values its name and event carry', () => {
    const mail = (subject: string, name: string, id: number, host = 'db01'): [string, string] => [
      `${subject}: ${name}`,
      `Problem name: ${name}\nHost: ${host}\nSeverity: High\nOriginal problem ID: ${id}`,
    ];
    const [first, ...others] = fingerprints([
      mail('Problem', 'Lag is 31s on queue 3', 5),
      mail('Resolved in 12s', 'Lag is 31s on queue 3', 5),
      mail('Problem', 'Lag is 95s on queue 3', 6),
      mail('Problem', 'Lag is 95s on queue 3', 6, 'db02'),
    ]);
    expect(others.slice(0, 2)).toEqual([first, first]);
    expect(others[2]).not.toBe(first);
  });

  it('tells one cron job from itself by what it complains of', () => {
    const of = (output: string) => fingerprints([['Cron <root@mon> /usr/local/bin/check-all', output]])[0];
    expect(of('web01 does not answer since 3 minutes')).toBe(of('web01 does not answer since 9 minutes'));
    expect(of('web01 does not answer')).not.toBe(of('web02 does not answer'));
  });

  it('holds the floor at the worst of the alerts that still fire', () => {
    const reading = {
      kind: 'problem' as const,
      state: 'firing' as const,
      severity: 'low' as const,
      severityCertainty: 'inferred' as const,
      condition: 'group',
      parts: (['medium', 'high', 'critical'] as const).map((statedSeverity, index) => ({
        state: statedSeverity === 'critical' ? ('resolved' as const) : ('firing' as const),
        statedSeverity,
        host: `db0${index}`,
        resource: '/',
        condition: 'disk',
        summary: '',
      })),
    };
    const facts = recognise(someMail('a group', ''), someEnvelope(), [
      { source: 'own', read: () => reading },
    ]);
    expect(facts).toMatchObject({ severity: 'high', severityFloor: 'high', statedSeverity: 'high' });
  });
});
