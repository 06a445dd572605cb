/** Models answer in kilobytes; a longer answer is not read on. */
export const maxAnswerBytes = 1_000_000;

/** The remote sent more than `maxAnswerBytes`. */
export class AnswerTooLargeError extends Error {
  constructor() {
    super(`the answer is larger than ${maxAnswerBytes} bytes`);
    this.name = 'AnswerTooLargeError';
  }
}

const sentHeaders = ['accept', 'content-type'];

/**
 * A fetch for the client library that hands over complete, bounded answers, so that its time-out covers the body
 * too, and that sends only the headers an endpoint needs: no machine details, nothing from the environment, and an
 * Authorization only where there is a key.
 */
export const boundedFetch =
  (inner: typeof fetch, apiKey: string | null): typeof fetch =>
  async (input, init) => {
    const given = new Headers(init?.headers);
    const headers = new Headers({ 'user-agent': 'AlertFlow' });
    for (const name of sentHeaders) {
      const value = given.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (apiKey !== null) headers.set('authorization', `Bearer ${apiKey}`);
    const response = await inner(input, { ...init, headers });
    const body = await readBounded(response);
    const empty = response.status === 204 || response.status === 205 || response.status === 304;
    return new Response(empty ? null : body, {
      status: response.status,
      headers: answerHeaders(response.headers),
    });
  };

/** The body is decoded by now: what spoke of its coding no longer holds. */
const answerHeaders = (from: Headers): Headers => {
  const headers = new Headers(from);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return headers;
};

const readBounded = async (response: Response): Promise<ArrayBuffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
    const chunk: Uint8Array = read.value;
    size += chunk.byteLength;
    if (size > maxAnswerBytes) {
      await reader?.cancel();
      throw new AnswerTooLargeError();
    }
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole.buffer;
};
