import { describe, expect, it } from 'vitest';
import { renderCapReached, renderSms } from '../../../src-main/engine/notify/render-sms.ts';
import { smsEncoding, smsSegments } from '../../../src-main/engine/notify/sms-segments.ts';
import { aNotification } from '../../support/notification-fixture.ts';

const long = 'a long story of a disk that fills and fills ';

describe('an alert as SMS', () => {
  it('is plain text of a known form', () => {
    expect(renderSms(aNotification({ link: null }))).toBe(
      'CRITICAL db01 Zabbix\nDisk almost full\nSubject: PROBLEM: disk space on db01\nFrom: zabbix@mon.local',
    );
  });

  it('shows a subject that is the summary once', () => {
    const subject = 'PROBLEM: disk space on db01';
    expect(renderSms(aNotification({ summary: subject, subject })).split(subject)).toHaveLength(2);
  });

  it('keeps subject and sender when the summary is endless', () => {
    const text = renderSms(aNotification({ summary: long.repeat(50) }));
    expect(text).toContain('Subject: PROBLEM: disk space on db01\nFrom: zabbix@mon.local');
    expect(text).toContain('...');
    expect(smsSegments(text)).toBe(3);
  });

  it('gives the room that a short summary leaves to the subject', () => {
    const text = renderSms(aNotification({ summary: 'Full', subject: long.repeat(9), link: null }));
    expect(text.length).toBeGreaterThan(400);
    expect(smsSegments(text)).toBe(3);
  });

  it('names the console only where the link fits whole', () => {
    const link = 'http://console.local:8080/#/alerts/019abc00';
    expect(renderSms(aNotification({ link }))).toContain(link);
    expect(renderSms(aNotification({ link, summary: long.repeat(9) }))).not.toContain('http');
  });

  it('does not pay for a curly quote with half the room', () => {
    expect(smsEncoding(renderSms(aNotification({ summary: 'It’s “full” – again…' })))).toBe('gsm7');
  });

  it('fits Persian into three segments with subject and sender', () => {
    const text = renderSms(
      aNotification({
        language: 'fa',
        summary: 'دیسک سرور پایگاه داده پر شده است '.repeat(20),
        isTest: true,
      }),
    );
    expect(smsSegments(text)).toBeLessThanOrEqual(3);
    expect(text).toContain('موضوع: PROBLEM: disk space on db01');
    expect(text).toContain('فرستنده: zabbix@mon.local');
    expect(text).not.toMatch(/[\u2066-\u2069]/);
  });

  it('says resolved when it is', () => {
    expect(renderSms(aNotification({ state: 'resolved' }))).toMatch(/^RESOLVED db01/);
  });

  it.each(['en', 'fa'] as const)('says in one segment that the cap is reached (%s)', (language) => {
    const text = renderCapReached(aNotification({ language }), 100_000);
    expect(text).toContain('100000');
    expect(smsSegments(text)).toBe(1);
    expect(text).not.toMatch(/…$/);
  });
});
