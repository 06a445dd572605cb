import { describe, expect, it } from 'vitest';
import { createRedactor, redactMail } from '../../../src-main/engine/analyse/redact.ts';
import { mimeToMail } from '../../../src-main/engine/ingest/mime-to-mail.ts';
import { someEnvelope, someInput, someMail } from '../../support/alert-input.ts';
import { alertMails } from '../../support/corpus.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { monotonousTexts } from '../../support/monotonous.ts';
import { plantedSecrets } from '../../support/planted-secrets.ts';
import { secretWordings } from '../../support/secret-wordings.ts';

const before =
  'Host: db01\nState: CRITICAL\nThe nightly backup of db01 failed at 03:12 with exit code 2.\n\n';
const after = '\n\nRun finished after 312 s. See /var/log/backup.log for more.';

describe('redaction of secrets (L5)', () => {
  it('finds at least 99 % of 200 planted secrets of 12 kinds, and every private key', () => {
    const planted = plantedSecrets(200);
    const missed = planted.filter(({ text, secrets }) => {
      const sent = createRedactor(null).redact(before + text + after);
      return secrets.some((secret) => sent.includes(secret));
    });
    expect(new Set(planted.map(({ kind }) => kind)).size).toBe(12);
    expect(missed.map(({ text }) => text).slice(2)).toEqual([]);
    expect(missed.filter(({ kind }) => kind === 'private-key')).toEqual([]);
  });

  it('finds secrets in every wording of a long list', () => {
    const missed = secretWordings.filter(([text, secret]) =>
      createRedactor(null).redact(`Host: db01\n${text}\nEnd of mail.`).includes(secret),
    );
    expect(secretWordings.length).toBeGreaterThan(150);
    expect(missed).toEqual([]);
  });

  it('leaves the words around a secret as they are', () => {
    for (const { text } of plantedSecrets(200, 7)) {
      const sent = createRedactor(null).redact(before + text + after);
      expect(sent.startsWith(before), text).toBe(true);
      expect(sent.endsWith(after), text).toBe(true);
    }
  });

  it('touches few genuine alert mails', async () => {
    const hits: string[] = [];
    const mails = alertMails();
    for (const { file, raw } of mails) {
      const mail = await mimeToMail(raw);
      const { redactions } = redactMail(mail, someEnvelope(), { host: '', parts: [] }, { addresses: false });
      if (redactions.length > 0) hits.push(`${file}: ${redactions.map(({ kind }) => kind).join(', ')}`);
    }
    expect(hits).toEqual([]);
  });

  it.each([
    'Failed password for root from 203.0.113.9 port 22 ssh2',
    'password expired for user alice; password change required',
    'Password: must be changed',
    'token: invalid, secret: missing, api key: none',
    'The license key expires in 5 days',
    'Test results: Pass: 12 Fail: 3, 2 tokens left, key not found',
    'Severity: High\nTrigger key: vfs.fs.size[/var,pused]\nItem: 97.31 %',
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, commit 3cbd4b20',
    'https://grafana.example.net/d/abc123/node?orgId=1&from=now-1h&to=now',
    'Error code: 5001, exit code: 137, status code 502',
    'Host key verification failed.',
    'PASS: 14, token bucket full, secret santa list',
    'زمان رمزگذاری دیسک تمام شد',
  ])('leaves %j alone', (text) => {
    expect(createRedactor(null).redact(text)).toBe(text);
  });

  it('gives one secret one placeholder, counts by kind, and never puts one back', () => {
    const redactor = createRedactor(null);
    const sent = redactor.redact('password=hunter22x and again password=hunter22x, token: abcdefg1234');
    expect(sent).toContain('password=[SECRET_1] and again password=[SECRET_1]');
    expect(redactor.redactions()).toEqual([{ kind: 'password', count: 3 }]);
    expect(redactor.restore('the password is [SECRET_1]')).toBe('the password is [SECRET_1]');
  });

  it('does not take placeholders of the mail for its own', () => {
    const redactor = createRedactor(new Map([['db01', 'HOST']]));
    const sent = redactor.redact('Replace [SECRET_1] and [HOST_1]. Host db01');
    expect(sent).toBe('Replace (SECRET_1) and (HOST_1). Host [HOST_1]');
    expect(redactor.restore('[HOST_1] (HOST_1) [HOST_2] [HOST_1')).toBe('db01 (HOST_1) [HOST_2] [HOST_1');
  });
});

describe('redaction of addresses', () => {
  const text =
    'db01.example.net (10.1.2.3, fe80::1) failed: login of user alice from 203.0.113.9:5512.\nMail bob@example.net, see https://mon.example.net:3000/d/1. Log /var/log/app.log, unit nginx.service, v1.24.0, at 12:30:55';
  const { mail, envelope, facts } = someInput('PROBLEM: db01.example.net is down', text);

  it('replaces hosts, addresses, users and mail addresses, and puts them back', () => {
    const redacted = redactMail(mail, envelope, { ...facts, host: 'db01.example.net' }, { addresses: true });
    const sent = [
      redacted.mail.subject,
      redacted.mail.text,
      redacted.mail.from.address,
      redacted.envelope.mailFrom,
    ].join('\n');
    for (const known of ['db01', '10.1.2.3', 'fe80::1', 'alice', '203.0.113.9', 'bob', 'example.net'])
      expect(sent).not.toContain(known);
    for (const kept of ['/var/log/app.log', 'nginx.service', 'v1.24.0', '12:30:55', ':3000/d/1'])
      expect(sent).toContain(kept);
    expect(redacted.restore(redacted.mail.text)).toBe(text);
    expect(redacted.restore(redacted.mail.subject)).toBe(mail.subject);
  });

  it('leaves them where only secrets are to be replaced', () => {
    expect(redactMail(mail, envelope, facts, { addresses: false }).mail.text).toBe(text);
  });

  it('is quick on a large and hostile text', () => {
    const hostile = `${'password '.repeat(3_000)}${'a-'.repeat(5_000)}${'x=1;'.repeat(3_000)}${'eyJ'.repeat(2_000)}${'-----BEGIN PRIVATE KEY-----\n'.repeat(200)}`;
    const nobody = { host: '', parts: [] };
    const took = cpuMs(() => redactMail(someMail('s', hostile), someEnvelope(), nobody, { addresses: true }));
    expect(took).toBeLessThan(6_000);
  });

  it.each(monotonousTexts(48_000))('is quick on $name', ({ text }) => {
    const nobody = { host: '', parts: [] };
    const took = cpuMs(() => redactMail(someMail('s', text), someEnvelope(), nobody, { addresses: true }));
    expect(took).toBeLessThan(3_000);
  });
});
