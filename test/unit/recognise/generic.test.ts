import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import { type Kind, type Severity, type State, severityRank } from '../../../src-shared/vocabulary.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const read = (subject: string, text = '', headers: Record<string, string> = {}) =>
  recognise(someMail(subject, text, headers), someEnvelope(), []);

describe('the generic reader', () => {
  const mails: [string, string, Kind, State, Severity, string][] = [
    // subject, text, kind, state, severity, host
    ['Fail event on /dev/md0:srv01', 'mdadm\nrunning on srv01', 'problem', 'firing', 'high', 'srv01'],
    ['DegradedArray event on /dev/md1:nas02', '', 'problem', 'firing', 'high', 'nas02'],
    [
      'ZFS scrub_finish event for tank on fs02',
      'host: fs02\n state: DEGRADED',
      'problem',
      'firing',
      'high',
      'fs02',
    ],
    [
      'ZFS scrub_finish event for tank on fs02',
      'host: fs02\n state: ONLINE\n scan: repaired 0B with 0 errors',
      'other',
      'info',
      'info',
      'fs02',
    ],
    ['ups01 UPS smart Power Failure !!!', '', 'problem', 'firing', 'critical', 'ups01'],
    ['ups01 UPS smart Power has returned', '', 'recovery', 'resolved', 'info', 'ups01'],
    ['Critical, disk_space_usage = 98.2%, on srv11', '', 'problem', 'firing', 'critical', 'srv11'],
    ['Clear, disk_space_usage = 41%, on srv11', '', 'recovery', 'resolved', 'info', 'srv11'],
    [
      'ALARM: "HighErrorRate" in EU (Ireland)',
      '- State Change: OK -> ALARM',
      'problem',
      'firing',
      'medium',
      '',
    ],
    [
      'OK: "HighErrorRate" in EU (Ireland)',
      '- State Change: ALARM -> OK',
      'recovery',
      'resolved',
      'info',
      '',
    ],
    ['Monitor is DOWN: shop.example.com', '', 'problem', 'firing', 'critical', 'shop.example.com'],
    ['Monitor is UP: shop.example.com', '', 'recovery', 'resolved', 'info', 'shop.example.com'],
    ['[🔴 Down] Shop API', '', 'problem', 'firing', 'critical', ''],
    ['[✅ Up] Shop API', '', 'recovery', 'resolved', 'info', ''],
    ['[Failed] Backup Job DC01 (3 objects)', '', 'problem', 'firing', 'high', 'DC01'],
    ['[Success] Backup Job DC01 (3 objects)', '', 'report', 'info', 'info', 'DC01'],
    ['vzdump backup status (pve1) : backup failed: job errors', '', 'problem', 'firing', 'high', 'pve1'],
    ['vzdump backup status (pve1) : backup successful', '', 'report', 'info', 'info', 'pve1'],
    [
      '[package on hold] unattended-upgrades result for web03: FAILURE',
      '',
      'problem',
      'firing',
      'high',
      'web03',
    ],
    ['[nas03] Volume 1 has crashed', 'Dear user,', 'problem', 'firing', 'critical', 'nas03'],
    ['Jenkins build is back to normal : api #43', '', 'recovery', 'resolved', 'info', ''],
    [
      'SMART error (OfflineUncorrectableSector) detected on host: fs01',
      '',
      'problem',
      'firing',
      'high',
      'fs01',
    ],
    ['Fired:Sev1 Azure Monitor Alert cpu on vm-prod-1', '', 'problem', 'firing', 'critical', 'vm-prod-1'],
    [
      'Alarm HostConnectionState: changed status from Green to Red',
      'Target: esx01.lab',
      'problem',
      'firing',
      'critical',
      'esx01.lab',
    ],
    [
      'Message meets Alert condition',
      'date=2026-11-22 devname=fw01 pri=critical type=ips',
      'problem',
      'firing',
      'critical',
      'fw01',
    ],
    ['[FLAPPINGSTART] load on web01 is OK!', '', 'flapping', 'firing', 'medium', 'web01'],
    ['[DOWNTIMESTART] load on web01 is OK!', '', 'downtime', 'info', 'info', 'web01'],
    ['[ACKNOWLEDGEMENT] Host db01 is DOWN!', '', 'acknowledgement', 'firing', 'critical', 'db01'],
    ['Failed to recover volume on fs02', '', 'problem', 'firing', 'high', 'fs02'],
    ['Service is not running on web01', '', 'problem', 'firing', 'high', 'web01'],
    ['Notice', 'Service nginx on host web01 has recovered', 'recovery', 'resolved', 'info', 'web01'],
    [
      'Undelivered Mail Returned to Sender',
      'This is the mail system at host mx1',
      'bounce',
      'info',
      'medium',
      'mx1',
    ],
    ['Logwatch for vm7 (Linux)', 'sshd: 3 errors', 'report', 'info', 'info', 'vm7'],
    ['هشدار: فضای دیسک سرور db02 پر شده است', '', 'problem', 'firing', 'medium', 'db02'],
    ['بحرانی: ارتباط با سرور mail1 قطع شد', '', 'problem', 'firing', 'critical', 'mail1'],
    ['خطا در سامانه', 'میزبان: app3', 'problem', 'firing', 'high', 'app3'],
    ['برطرف شد: ارتباط با سرور mail1', '', 'recovery', 'resolved', 'info', 'mail1'],
    ['پشتيبان‌گيري ناموفق بود', '', 'problem', 'firing', 'high', ''],
  ];
  it.each(mails)('reads "%s" / %j as %s, %s, %s, %j', (subject, text, kind, state, severity, host) => {
    expect(read(subject, text)).toMatchObject({ kind, state, severity, host });
  });

  it.each(['', 'Re: meeting', 'curl smtp', 'سلام بر شما'])(
    'takes %j, which says nothing, as other and medium at most by chance',
    (subject) => {
      const facts = read(subject);
      expect(facts).toMatchObject({ kind: 'other', state: 'info', statedSeverity: null });
      expect(severityRank(facts.severityFloor)).toBeGreaterThanOrEqual(severityRank('low'));
    },
  );

  it('takes a mail without any signal as medium', () => {
    expect(read('Something', 'about a thing')).toMatchObject({
      severity: 'medium',
      severityCertainty: 'none',
      kind: 'other',
    });
  });

  it('makes what the tool states the floor, and keeps what a recovery was about', () => {
    expect(read('x on db01', 'Severity: High')).toMatchObject({
      statedSeverity: 'high',
      severity: 'high',
      severityFloor: 'high',
    });
    expect(read('[RESOLVED] x', 'Severity: High')).toMatchObject({
      statedSeverity: 'high',
      severity: 'info',
      severityFloor: 'info',
    });
    expect(read('backup failed')).toMatchObject({
      statedSeverity: null,
      severity: 'high',
      severityFloor: 'medium',
    });
  });

  it.each([[{ 'x-priority': '1 (Highest)' }], [{ importance: 'High' }], [{ priority: 'urgent' }]])(
    'takes %j as a reason to raise a problem to high',
    (headers) => {
      expect(read('[FIRING] Something', '', headers).severity).toBe('high');
      expect(read('[RESOLVED] Something', '', headers).severity).toBe('info');
    },
  );

  it('takes numbers, links and evidence from the mail', () => {
    const facts = read('Disk 91% on db01', 'free: 812 MiB (8%)\nsee https://wiki.example/disk.');
    expect(facts.numbers.map(({ value, unit }) => `${value}${unit}`)).toEqual(['91%', '812MiB', '8%']);
    expect(facts.links).toEqual(['https://wiki.example/disk']);
    expect(facts.evidence.find(({ field }) => field === 'host')?.words).toContain('db01');
  });

  it('reads any mail without a throw, bounded and in linear time', () => {
    const words = fc.constantFrom(
      'CRITICAL',
      'is',
      'OK',
      '[',
      ']',
      ':',
      '=',
      'host',
      '/',
      '\n',
      '  ',
      '0 errors',
      'قطع',
      '\u200b',
      '<a@b>',
      '"',
      '1%',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_000 }),
      fc.array(words, { maxLength: 200 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(text, text, (subject, body) => {
        const facts = recognise(someMail(subject, body), someEnvelope());
        expect(facts.notes).toEqual([]);
        expect(JSON.stringify(facts).length).toBeLessThan(60_000);
        expect(severityRank(facts.severity)).toBeLessThanOrEqual(severityRank(facts.severityFloor));
      }),
      { numRuns: 300 },
    );
    for (const unit of [
      'a',
      ' ',
      'a ',
      'a=b ',
      'x.',
      '0 ',
      '[',
      'host ',
      'no ',
      '/a',
      '\n',
      '[EXT] ',
      'Re: ',
      '| a ',
      'a | b\n',
      'Reason: a b\n',
      'state from a to ',
      'backup ok ',
      'CAUTION: ',
      '-- \n',
      'interface a ',
    ]) {
      const mail = someMail(unit.repeat(5_000), unit.repeat(500_000));
      expect(
        cpuMs(() => recognise(mail, someEnvelope())),
        unit,
      ).toBeLessThan(2_000);
    }
  });
});
