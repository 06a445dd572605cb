/** Waiting for one thing on a socket, and the errors of a connection that is not there yet. */
import type { Socket } from 'node:net';
import { EgressError, type EgressFailure } from './egress-error.ts';
import { hostAndPort, type Target } from './egress-policy.ts';

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** A failure before anything was sent. */
export const failed = (failure: EgressFailure, message: string, error?: unknown): EgressError =>
  new EgressError(failure, { message, code: codeOf(error), requestLeft: false });

export const place = (target: Target): string => hostAndPort(target.host, target.port);

/** Settles once on any of the socket's events that `arm` listens for; an error or an early end rejects. */
export const once = <T>(
  socket: Socket,
  onError: (error: unknown) => EgressError,
  arm: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      socket.off('error', fail);
      socket.off('close', close);
      disarm();
      act();
    };
    const fail = (error: unknown) => settle(() => reject(onError(error)));
    const close = () => fail(new Error('closed'));
    socket.on('error', fail);
    socket.on('close', close);
    const disarm = arm(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
