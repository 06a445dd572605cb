/** One exchange while it runs: whether its request has left, the bound of its answer, and the errors it ends with. */
import type { Dispatcher } from 'undici';
import { EgressError } from './egress-error.ts';
import { hostAndPort, type Target } from './egress-policy.ts';
import { AppError } from './errors.ts';

/** What is known of one exchange while it runs. */
export interface Exchange {
  target: Target;
  requestLeft: boolean;
  timedOut: boolean;
  timeoutMs: number;
  /** Set by whoever called. */
  signal: AbortSignal | null | undefined;
}

const causes = (error: unknown): unknown[] => {
  const chain: unknown[] = [];
  for (let at = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  return chain;
};

/** What is thrown outside, made anew from what happened inside: nothing of the inner error's text goes along. */
export const outwardError = (error: unknown, exchange: Exchange): Error => {
  const chain = causes(error);
  const own = chain.find((one) => one instanceof AppError || one instanceof EgressError);
  if (own instanceof Error) return own;
  const place = hostAndPort(exchange.target.host, exchange.target.port);
  const { requestLeft } = exchange;
  if (exchange.timedOut) {
    const message = `${place} did not answer within ${exchange.timeoutMs} ms (timed out)`;
    return new EgressError('timeout', { message, requestLeft });
  }
  if (exchange.signal?.aborted) {
    return new EgressError('aborted', { message: `request to ${place} was aborted`, requestLeft });
  }
  const coded = chain.find((one) => one instanceof Error && 'code' in one && typeof one.code === 'string');
  const code = coded instanceof Error && 'code' in coded ? String(coded.code) : undefined;
  const words = code === undefined ? '' : ` (${code})`;
  return new EgressError('broken', {
    message: `exchange with ${place} broke off${words}`,
    code,
    requestLeft,
  });
};

/** Notes the moment the request's head is about to be written to a connection. */
export const noteStart =
  (exchange: Exchange): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) => {
    const start = handler.onRequestStart;
    handler.onRequestStart = function (controller, context) {
      exchange.requestLeft = true;
      start?.call(this, controller, context);
    };
    return dispatch(options, handler);
  };

/** Hands the body on and ends it with an `EgressError` where it breaks or outgrows its bound. */
export const boundedBody = (
  body: AsyncIterable<Uint8Array>,
  exchange: Exchange,
  maxBytes: number,
  finish: () => void,
): ReadableStream<Uint8Array> => {
  const source = body[Symbol.asyncIterator]();
  let size = 0;
  const end = async () => {
    finish();
    await source.return?.().catch(() => {});
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await source.next();
          if (done === true) {
            finish();
            controller.close();
            return;
          }
          size += value.byteLength;
          if (size > maxBytes) {
            const message = `the answer of ${hostAndPort(exchange.target.host, exchange.target.port)} is larger than ${maxBytes} bytes`;
            throw new EgressError('answer_too_large', { message, requestLeft: true });
          }
          controller.enqueue(value);
        } catch (error) {
          controller.error(outwardError(error, exchange));
          await end();
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
};
