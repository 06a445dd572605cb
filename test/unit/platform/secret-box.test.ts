import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox } from '../../../src-main/platform/secret-box.ts';

const box = createSecretBox({ key: randomBytes(32) });
const unreadable = expect.objectContaining({ code: 'secret_unreadable' });

describe('secret box', () => {
  it.each(['', 'p', '123456:ABC-def', 'رمز 🔑', 'x'.repeat(100_000)])('opens what it sealed', (plaintext) => {
    expect(box.open('channel/1/botToken', box.seal('channel/1/botToken', plaintext))).toBe(plaintext);
  });

  it('never seals the same value to the same text', () => {
    const sealed = new Set(Array.from({ length: 1_000 }, () => box.seal('a', 'value')));
    expect(sealed.size).toBe(1_000);
  });

  it('refuses a value whose any single character was changed', () => {
    const sealed = box.seal('a', 'value');
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      // The last base64 character may carry unused bits: such a change leaves the bytes as they were.
      if (bytesOf(changed).equals(bytesOf(sealed)) && changed.startsWith('v1:')) continue;
      expect(() => box.open('a', changed)).toThrow(unreadable);
    }
  });

  it('refuses two values that were swapped', () => {
    const first = box.seal('channel/1/botToken', 'one');
    const second = box.seal('channel/2/botToken', 'two');
    expect(() => box.open('channel/1/botToken', second)).toThrow(unreadable);
    expect(() => box.open('channel/2/botToken', first)).toThrow(unreadable);
  });

  it('refuses another key, another version, a cut value and plain text', () => {
    const sealed = box.seal('a', 'value');
    const other = createSecretBox({ key: randomBytes(32) });
    expect(() => other.open('a', sealed)).toThrow(unreadable);
    for (const text of [sealed.replace('v1:', 'v2:'), sealed.slice(0, 20), 'v1:', '', 'hunter2']) {
      expect(() => box.open('a', text)).toThrow(unreadable);
    }
  });

  it('says which secret is unreadable and shows nothing of it', () => {
    expect(() => box.open('channel/7/botToken', 'hunter2')).toThrow(/channel\/7\/botToken/);
    expect(() => box.open('channel/7/botToken', 'hunter2')).not.toThrow(/hunter2/);
  });

  it('takes no key of another length', () => {
    expect(() => createSecretBox({ key: randomBytes(16) })).toThrow('32 bytes');
  });
});

const bytesOf = (sealed: string): Buffer => Buffer.from(sealed.slice(3), 'base64url');
