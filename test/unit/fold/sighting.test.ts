import { describe, expect, it } from 'vitest';
import { sightingOf } from '../../../src-main/engine/fold/sighting.ts';
import type { ParsedMail } from '../../../src-main/engine/message.ts';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';

const seenMail = (mail: ParsedMail, digest: string, rcptTo = ['ops@example.net']) => {
  const envelope = { ...someEnvelope(), rcptTo, digest };
  const facts = recognise(mail, envelope);
  return sightingOf({ id: envelope.id, envelope, mail, facts }, { severity: 'high', summary: mail.subject });
};
const seen = (subject: string, text: string, rcptTo?: string[]) =>
  seenMail(someMail(subject, text), '', rcptTo);

const log = { name: 'log.txt', contentType: 'text/plain', sizeBytes: 10 };

const subject = '** PROBLEM Service Alert: web01/HTTP is CRITICAL **';

describe('what an alert says', () => {
  it('is the same whatever the line ends and blanks at their ends', () => {
    expect(seen(subject, 'down \r\nsince 5').digest).toBe(seen(subject, 'down\nsince 5\n').digest);
  });

  it('differs where any word differs, late in a long body too', () => {
    const filler = 'the same line again and again\n'.repeat(2_000);
    const one = seen(subject, `${filler}host: web01`);
    const other = seen(subject, `${filler}host: web02`);
    expect(one.digest).not.toBe(other.digest);
  });

  it('differs for other recipients: they may be routed elsewhere', () => {
    expect(seen(subject, 'down').digest).not.toBe(seen(subject, 'down', ['dba@example.net']).digest);
  });

  it('differs where something was attached or left out: nobody has read that', () => {
    const withLog = { ...someMail(subject, 'see log'), attachments: [log] };
    const broken = { ...someMail(subject, 'see log'), degraded: true };
    for (const mail of [withLog, broken]) {
      expect(seenMail(mail, 'one').digest).not.toBe(seenMail(mail, 'other').digest);
      expect(seenMail(mail, 'one').digest).toBe(seenMail(mail, 'one').digest);
    }
    const html = { ...someMail(subject, 'see the table'), html: '<p>web01</p>' };
    expect(seenMail(html, '').digest).not.toBe(seenMail({ ...html, html: '<p>web02</p>' }, '').digest);
  });

  it('speaks of the problem where it is a notice about it', () => {
    const problem = seen(subject, 'Host: web01\nService: HTTP\nState: CRITICAL');
    const notice = seen(
      '** FLAPPINGSTART Service Alert: web01/HTTP is CRITICAL **',
      'Host: web01\nService: HTTP',
    );
    expect(notice.fingerprint).toBe(problem.fingerprint);
    expect(notice.fingerprint).not.toBe('');
  });
});
