import { expect } from 'vitest';
import type { ParsedMail } from '../../src-main/engine/message.ts';

const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
const lineControl = /[\x00-\x1f\x7f-\x9f]/;
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What holds for every parsed mail, whatever came in: bounded, of one line where it is one line, no controls. */
export function expectHarmless(mail: ParsedMail, file: string): void {
  const lines = [
    mail.from.address,
    mail.from.display,
    ...mail.to,
    mail.subject,
    ...mail.otherSubjects,
    mail.messageId ?? '',
    ...Object.values(mail.headers),
    ...mail.attachments.flatMap((attachment) => [attachment.name, attachment.contentType]),
    ...mail.notes,
  ];
  for (const line of lines) {
    expect(lineControl.test(line), `${file}: control character in ${JSON.stringify(line)}`).toBe(false);
    expect(reordering.test(line), `${file}: direction control in ${JSON.stringify(line)}`).toBe(false);
    expect(line.length, file).toBeLessThanOrEqual(2000);
  }
  expect(control.test(mail.text), `${file}: control character in the text`).toBe(false);
  expect(reordering.test(mail.text), `${file}: direction control in the text`).toBe(false);
  expect(control.test(mail.html ?? ''), `${file}: control character in the HTML`).toBe(false);
  expect(mail.text.length, file).toBeLessThanOrEqual(200_000);
  expect(mail.html?.length ?? 0, file).toBeLessThanOrEqual(512 * 1024);
  expect(mail.to.length, file).toBeLessThanOrEqual(1000);
  expect(mail.attachments.length, file).toBeLessThanOrEqual(100);
  for (const { name } of mail.attachments) expect(/[/\\]/.test(name), `${file}: ${name}`).toBe(false);
  expect(Object.keys(mail.headers).length, file).toBeLessThanOrEqual(60);
  expect(mail.date === null || Number.isFinite(mail.date), file).toBe(true);
}
