import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createBareLineEndingWatch,
  createLfToCrlf,
} from '../../../src-main/engine/ingest/smtp-line-endings.ts';
import { HEADER_SCAN_BYTES, scanMessageId } from '../../../src-main/engine/ingest/smtp-message-id.ts';
import { createSmtpRefusals, REFUSALS_KEPT } from '../../../src-main/engine/ingest/smtp-refusals.ts';

const chunksOf = fc.array(
  fc.array(fc.constantFrom('a', '\r', '\n', '.'), { maxLength: 6 }).map((parts) => parts.join('')),
  { maxLength: 8 },
);

describe('line endings', () => {
  it('gain the missing CR, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(chunksOf, (chunks) => {
        const convert = createLfToCrlf();
        const converted = chunks.map((chunk) => convert(Buffer.from(chunk)).toString()).join('');
        expect(converted).toBe(chunks.join('').replace(/(?<!\r)\n/g, '\r\n'));
      }),
    );
  });

  it('are found standing alone, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(chunksOf, (chunks) => {
        const watch = createBareLineEndingWatch();
        for (const chunk of chunks) watch.feed(Buffer.from(chunk));
        expect(watch.found()).toBe(/(?<!\r)\n|\r(?!\n)/.test(chunks.join('')));
      }),
    );
  });
});

describe('the Message-ID of a resend', () => {
  it.each([
    ['Message-ID: <a@b>\r\n\r\nbody', '<a@b>'],
    ['Subject: x\r\nmessage-id:<a@b>\r\n\r\n', '<a@b>'],
    ['Subject: x\nMessage-Id: <a@b>\n\nbody', '<a@b>'],
    ['Message-ID:\r\n <folded@b>\r\n\r\n', '<folded@b>'],
    ['MESSAGE-ID : no-brackets@b\r\n\r\n', 'no-brackets@b'],
    ['Message-ID: <a@b> (comment)\r\n\r\n', '<a@b>'],
    ['Message-ID: <first@b>\r\nMessage-ID: <second@b>\r\n\r\n', '<first@b>'],
    ['Subject: none\r\n\r\nMessage-ID: <in-body@b>\r\n', null],
    ['X-Message-ID: <other@b>\r\n\r\n', null],
    ['Subject: x\r\n Message-ID: <in-fold@b>\r\n\r\n', null],
    ['Message-ID:\r\n\r\n', null],
    ['', null],
  ])('of %j is %s', (text, messageId) => {
    expect(scanMessageId(Buffer.from(text))).toBe(messageId);
  });

  it('is not searched beyond the first part of the header', () => {
    const padding = `X: ${'y'.repeat(HEADER_SCAN_BYTES)}\r\n`;
    expect(scanMessageId(Buffer.from(`${padding}Message-ID: <late@b>\r\n\r\n`))).toBe(null);
  });
});

describe('the list of permanent refusals', () => {
  it('keeps the last hundred, counts all, and escapes control characters', () => {
    const refusals = createSmtpRefusals();
    const refusal = { at: 1, remoteAddress: '10.0.0.1', helo: 'h\r\nx', reply: '501 no' };
    for (let count = 1; count <= REFUSALS_KEPT + 5; count++)
      refusals.add({ ...refusal, line: `line\n${count}` });
    expect(refusals.total()).toBe(REFUSALS_KEPT + 5);
    expect(refusals.recent()).toHaveLength(REFUSALS_KEPT);
    expect(refusals.recent()[0]).toMatchObject({ line: 'line\\u000a6', helo: 'h\\u000d\\u000ax' });
  });
});
