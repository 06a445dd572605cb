import { describe, expect, it } from 'vitest';
import { sightingOf } from '../../../src-main/engine/fold/sighting.ts';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';

const seen = (subject: string, text: string, rcptTo = ['ops@example.net']) => {
  const mail = someMail(subject, text);
  const envelope = { ...someEnvelope(), rcptTo };
  const facts = recognise(mail, envelope);
  return sightingOf({ id: envelope.id, envelope, mail, facts }, { severity: 'high', summary: subject });
};

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
