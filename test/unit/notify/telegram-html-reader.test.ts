import { describe, expect, it } from 'vitest';
import { readTelegramHtml, tappableIn } from '../../support/telegram-html-reader.ts';

describe("the reader that stands in for Telegram's", () => {
  it.each([
    ['<br>', 'Unsupported start tag "br" at byte offset 0'],
    ['é<p>x</p>', 'Unsupported start tag "p" at byte offset 2'],
    ['load <5% now>', 'Unsupported start tag "5%" at byte offset 5'],
    ['<!-- x -->', 'Unsupported start tag "!--" at byte offset 0'],
    ['a <b', 'Unclosed start tag at byte offset 2'],
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<blockquote expandable>x</blockquote>', 'Expected equal sign in declaration of an attribute'],
    ['<span class="x">y</span>', 'Tag "span" must have class "tg-spoiler"'],
  ])('refuses %j', (html, reason) => {
    const read = readTelegramHtml(html);
    expect(read.ok ? 'accepted' : read.description).toContain(`Bad Request: can't parse entities: ${reason}`);
  });

  it('counts entities in UTF-16 units and knows only four names', () => {
    expect(readTelegramHtml('🔴 <b>&lt;A&amp;B&gt;</b>&nbsp;&apos;&#65;&#x42;')).toEqual({
      ok: true,
      text: '🔴 <A&B>&nbsp;&apos;AB',
      entities: [{ type: 'bold', offset: 3, length: 5 }],
    });
  });

  it('finds what would be tappable outside of code', () => {
    const read = readTelegramHtml('see evil.com @admin #tag /start <code>good.com /x</code>');
    expect(read.ok && tappableIn(read.text, read.entities)).toEqual(['evil.com', '@admin', '#tag', '/start']);
  });
});
