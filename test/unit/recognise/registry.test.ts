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
});
