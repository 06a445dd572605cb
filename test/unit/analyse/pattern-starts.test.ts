import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { injectionPatterns } from '../../../src-main/engine/analyse/injection-patterns.ts';
import { createPatternFilter, startsOf } from '../../../src-main/engine/analyse/pattern-starts.ts';

describe('with what the matches of a pattern begin', () => {
  it.each<[RegExp, string[] | null]>([
    [/\b(?:ignore|disregard) all\b/, ['ignore', 'disreg']],
    [/\bseverity\b|\bstate :=/, ['severi', 'state']],
    [/\b(?:do not|don'?t) (?:tell|notify)/, ['do', 'don']],
    [/\bcolou?r\b/, ['colo']],
    [/\b(?:the )?(?:operator|admin) must/, ['the', 'operat', 'admin']],
    [/\b(?:(?:ser|moni)tor|watch)\b/, ['ser', 'moni', 'watch']],
    [/<\/?mail>|\[\(?secret|@room/, ['<', '[', '@']],
    [/(?:شدت|اولویت) کم/u, ['ش', 'ا']],
    [/\b(?:a|[bc])d/, null],
    [/\b(?:un)?safe|safely/, null],
    [/\b(?:very )*urgent/, null],
    [/["')]severity/, null],
    [/={3,} mail/, null],
    [/\bignore/i, null],
  ])('is read from %s', (pattern, starts) => {
    expect(startsOf(pattern)).toEqual(starts);
  });

  it('is known of nearly all patterns of injection', () => {
    const unknown = injectionPatterns.filter(({ pattern }) => startsOf(pattern) === null);
    expect(unknown.length).toBeLessThanOrEqual(2);
  });

  it('leaves out no pattern that is found', () => {
    const possibleIn = createPatternFilter(injectionPatterns.map(({ pattern }) => pattern));
    let found = 0;
    for (const { pattern } of injectionPatterns) {
      // The generator of texts knows no assertions, and takes long over classes of letters.
      const source = pattern.source.replaceAll('\\b', '');
      if (/\(\?[=!]|\\p/.test(source)) continue;
      const texts = fc
        .tuple(fc.string(), fc.stringMatching(new RegExp(source, pattern.flags)), fc.string())
        .map(([before, match, after]) => `${before} ${match} ${after}`);
      for (const text of fc.sample(texts, { numRuns: 20, seed: 1 })) {
        if (!pattern.test(text)) continue;
        found += 1;
        expect(possibleIn(text).has(pattern)).toBe(true);
      }
    }
    expect(found).toBeGreaterThan(200);
  });

  it('leaves out nearly all patterns for a mail that reports', () => {
    const possibleIn = createPatternFilter(injectionPatterns.map(({ pattern }) => pattern));
    const report = '** problem service alert: web01/http is critical **\n\nhost: web01, load 97 %';
    expect(possibleIn(report).size).toBeLessThan(injectionPatterns.length / 10);
  });
});
