import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, piecesOf } from '../../../src-renderer/pages/alerts/detail/evidence-marks.ts';

describe('words of a mail that support a field', () => {
  it('are found where they are said to stand, else at their first place', () => {
    const text = 'Host: db07\nSeverity: High\nHost: db07';
    expect(piecesOf(text, [{ field: 'host', words: 'Host: db07' }])[0]).toEqual({
      text: 'Host: db07',
      fields: ['host'],
    });
    const at = text.lastIndexOf('Host: db07');
    expect(piecesOf(text, [{ field: 'host', words: 'Host: db07', at }]).at(-1)).toEqual({
      text: 'Host: db07',
      fields: ['host'],
    });
    expect(piecesOf(text, [{ field: 'host', words: 'Severity: High', at: 3 }])[1]).toEqual({
      text: 'Severity: High',
      fields: ['host'],
    });
  });

  it('may overlap: each run names all fields that rest on it', () => {
    const pieces = piecesOf('disk full on db07', [
      { field: 'resource', words: 'disk full' },
      { field: 'host', words: 'full on db07' },
    ]);
    expect(pieces.map(({ text, fields }) => [text, ...fields])).toEqual([
      ['disk ', 'resource'],
      ['full', 'resource', 'host'],
      [' on db07', 'host'],
    ]);
    expect(fieldsOf(pieces)).toEqual(['resource', 'host']);
  });

  it('mark nothing where they are not in the text, and never change the text', () => {
    expect(piecesOf('abc', [{ field: 'host', words: 'xyz' }])).toEqual([{ text: 'abc', fields: [] }]);
    const evidence = fc.record({
      field: fc.constantFrom('host', 'severity'),
      words: fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b') }),
      at: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c') }), fc.array(evidence), (text, all) => {
        expect(
          piecesOf(text, all)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
