import { expect, it } from 'vitest';
import { isCut, mailInput } from '../../../src-renderer/pages/rules/mail-input.ts';
import { maxSimulatedMailBytes, simulateMailInput } from '../../../src-shared/contract/rules.ts';

it('sends a file byte by byte and what was typed as UTF-8', async () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
  const file = new File([bytes], 'a.eml');
  const sent = await mailInput({ kind: 'file', file });
  expect(new Uint8Array(Buffer.from(sent.raw, 'base64'))).toEqual(bytes);
  const typed = await mailInput({ kind: 'text', text: 'Subject: هشدار' });
  expect(Buffer.from(typed.raw, 'base64').toString()).toBe('Subject: هشدار');
});

it('sends the beginning of what is larger than one request, and says so', async () => {
  const file = new File(['x'.repeat(maxSimulatedMailBytes + 1)], 'large.eml');
  expect(isCut({ kind: 'file', file })).toBe(true);
  const sent = await mailInput({ kind: 'file', file });
  expect(Buffer.from(sent.raw, 'base64')).toHaveLength(maxSimulatedMailBytes);
  expect(simulateMailInput.safeParse(sent).success).toBe(true);
  expect(isCut({ kind: 'text', text: 'short' })).toBe(false);
});
