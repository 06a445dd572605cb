import { describe, expect, it } from 'vitest';
import { boundaryOf, checkVersions, floors, isBelow } from '../../../build/version-floors.mjs';

const lockOf = (packages: Record<string, { version: string; dependencies?: Record<string, string> }>) => ({
  packages: Object.fromEntries(
    Object.entries(packages).map(([path, entry]) => [path, { integrity: 'sha512-x', ...entry }]),
  ),
});

describe('the floors of versions', () => {
  it.each([
    ['3.20.9', '3.21.0', true],
    ['3.21.0', '3.21.0', false],
    ['10.0.0', '9.1.1', false],
    ['45.0.0-beta.3', '45.0.0', true],
    ['45.4.1', '45.0.0', false],
  ])('%s is below %s: %s', (version, floor, below) => {
    expect(isBelow(version, floor)).toBe(below);
  });

  it('finds a weak package wherever it is nested', () => {
    const lock = lockOf({ 'node_modules/mailparser/node_modules/nodemailer': { version: '9.1.0' } });
    expect(checkVersions({}, lock)).toEqual([
      'node_modules/mailparser/node_modules/nodemailer is 9.1.0, below 9.1.1',
    ]);
  });

  it('knows each line of picomatch', () => {
    const lock = lockOf({
      'node_modules/picomatch': { version: '4.0.4' },
      'node_modules/a/node_modules/picomatch': { version: '2.3.1' },
    });
    expect(checkVersions({}, lock)).toEqual(['node_modules/a/node_modules/picomatch is 2.3.1, below 2.3.2']);
  });

  it('refuses ranges, and packages without a checksum', () => {
    expect(
      checkVersions(
        { dependencies: { a: '^1.0.0', b: '1.0.0' } },
        { packages: { 'node_modules/b': { version: '1.0.0' } } },
      ),
    ).toEqual([
      'dependencies: a is ^1.0.0, not one exact version',
      'node_modules/b has no integrity in the lockfile',
    ]);
  });

  it('counts what the bytes of a mail may reach, nested ones too', () => {
    const lock = lockOf({
      'node_modules/smtp-server': { version: '3.21.6', dependencies: { nodemailer: '9' } },
      'node_modules/smtp-server/node_modules/nodemailer': { version: '9.1.1', dependencies: { deep: '1' } },
      'node_modules/nodemailer': { version: '10.0.0' },
      'node_modules/deep': { version: '1.0.0' },
      'node_modules/unrelated': { version: '1.0.0' },
    });
    expect(boundaryOf(lock)).toEqual(['deep', 'nodemailer', 'smtp-server']);
  });

  it('gives a reason for each', () => {
    for (const { why } of floors) expect(why).not.toBe('');
  });
});
