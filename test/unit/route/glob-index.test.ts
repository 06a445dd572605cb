import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGlobIndex } from '../../../src-main/engine/route/glob-index.ts';
import { compileGlob } from '../../../src-main/engine/route/globs.ts';

const words = ['db', 'web01', 'Zabbix', 'ops', 'mon.example', 'db-servers.local', 'a', '', 'x/y', '.hidden'];
const address = fc
  .array(fc.constantFrom(...words, '@', '@', '.'), { maxLength: 6 })
  .map((pieces) => pieces.join(''));
const glob = fc
  .array(
    fc.constantFrom(...words, '@', '*', '*@', '?', '[ab]', '{db,web01}', '@mon.example', '*@mon.example'),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((pieces) => pieces.join(''))
  .filter((text) => text !== '' && (text.match(/\*/g) ?? []).length <= 3);

describe('the index of globs', () => {
  it('finds what trying one after the other finds', () => {
    fc.assert(
      fc.property(
        fc.array(glob, { maxLength: 12 }),
        address,
        fc.integer({ min: 0, max: 12 }),
        (globs, text, below) => {
          const one = globs.findIndex((each, place) => place < below && compileGlob(each)(text));
          const index = createGlobIndex(globs.map((each, place) => ({ glob: each, place })));
          expect(index.first(text, below)).toBe(one < 0 ? null : one);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('does not take an address longer than RFC 5321 allows for anything but *', () => {
    const long = `${'a'.repeat(300)}@mon.example`;
    const index = createGlobIndex([
      { glob: long, place: 0 },
      { glob: '*@mon.example', place: 1 },
      { glob: '*', place: 2 },
    ]);
    expect(index.first(long, 3)).toBe(2);
  });
});
