import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogRing } from '../../../src-main/platform/logs.ts';
import { type ApiRig, startApi } from '../../support/api-rig.ts';

const ring = createLogRing();
let rig: ApiRig;
let at = 1_000;
const say = (level: 'debug' | 'info' | 'warn' | 'error', message: string, fields = {}) =>
  ring.push({ at: ++at, level, message, fields });
beforeAll(async () => {
  rig = await startApi({ engine: { logs: ring } });
});
afterAll(() => rig.remove());

describe('the log', () => {
  it('is listed by level, words and place', async () => {
    say('info', 'mail taken', { host: 'db07' });
    say('warn', 'channel slow', { channel: 'Ops' });
    say('error', 'delivery given up', { channel: 'Ops', reason: 'chat not found' });
    const all = (await rig.admin.get('/api/logs')).body;
    expect(all.nodeId).toBe('node-1');
    expect(all.items.map(({ message }: { message: string }) => message)).toEqual([
      'mail taken',
      'channel slow',
      'delivery given up',
    ]);
    expect((await rig.admin.get('/api/logs?level=warn')).body.items).toHaveLength(2);
    expect((await rig.admin.get('/api/logs?q=OPS%20found')).body.items).toHaveLength(1);
    expect((await rig.admin.get('/api/logs?limit=1')).body.items[0].message).toBe('delivery given up');
    const { cursor } = all.items[1];
    expect((await rig.admin.get(`/api/logs?after=${cursor}`)).body.items).toHaveLength(1);
    expect((await rig.admin.get('/api/logs?after=nowhere')).body.field).toBe('after');
  });

  it('of an earlier start of the program is behind us: its cursor leads to the beginning', async () => {
    say('info', 'here');
    const all = (await rig.admin.get('/api/logs')).body.items.length;
    expect((await rig.admin.get('/api/logs?after=abc.9999')).body.items).toHaveLength(all);
  });

  it('is followed as it grows, from a place on, by level', async () => {
    say('error', 'before');
    const { cursor } = (await rig.admin.get('/api/logs?limit=1')).body.items[0];
    say('error', 'while away');
    const stop = new AbortController();
    const answer = await fetch(`${rig.url}/api/logs/tail?level=warn&after=${cursor}`, {
      headers: { authorization: `Bearer ${rig.admin.token}` },
      signal: stop.signal,
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const readUntil = async (word: string) => {
      while (!seen.includes(word)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`ended before ${word}: ${seen}`);
        seen += value;
      }
    };
    await readUntil('while away');
    say('info', 'too quiet');
    say('warn', 'as it happens');
    await readUntil('as it happens');
    expect(seen).not.toContain('too quiet');
    expect(seen).not.toContain('before');
    stop.abort();
  });
});
