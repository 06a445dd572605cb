import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mimeToMail } from '../../../src-main/engine/ingest/mime-to-mail.ts';
import type { Facts } from '../../../src-main/engine/recognise/facts.ts';
import { recognise, sourceAdapters } from '../../../src-main/engine/recognise/registry.ts';
import { someEnvelope } from '../../support/alert-input.ts';

const folder = new URL('../../corpus/alerts/', import.meta.url);
const list = z.array(z.string());
const labels = z
  .array(
    z.object({
      file: z.string(),
      severity: list,
      state: z.union([z.string().transform((one) => [one]), list]),
      category: list,
      host: list,
      resource: list,
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('labels.json', folder), 'utf8')));
type Label = (typeof labels)[number];

const holds = (accepted: string[], value: string): boolean =>
  accepted.length === 0 || accepted.some((part) => value.toLowerCase().includes(part.toLowerCase()));

const checks: Record<string, (label: Label, facts: Facts) => boolean> = {
  severity: (label, facts) => label.severity.includes(facts.severity),
  state: (label, facts) => label.state.includes(facts.state),
  category: (label, facts) => label.category.includes(facts.category),
  host: (label, facts) => holds(label.host, facts.host),
  resource: (label, facts) => holds(label.resource, facts.resource),
};

const shares = async (adapters: typeof sourceAdapters): Promise<Record<string, number>> => {
  const read = await Promise.all(
    labels.map(async (label) => {
      const mail = await mimeToMail(readFileSync(new URL(label.file, folder)));
      return { label, facts: recognise(mail, someEnvelope(mail.from.address), adapters) };
    }),
  );
  return Object.fromEntries(
    Object.entries(checks).map(([field, check]) => [
      field,
      read.filter(({ label, facts }) => check(label, facts)).length / labels.length,
    ]),
  );
};

/** The labels call five test mails without any signal info; the reader takes what it cannot tell as medium. */
const atLeast = (least: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(least).map(([field, share]) => [
      field,
      expect.toSatisfy((value: number) => value >= share),
    ]),
  );

describe('genuine alert mails', () => {
  it('are read as labelled, to these shares', async () => {
    expect(await shares(sourceAdapters)).toEqual(
      atLeast({ severity: 0.92, state: 1, category: 0.95, host: 1, resource: 0.98 }),
    );
  });

  it('are read well without any source adapter too', async () => {
    expect(await shares([])).toEqual(
      atLeast({ severity: 0.85, state: 0.95, category: 0.94, host: 0.95, resource: 0.8 }),
    );
  });
});
