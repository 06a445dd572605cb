import { describe, expect, it } from 'vitest';
import { type EvalScore, scoreEval } from '../../../src-main/engine/analyse/eval-score.ts';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import { asMail } from '../../corpus/generic/as-mail.ts';
import { heldBackRows } from '../../corpus/generic/held-back-mails.ts';
import type { GenericRow } from '../../corpus/generic/mails.ts';
import { sixthRows } from '../../corpus/generic/sixth-mails.ts';
import { unseenRows } from '../../corpus/generic/unseen-mails.ts';
import { someEnvelope } from '../../support/alert-input.ts';

const read = ([, from, subject, text]: GenericRow) =>
  recognise(asMail({ subject, text, from }), someEnvelope(from));

const acceptable = (list: string): string[] => {
  const values = list.split('|');
  return values.includes('') ? [] : values;
};

const scoreOf = (rows: readonly GenericRow[]): EvalScore =>
  scoreEval(
    rows.map((row) => {
      const [tool, , subject, , is, host, resource, condition] = row;
      const [, state = '', severity = ''] = is.split(' ');
      const facts = read(row);
      return {
        label: {
          file: `${tool}: ${subject}`,
          severity: severity.split('|'),
          state: [state],
          category: [],
          host: acceptable(host),
          resource: acceptable(resource),
          condition,
        },
        answer: facts,
        failure: null,
        fingerprint: facts.fingerprint,
        latencyMs: 0,
        tokens: null,
      };
    }),
  );

const all = [...sixthRows, ...heldBackRows, ...unseenRows];

describe('mails of many tools, languages and layouts', () => {
  it.each([
    ['that the reader grew with', sixthRows],
    ['of the first round that was held back', heldBackRows],
    ['of the second round that was held back', unseenRows],
  ])('%s are read well, and never two conditions as one', (_, rows) => {
    const score = scoreOf(rows);
    expect(score.pairMisses.filter(({ kind }) => kind === 'false')).toEqual([]);
    expect(score.severity).toBeGreaterThanOrEqual(0.97);
    expect(score.state).toBeGreaterThanOrEqual(0.97);
    expect(score.host).toBeGreaterThanOrEqual(0.96);
    expect(score.resource).toBeGreaterThanOrEqual(0.96);
    expect(score.correlation.recall).toBeGreaterThanOrEqual(0.7);
  });

  it('are other conditions on another host or of a thing with another number', () => {
    const thing =
      /\b(?:disk|drive|bay|port|psu|fan|slot|volume|shelf|lun|sensor|диск|laufwerk|instance vi)[ _|:]{1,3}\d{1,4}\b/giu;
    const others: [string, string, string][] = [];
    for (const row of all) {
      const [tool, , subject, text, is, host] = row;
      if (!/^(?:problem|recovery)/.test(is)) continue;
      const names = host.split('|').filter((name) => name.includes('-') && !name.includes('.'));
      for (const found of [...names, ...[...`${subject}\n${text}`.matchAll(thing)].map(([one]) => one)]) {
        const other = found.replace(/\d*$/, (digits) => (digits === '' ? 'q' : String(Number(digits) + 1)));
        if (tool === 'uptimerobot' || !`${subject}\n${text}`.includes(found)) continue;
        const changed = [...row] as unknown as [string, string, string, string];
        changed[2] = subject.replaceAll(found, other);
        changed[3] = text.replaceAll(found, other);
        if (read(changed as unknown as GenericRow).fingerprint === read(row).fingerprint)
          others.push([tool, subject, found]);
      }
    }
    expect(others).toEqual([]);
  });

  it('say in their first line what is wrong and where, where the subject does not', () => {
    const summaryOf = (tool: string, nth = 0) => {
      const row = all.filter(([name]) => name === tool)[nth];
      return row === undefined ? '' : read(row).summary;
    };
    expect(summaryOf('vcenter-html')).toBe(
      'vCenter alarm notification: Host connection and power state · esx-r2-07.example.org',
    );
    expect(summaryOf('supermicro')).toBe(
      'SMC IPMI Alert: FAN3: Lower Non-recoverable - going low (300 RPM) · bmc-kvm07',
    );
    expect(summaryOf('solarwinds')).toBe('Alert: Node HQ-ESX-04 has high CPU utilization (cpu load 97 %)');
    expect(summaryOf('healthchecks')).toBe(
      'DOWN | nightly-pg-dump: success signal did not arrive on time, grace time passed',
    );
    expect(summaryOf('ilo')).toBe('iLO Alert: dl380-app4 - Critical: Smart Storage Battery failure');
    expect(summaryOf('shouting')).not.toContain('CRITICAL');
    for (const row of all) expect(read(row).summary.length).toBeLessThanOrEqual(300);
  });
});
