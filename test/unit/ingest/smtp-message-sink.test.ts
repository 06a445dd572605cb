import { describe, expect, it } from 'vitest';
import { MessageSink } from '../../../src-main/engine/ingest/smtp-message-sink.ts';

function readInto(sink: MessageSink, hold: () => Promise<void> | undefined = () => undefined): string[] {
  const seen: string[] = [];
  sink.read({
    onChunk: (chunk) => {
      seen.push(chunk.toString());
      return hold();
    },
    onEnd: () => void seen.push('end'),
    onLost: () => void seen.push('lost'),
  });
  for (const event of ['drain', 'close']) sink.on(event, () => seen.push(event));
  return seen;
}

describe('the sink between the parser and the spool', () => {
  it('hands chunks on at once and ends after the last', () => {
    const sink = new MessageSink();
    const seen = readInto(sink);
    expect(sink.write(Buffer.from('a'))).toBe(true);
    sink.end(Buffer.from('b'));
    sink.end();
    expect(seen).toEqual(['a', 'b', 'end']);
    expect(sink).toMatchObject({ writable: false, readable: false });
  });

  it('says to wait while the reader holds, and ends only after it lets go', async () => {
    const sink = new MessageSink();
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen = readInto(sink, () => promise);
    expect(sink.write(Buffer.from('a'))).toBe(false);
    sink.end();
    expect(seen).toEqual(['a']);
    resolve();
    await promise;
    await Promise.resolve();
    expect(seen).toEqual(['a', 'drain', 'end']);
  });

  it('tells a loss once, and nothing after it', async () => {
    const sink = new MessageSink();
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen = readInto(sink, () => promise);
    sink.write(Buffer.from('a'));
    sink.destroy();
    sink.destroy();
    resolve();
    await promise;
    await Promise.resolve();
    expect(seen).toEqual(['a', 'lost', 'close']);
  });

  it('tells no loss when the message was whole', () => {
    const sink = new MessageSink();
    const seen = readInto(sink);
    sink.end(Buffer.from('a'));
    sink.destroy();
    expect(seen).toEqual(['a', 'end', 'close']);
  });
});
