import { describe, expect, it } from 'vitest';
import { MessageSink } from '../../../src-main/engine/ingest/smtp-message-sink.ts';

/** A reader that holds each chunk until it is let go. */
const setUp = () => {
  const told: string[] = [];
  const holds: (() => void)[] = [];
  const sink = new MessageSink();
  sink.read({
    onChunk: (chunk) => {
      told.push(chunk.toString());
      return new Promise((resolve) => holds.push(resolve));
    },
    onEnd: () => told.push('end'),
    onLost: () => told.push('lost'),
  });
  return {
    sink,
    told,
    letGo: async () => {
      holds.shift()?.();
      await new Promise(setImmediate);
    },
  };
};

describe('what a message is written into', () => {
  it('ends once where the end is written while it drains', async () => {
    const { sink, told, letGo } = setUp();
    sink.write(Buffer.from('a'));
    sink.once('drain', () => sink.end());
    await letGo();
    expect(told).toEqual(['a', 'end']);
  });

  it('waits for the last chunk where that is written while it drains', async () => {
    const { sink, told, letGo } = setUp();
    sink.write(Buffer.from('a'));
    sink.once('drain', () => sink.end(Buffer.from('b')));
    await letGo();
    expect(told).toEqual(['a', 'b']);
    await letGo();
    expect(told).toEqual(['a', 'b', 'end']);
  });
});
