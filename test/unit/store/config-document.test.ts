import { describe, expect, it } from 'vitest';
import { emptyConfig, readConfig } from '../../../src-main/engine/store/config-document.ts';

const stored = (change: (document: Record<string, unknown>) => void = () => {}): string => {
  const document: Record<string, unknown> = { ...structuredClone(emptyConfig()), version: 7 };
  change(document);
  return JSON.stringify(document);
};

describe('a stored configuration', () => {
  it('reads back as it was written', () => {
    expect(readConfig(stored())).toEqual({ document: { ...emptyConfig(), version: 7 }, unreadable: [] });
  });

  it('loses only the record that cannot be read, and says which without its content', () => {
    const good = {
      id: 'm1',
      glob: 'a@x',
      scope: 'sender',
      until: null,
      reason: '',
      createdBy: 'x',
      createdAt: 1,
      updatedAt: 1,
    };
    const { document, unreadable } = readConfig(
      stored((raw) => {
        raw.mutes = [{ ...good, glob: 5, secret: 'do not tell' }, good];
      }),
    );
    expect(document.mutes.map(({ id }) => id)).toEqual(['m1']);
    expect(unreadable).toHaveLength(1);
    expect(unreadable[0]).toContain('mutes[0]');
    expect(unreadable.join()).not.toContain('do not tell');
  });

  it('falls back to the default of a setting that cannot be read, and keeps the others', () => {
    const { document, unreadable } = readConfig(
      stored((raw) => {
        raw.settings = { retryDelaysMs: 'often', maxAlerts: 5000, unknownOfLater: 1 };
      }),
    );
    expect(document.settings).toMatchObject({
      retryDelaysMs: emptyConfig().settings.retryDelaysMs,
      maxAlerts: 5000,
    });
    expect(unreadable).toEqual([expect.stringContaining('settings.retryDelaysMs')]);
  });

  it('reads a document of an older version that lacks collections', () => {
    expect(readConfig('{"version":3}').document).toMatchObject({ version: 3, rules: [], users: [] });
  });

  it.each(['', '[]', '{"version":"x"}', '{'])('refuses what is no document: %s', (text) => {
    expect(() => readConfig(text)).toThrow();
  });
});
