const CR = 0x0d;
const LF = 0x0a;
const CRLF = Buffer.from('\r\n');

/**
 * Makes a converter that puts the missing CR before each bare LF, across chunks. For the few clients that end
 * every line, and so the message, with LF alone; what is stored of them is therefore not byte for byte what came.
 */
export function createLfToCrlf(): (chunk: Buffer) => Buffer {
  let previous = 0;
  return (chunk) => {
    const pieces: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) {
      const before = at === 0 ? previous : chunk[at - 1];
      if (before === CR) continue;
      pieces.push(chunk.subarray(from, at), CRLF);
      from = at + 1;
    }
    if (chunk.length > 0) previous = chunk[chunk.length - 1] ?? 0;
    if (from === 0) return chunk;
    pieces.push(chunk.subarray(from));
    return Buffer.concat(pieces);
  };
}

/** Makes a watcher that is fed chunk by chunk and answers whether a CR or LF stood alone so far. */
export function createBareLineEndingWatch(): { feed(chunk: Buffer): void; found(): boolean } {
  let previous = 0;
  let found = false;
  return {
    feed(chunk) {
      for (let at = 0; at < chunk.length && !found; at++) {
        const byte = chunk[at] ?? 0;
        if ((byte === LF) !== (previous === CR)) found = byte === LF || previous === CR;
        previous = byte;
      }
    },
    found: () => found || previous === CR,
  };
}
