import { describe, expect, it } from 'vitest';
import { kavenegarPhone } from '../../../src-main/engine/notify/sms-kavenegar.ts';
import { twilioPhone } from '../../../src-main/engine/notify/sms-twilio.ts';
import { formatPhone } from '../../../src-shared/sms-template.ts';

describe('phone numbers', () => {
  it.each([
    ['+989121234567', '09121234567'],
    ['00989121234567', '09121234567'],
    ['09121234567', '09121234567'],
    ['+4915112345678', '004915112345678'],
  ])('are dialled from Iran for Kavenegar: %s', (phone, dialled) => {
    expect(kavenegarPhone(phone)).toBe(dialled);
  });

  it.each([
    ['+15005550009', '+15005550009'],
    ['0015005550009', '+15005550009'],
    ['15005550009', '+15005550009'],
  ])('are E.164 for Twilio: %s', (phone, e164) => {
    expect(twilioPhone(phone)).toBe(e164);
  });

  it.each([
    ['+989121234567', 'e164', '+989121234567'],
    ['00989121234567', 'e164', '+989121234567'],
    ['+989121234567', 'digits', '989121234567'],
    ['+989121234567', 'local', '09121234567'],
    ['+4915112345678', 'local', '4915112345678'],
  ] as const)('take the form a gateway wants: %s as %s', (phone, format, expected) => {
    expect(formatPhone(phone, format)).toBe(expected);
  });
});
