/**
 * What every channel promises, whatever its remote end: one suite for all of them.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src-main/engine/notify/channel.ts';
import { channelRigs, type Rig } from '../support/channel-rigs.ts';
import { aNotification } from '../support/notification-fixture.ts';

const failed = (outcome: SendOutcome) => {
  if (outcome.kind !== 'failed') throw new Error(`expected a failure, got ${JSON.stringify(outcome)}`);
  return outcome;
};
const only = <T>(items: T[]): T => {
  expect(items).toHaveLength(1);
  return items[0] as T;
};
const withoutMarks = (text: string): string => text.replace(/[\u2060\u2066-\u2069]/g, '');

describe.each(channelRigs)('%s', (_name, start) => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await start();
  });
  afterEach(() => rig.stop());

  it('sends, and answers with what the remote said', async () => {
    const outcome = await rig.send(aNotification());
    expect(outcome).toMatchObject({ kind: 'sent', answer: expect.stringMatching(/\S/) });
    if (rig.givesIds) expect(outcome).toMatchObject({ remoteId: expect.stringMatching(/\S/) });
    expect(rig.shown()).toHaveLength(1);
  });

  it('shows severity, host, summary and the original subject and sender', async () => {
    await rig.send(aNotification());
    const text = only(rig.shown());
    for (const piece of [
      'CRITICAL',
      'db01',
      'Disk almost full',
      'PROBLEM: disk space on db01',
      'zabbix@mon.local',
    ]) {
      expect(text).toContain(piece);
    }
  });

  it('labels the text of a model, and only that', async () => {
    await rig.send(aNotification());
    await rig.send(aNotification({ analysedBy: { label: 'llama-3', isModel: true } }), {
      idempotencyKey: 'second',
    });
    const [plain, labelled] = rig.shown();
    expect(plain).not.toContain('Analysed by AI');
    expect(labelled).toContain('Analysed by AI');
  });

  it('shows hostile text as it is, as text', async () => {
    const summary = '</strong><b onclick="x">&lt; <5% "q" {apiKey} {text}';
    const subject = '<script>alert(1)</script> &amp; @room';
    await rig.send(aNotification({ summary, subject, host: '<i>db01', from: 'a"<img src=x>@b' }));
    const text = withoutMarks(only(rig.shown()));
    expect(text).toContain(summary);
    expect(text).toContain(subject);
  });

  it('replaces an earlier message where that can be done, and sends anew where not', async () => {
    const first = await rig.send(aNotification(), { idempotencyKey: 'first' });
    const replaces = first.kind === 'sent' ? first.remoteId : null;
    const changed = aNotification({ revision: 1, summary: 'What the model found' });
    const second = await rig.send(changed, { idempotencyKey: 'second', replaces });
    expect(second.kind).toBe('sent');
    expect(rig.shown().at(-1)).toContain('What the model found');
    expect(rig.shown()).toHaveLength(rig.canEdit ? 1 : 2);
    if (rig.canEdit) expect(second).toMatchObject({ remoteId: replaces });
  });

  it('says in a test message that it is one', async () => {
    await rig.send(aNotification({ isTest: true }));
    expect(only(rig.shown())).toContain('Test message');
  });

  it('writes Persian when asked to', async () => {
    await rig.send(aNotification({ language: 'fa', summary: 'دیسک سرور پر شده است' }));
    expect(only(rig.shown())).toContain('دیسک سرور پر شده است');
  });

  it('stays within the bounds of its remote whatever it is given', async () => {
    let count = 0;
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('a.b ', '"', '<&>', '👩‍👩‍👧‍👦', 'م', '[~]|€', '@room ', '\\', '\u0000', '\ud800', 'x'),
    );
    const long = fc
      .tuple(text, fc.integer({ min: 1, max: 4_000 }))
      .map(([piece, times]) => piece.repeat(times).slice(0, 9_000));
    const list = fc.array(long, { maxLength: 30 });
    const hostile = fc.record({
      summary: long,
      subject: long,
      from: long,
      host: long,
      system: long,
      resource: long,
      excerpt: long,
      details: list,
      actions: list,
      to: list,
      link: fc.option(long.map((path) => `http://console.local/${encodeURIComponent(path.toWellFormed())}`)),
      analysedBy: fc.record({ label: long, isModel: fc.boolean() }),
      language: fc.constantFrom('en' as const, 'fa' as const),
      timeZone: fc.constantFrom('Asia/Tehran', 'Nowhere/Atall', ''),
      isTest: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(hostile, async (changes) => {
        count += 1;
        const outcome = await rig.send(aNotification(changes), { idempotencyKey: `bounds-${count}` });
        expect(outcome.kind === 'failed' ? outcome.reason : outcome.kind).toBe('sent');
        const { used, max } = rig.size();
        expect(used).toBeGreaterThan(0);
        expect(used).toBeLessThanOrEqual(max);
        rig.shown().at(-1);
      }),
      { numRuns: 60 },
    );
  });

  it('sends nothing when it is stopped beforehand', async () => {
    const outcome = failed(await rig.send(aNotification(), { signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ retry: true });
    expect(outcome.unclear ?? false).toBe(false);
    expect(rig.shown()).toHaveLength(0);
  });
});

const remoteRigs = channelRigs.filter(([name]) => name !== 'desktop');

describe.each(remoteRigs)('%s, when its remote end fails', (_name, start) => {
  let rig: Rig;
  const fail = (fault: Parameters<NonNullable<Rig['fail']>>[0]) => rig.fail?.(fault);
  beforeEach(async () => {
    rig = await start();
  });
  afterEach(() => rig.stop());

  it('gives up on a refusal for good, with the words of the remote', async () => {
    fail('refused');
    const outcome = failed(await rig.send(aNotification()));
    expect(outcome.retry).toBe(false);
    expect(outcome.reason).toContain(rig.refusal);
    expect(rig.shown()).toHaveLength(0);
  });

  it('waits as long as the remote asks when there was too much', async () => {
    fail('limited');
    expect(failed(await rig.send(aNotification()))).toMatchObject({
      retry: true,
      retryAfterMs: rig.limitedMs,
    });
  });

  it('tries again when the remote is not available, after its wait', async () => {
    fail('unavailable');
    expect(failed(await rig.send(aNotification()))).toMatchObject({ retry: true, retryAfterMs: 7_000 });
  });

  it('calls an answer that does not come unclear', async () => {
    fail('hang');
    const outcome = failed(await rig.send(aNotification(), { signal: AbortSignal.timeout(200) }));
    expect(outcome).toMatchObject({ retry: true, unclear: true });
  });

  it('ends at once when it is stopped', async () => {
    fail('hang');
    const stop = new AbortController();
    const sending = rig.send(aNotification(), { signal: stop.signal });
    await expect.poll(() => rig.requests?.()).toBe(1);
    stop.abort();
    expect(failed(await sending)).toMatchObject({ retry: true, unclear: true });
  });

  it('tries again after a connection reset before the request was processed', async () => {
    fail('reset');
    expect(failed(await rig.send(aNotification()))).toMatchObject({ retry: true });
    expect(rig.shown()).toHaveLength(0);
    expect(await rig.send(aNotification())).toMatchObject({ kind: 'sent' });
    expect(rig.shown()).toHaveLength(1);
  });

  it('calls a connection reset after processing unclear, and shows the repeat once where repeats are recognised', async () => {
    fail('reset after');
    expect(failed(await rig.send(aNotification()))).toMatchObject({ retry: true, unclear: true });
    expect(await rig.send(aNotification(), { possibleRepeat: true })).toMatchObject({ kind: 'sent' });
    const shown = rig.shown();
    if (rig.isIdempotent) expect(shown).toHaveLength(1);
    else expect(shown.at(-1)).toContain('Possible repeat');
  });

  it('says that it could not connect, which is not unclear', async () => {
    await rig.stop();
    rig = await start();
    const { send } = rig;
    await rig.stop();
    const outcome = failed(await send(aNotification()));
    expect(outcome.retry).toBe(true);
    expect(outcome.unclear ?? false).toBe(false);
  });

  it('keeps its secrets out of every outcome', async () => {
    const outcomes: SendOutcome[] = [await rig.send(aNotification())];
    for (const fault of ['refused', 'limited', 'unavailable', 'reset', 'reset after', 'hang'] as const) {
      fail(fault);
      outcomes.push(
        await rig.send(aNotification(), {
          signal: AbortSignal.timeout(500),
          idempotencyKey: fault.replace(' ', '-'),
        }),
      );
    }
    await rig.stop();
    outcomes.push(await rig.send(aNotification()));
    const said = JSON.stringify(outcomes);
    expect(rig.secrets.length).toBeGreaterThan(0);
    for (const secret of rig.secrets) expect(said).not.toContain(secret);
  });
});
