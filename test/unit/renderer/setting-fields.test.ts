import { describe, expect, it } from 'vitest';
import en from '../../../src-renderer/locales/en/settings.json' with { type: 'json' };
import {
  faultOf,
  fieldsOf,
  isSection,
  settingsList,
} from '../../../src-renderer/pages/settings/setting-fields.ts';
import { bestUnit, sizeUnits, timeUnits } from '../../../src-renderer/pages/settings/units.ts';
import { settingFields, settingsSections } from '../../../src-shared/contract/settings.ts';

const field = (name: string) => settingsList.find((one) => one.name === name);

describe('the settings page', () => {
  it('shows every setting of the contract in exactly one section', () => {
    const shown = settingsSections.flatMap((section) => fieldsOf(section).map(({ name }) => name));
    expect(shown.toSorted()).toEqual(Object.keys(settingFields).toSorted());
    expect(isSection('users')).toBe(false);
  });

  it('explains each in the words of the contract', () => {
    for (const { name, help } of settingsList) expect(en.fields[name].help, name).toBe(help);
  });

  it('finds the input that fits from what the contract says', () => {
    expect(field('attemptTimeoutMs')?.editor).toEqual({
      kind: 'number',
      unit: 'ms',
      min: 1000,
      max: 300_000,
      isWhole: true,
    });
    expect(field('smtpMaxSizeBytes')?.editor).toMatchObject({ kind: 'number', unit: 'bytes' });
    expect(field('rawRetentionDays')?.editor).toMatchObject({ kind: 'number', unit: 'days', isWhole: false });
    expect(field('retryDelaysMs')?.editor).toEqual({ kind: 'durations', most: 20 });
    expect(field('smtpAuthRequired')?.editor).toEqual({ kind: 'switch' });
    expect(field('smtpLineEndings')?.editor).toEqual({ kind: 'choice', options: ['normalise', 'refuse'] });
    expect(field('smtpNetworks')?.editor).toEqual({ kind: 'list' });
    expect(field('heartbeatUrl')?.editor).toEqual({ kind: 'text' });
    expect(field('smtpMaxSessions')?.initial).toBe(200);
  });

  it('says which entry of a list is at fault', () => {
    expect(faultOf('smtpNetworks', ['10.0.0.0/8', '10.0.0.0/99'])).toMatchObject({ entry: '10.0.0.0/99' });
    expect(faultOf('smtpNetworks', ['10.0.0.0/8'])).toBeNull();
    expect(faultOf('maxAlerts', Number.NaN)).not.toBeNull();
  });
});

describe('units', () => {
  it.each([
    [30_000, 's'],
    [90_000, 's'],
    [7_200_000, 'h'],
    [86_400_000, 'd'],
    [1_500, 'ms'],
    [0, 'ms'],
  ])('%d ms is shown in %s', (ms, unit) => {
    expect(bestUnit(ms, timeUnits)).toBe(unit);
  });

  it('shows sizes in the largest unit that is whole', () => {
    expect(bestUnit(26_214_400, sizeUnits)).toBe('MiB');
    expect(bestUnit(65_536, sizeUnits)).toBe('KiB');
    expect(bestUnit(65_537, sizeUnits)).toBe('B');
  });
});
