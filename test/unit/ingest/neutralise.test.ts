import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropControls, neutraliseLine, neutraliseText } from '../../../src-main/engine/ingest/neutralise.ts';

const anyControl = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
const anyBidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('neutraliseText', () => {
  it.each([
    ['a NUL inside a word', 'CRIT\0ICAL', 'CRITICAL'],
    ['colours', '\x1b[1;31mCRITICAL\x1b[0m disk', 'CRITICAL disk'],
    ['an eight-bit CSI', '\x9b31mCRITICAL', 'CRITICAL'],
    ['a window title', 'a\x1b]0;owned\x07b', 'ab'],
    ['a title ended by ST', 'a\x1b]0;owned\x1b\\b', 'ab'],
    ['an unended title, its text kept', 'a\x1b]CRITICAL', 'aCRITICAL'],
    ['a character set switch', 'a\x1b(0b', 'ab'],
    ['bells and backspaces', 'a\x07\x08b', 'ab'],
    ['C1 controls', 'a\x80\x9fb', 'ab'],
    ['a reversed file name', '\u202egnp.exe\u202c', 'gnp.exe'],
    ['isolates', 'a\u2066b\u2069c', 'abc'],
    ['zero-width spaces', 'd\u200bo\u200bw\u200bn', 'down'],
    ['soft hyphens', 'CRIT\u00adICAL', 'CRITICAL'],
    ['a joiner between Latin letters', 'CRIT\u200cIC\u200dAL', 'CRITICAL'],
    ['invisible tag letters', 'a\u{e0041}b', 'ab'],
    ['lone surrogates', 'a\ud800b', 'a\ufffdb'],
  ])('takes out %s', (_, input, expected) => {
    expect(neutraliseText(input).text).toBe(expected);
  });

  it('keeps the joiner that Persian spelling needs', () => {
    const persian = 'پشتیبان\u200cگیری ناموفق بود، می\u200cشود';
    expect(neutraliseText(persian)).toEqual({ text: persian, notes: [] });
  });

  it('keeps the joiner of Indic conjuncts and of joined pictographs', () => {
    for (const text of ['क्\u200dष', '👩\u200d🚒', '❤️\u200d🔥']) expect(neutraliseText(text).text).toBe(text);
  });

  it('keeps one of several joiners, and none at the edge of a word', () => {
    expect(neutraliseText('می\u200c\u200c\u200cشود \u200cسلام\u200c').text).toBe('می\u200cشود سلام');
  });

  it('turns every kind of line end into a newline and keeps tabs', () => {
    expect(neutraliseText('a\r\nb\rc\u2028d\x85e\tf').text).toBe('a\nb\nc\nd\ne\tf');
  });

  it('says what it took out, once each', () => {
    expect(neutraliseText('\x07\x07\u202ea\u200bb').notes).toEqual([
      'control characters removed',
      'text direction controls removed',
      'zero-width characters removed',
    ]);
  });

  it('lets no control character and no direction control through, whatever comes in', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\x1b', '\x1b[', '\x9b', '\u202e', '\0', '\r'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { text } = neutraliseText(pieces.join(''));
        expect(text).not.toMatch(anyControl);
        expect(text).not.toMatch(anyBidi);
        expect(neutraliseText(text).text).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('neutraliseLine', () => {
  it('makes one line of a decoded header injection', () => {
    expect(neutraliseLine('CRITICAL\r\nBcc: x@evil.example').text).toBe('CRITICAL Bcc: x@evil.example');
  });
});

describe('dropControls', () => {
  it('leaves joiners and direction marks of HTML alone', () => {
    expect(dropControls('<b>\u200fa\u200cb\x1b\0</b>\r\n')).toBe('<b>\u200fa\u200cb</b>\n');
  });
});
