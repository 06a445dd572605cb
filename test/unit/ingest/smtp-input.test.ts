import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SmtpInput } from '../../../src-main/engine/ingest/smtp-input.ts';
import { MessageSink } from '../../../src-main/engine/ingest/smtp-message-sink.ts';

/** An input that enters a message at DATA and replies to it at once; what it took, in order. */
function listen(options: { replies?: boolean } = {}) {
  const taken: string[] = [];
  const input = new SmtpInput(() => new MessageSink());
  input.on('error', (error: Error) => taken.push(`error ${error.message}`));
  input.oncommand = (line, done) => {
    taken.push(`command ${line.toString('latin1')}`);
    if (line.toString() === 'DATA') {
      const pieces: Buffer[] = [];
      input.startDataMode(1_000_000).read({
        onChunk: (chunk) => void pieces.push(chunk),
        onEnd() {
          taken.push(`message ${Buffer.concat(pieces).toString('latin1')}`);
          if (options.replies !== false) setImmediate(() => input.continue());
        },
        onLost: () => undefined,
      });
    }
    done();
  };
  return { input, taken };
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** RFC 5321 sections 4.1.1.4 and 4.5.2, on the whole at once. */
function messageIn(bytes: string): { message: string; behind: string } | null {
  const end = bytes.startsWith('.\r\n') ? 0 : bytes.indexOf('\r\n.\r\n') + 2;
  if (end === 1) return null;
  return { message: bytes.slice(0, end).replace(/(^|\n)\.\./g, '$1.'), behind: bytes.slice(end + 3) };
}

const telling = fc
  .array(fc.constantFrom('\r\n', '.', '..', '\r', '\n', 'a', '\r\n.', '\0', 'long line of text'), {
    maxLength: 24,
  })
  .map((pieces) => pieces.join(''));
const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 30 });

function cut(bytes: string, lengths: number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let index = 0; from < bytes.length; index++) {
    const to = from + (lengths[index % lengths.length] as number);
    pieces.push(Buffer.from(bytes.slice(from, to), 'latin1'));
    from = to;
  }
  return pieces;
}

describe('what a client sends', () => {
  it('ends a message where the RFC says, however it is cut', () => {
    fc.assert(
      fc.property(telling, cuts, (body, lengths) => {
        const sent = `${body}\r\n.\r\nNOOP\r\n`;
        const { input, taken } = listen({ replies: false });
        input.write(Buffer.from('DATA\r\n'));
        for (const piece of cut(sent, lengths)) input.write(piece);
        expect(taken).toEqual(['command DATA', `message ${messageIn(sent)?.message}`]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads on behind a message only when that has its reply', () => {
    const { input, taken } = listen({ replies: false });
    input.write(Buffer.from('DATA\r\nhello\r\n.\r\nNOOP\r\nQUIT\r\n'));
    expect(taken).toEqual(['command DATA', 'message hello\r\n']);
    input.continue();
    expect(taken.slice(2)).toEqual(['command NOOP', 'command QUIT']);
  });

  it('takes several messages of one segment apart', async () => {
    const { input, taken } = listen();
    input.write(Buffer.from('DATA\r\none\r\n.\r\nDATA\r\n.\r\nDATA\r\n..three\r\n.\r\n'));
    await turns(4);
    const messages = taken.filter((line) => line.startsWith('message'));
    expect(messages).toEqual(['message one\r\n', 'message ', 'message .three\r\n']);
  });

  it.each([
    ['with CRLF', 'NOOP\r\nQUIT\r\n', ['NOOP', 'QUIT']],
    ['with LF', 'NOOP\nQUIT\n', ['NOOP', 'QUIT']],
    ['with a CR of its own', 'NO\rOP\r\r\n', ['NO\rOP\r']],
    ['that is empty', '\r\nNOOP\r\n', ['', 'NOOP']],
  ])('takes a line %s', (_name, sent, lines) => {
    for (const size of [1, 3, 100]) {
      const { input, taken } = listen();
      for (const piece of cut(sent, [size])) input.write(piece);
      expect(taken).toEqual(lines.map((line) => `command ${line}`));
    }
  });

  it('takes a last line without an end for a command when nothing more comes', () => {
    const { input, taken } = listen();
    input.write(Buffer.from('NOOP\r\nQUIT'));
    expect(taken).toEqual(['command NOOP']);
    input.end();
    expect(taken).toEqual(['command NOOP', 'command QUIT']);
  });

  it.each([
    ['in one piece', [20_000]],
    ['in small pieces', [1_000]],
  ])('refuses a line that is too long, %s', (_name, sizes) => {
    const { input, taken } = listen();
    for (const piece of cut(`${'x'.repeat(20_000)}\r\nNOOP\r\n`, sizes)) input.write(piece);
    expect(taken).toEqual(['error Command line too long']);
  });

  it('carries out nothing once it is closed', () => {
    const { input, taken } = listen();
    input.oncommand = (line, done) => {
      taken.push(line.toString());
      input.isClosed = true;
      done();
    };
    input.write(Buffer.from('QUIT\r\nNOOP\r\n'));
    input.write(Buffer.from('NOOP\r\n'));
    expect(taken).toEqual(['QUIT']);
  });

  it('lets others have a turn while it works off many commands', async () => {
    const { input, taken } = listen();
    input.write(Buffer.from('NOOP\r\n'.repeat(250)));
    expect(taken.length).toBeLessThan(110);
    await turns(5);
    expect(taken).toHaveLength(250);
  });

  it('asks for a pause while a command is carried out and tells when it takes more', () => {
    const { input } = listen();
    const answers: (() => void)[] = [];
    input.oncommand = (_line, done) => void answers.push(done);
    let drains = 0;
    input.on('drain', () => drains++);
    expect(input.write(Buffer.from('AUTH\r\n'))).toBe(true);
    expect(input.write(Buffer.from('x'.repeat(15_000)))).toBe(true);
    expect(input.write(Buffer.from(`${'x'.repeat(1_000)}\r\n${'NOOP\r\n'.repeat(100)}`))).toBe(false);
    expect(drains).toBe(0);
    for (let index = 0; index < answers.length && index < 200; index++) answers[index]?.();
    expect(drains).toBe(1);
  });

  it('holds a message back while the sink does', async () => {
    let letGo: () => void = () => undefined;
    const chunks: string[] = [];
    const input = new SmtpInput(() => new MessageSink());
    input.oncommand = (_line, done) => {
      input.startDataMode().read({
        onChunk(chunk) {
          chunks.push(chunk.toString());
          return new Promise<void>((resolve) => {
            letGo = resolve;
          });
        },
        onEnd: () => undefined,
        onLost: () => undefined,
      });
      done();
    };
    input.write(Buffer.from('DATA\r\nfirst'));
    expect(input.write(Buffer.from(`second${'x'.repeat(20_000)}`))).toBe(false);
    expect(chunks).toEqual(['first']);
    letGo();
    await turns(2);
    expect(chunks).toHaveLength(2);
  });
});
