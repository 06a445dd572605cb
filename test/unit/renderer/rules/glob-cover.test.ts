import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../../../src-main/engine/route/globs.ts';
import { compileAddressGlob } from '../../../../src-renderer/data/address-glob.ts';
import { globCovers } from '../../../../src-renderer/pages/rules/glob-cover.ts';
import { cpuMs } from '../../../support/cpu-time.ts';

describe('globCovers', () => {
  it.each([
    ['*', 'a@b'],
    ['*@db*', '*@db01.example'],
    ['*@DB*', '*@db01.example'],
    ['*@*.example', 'root@*.example'],
    ['{root,cron}@x', 'cron@x'],
    ['*@{a,b}.example', '{x,y}@b.example'],
    ['a?c', 'abc'],
    ['*a*', '*?a?*'],
    ['[ab]@x', '[ab]@x'],
  ])('%s takes all of %s', (wide, narrow) => expect(globCovers(wide, narrow)).toBe(true));

  it.each([
    ['*@db01.example', '*@db*'],
    ['a@b', '*'],
    ['{root,cron}@x', '{root,mail}@x'],
    ['a?c', 'ac'],
    ['?*', '*'],
    ['[ab]@x', 'a@x'],
  ])('%s does not take all of %s', (wide, narrow) => expect(globCovers(wide, narrow)).toBe(false));

  it('never claims what an address disproves', () => {
    const glob = fc
      .array(fc.constantFrom('a', 'b', '@', '*', '?', '{a,b}', '{ab,*}'), { minLength: 1, maxLength: 5 })
      .map((signs) => signs.join(''));
    const address = fc.array(fc.constantFrom('a', 'b', '@'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(glob, glob, fc.array(address, { minLength: 5, maxLength: 20 }), (wide, narrow, tried) => {
        fc.pre(globCovers(wide, narrow));
        const [takes, isTaken] = [compileGlob(wide), compileGlob(narrow)];
        return tried.map((signs) => signs.join('')).every((one) => !isTaken(one) || takes(one));
      }),
      { numRuns: 500 },
    );
  });

  it('ends soon on globs made to keep it busy', () => {
    const took = cpuMs(() => {
      globCovers('*{a,b}*{a,b}*{a,b}', '*{b,a}*{b,ab}*{a,c}');
      globCovers(`*a${'?'.repeat(120)}`, `*b${'?'.repeat(120)}`);
    });
    expect(took).toBeLessThan(10_000);
  });
});

describe('compileAddressGlob', () => {
  it.each(['*', '*@db*', 'A?c@*', '{a,b}@x', '[ab]c', '*@*.example', 'a/b@*', '#x@y', '[a', 'a+b@c'])(
    'judges %s as the server does',
    (glob) => {
      const [here, there] = [compileAddressGlob(glob), compileGlob(glob)];
      for (const one of [
        '',
        'a@x',
        'b@x',
        'abc@db01',
        'ac',
        'bc',
        'a/b@c',
        '.a@x.example',
        '#x@y',
        '[a',
        'a+b@c',
        'x'.repeat(300),
      ]) {
        expect([one, here?.(one)]).toEqual([one, there(one)]);
      }
    },
  );

  it('refuses what the contract refuses', () => {
    for (const glob of ['', 'a b', '!a', '*a*b*c*', '+(a)']) expect(compileAddressGlob(glob)).toBeNull();
  });
});
