import { type ClientContext, type ClientLink, createORPCClient, DynamicLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '../../src-shared/contract/index.ts';
import { receivePort } from './message-port.ts';

const csrfCookie = /(?:^|;\s*)(?:__Host-)?alertflow_csrf=([^;]+)/;

/** Only our own page can read the cookie: the server refuses a session cookie that comes without this header. */
const csrfHeaders = (): Record<string, string> => {
  const token = csrfCookie.exec(document.cookie)?.[1];
  return token === undefined ? {} : { 'x-alertflow-csrf': token };
};

/** Whether there is a session over HTTP, as far as the browser knows; the server may have ended it. */
export const mayBeSignedIn = (): boolean =>
  window.alertflow === undefined && csrfCookie.test(document.cookie);

const httpLink = (): ClientLink<ClientContext> =>
  new RPCLink({
    url: new URL('rpc', new URL('./', window.location.href)),
    fetch: (request, init) => fetch(request, { ...init, credentials: 'same-origin', redirect: 'error' }),
    headers: csrfHeaders,
  });

const chooseLink = async (): Promise<ClientLink<ClientContext>> => {
  if (window.alertflow === undefined) return httpLink();
  const { RPCLink: PortLink } = await import('@orpc/client/message-port');
  return new PortLink({ port: await receivePort(window.alertflow) });
};

let link: Promise<ClientLink<ClientContext>> | undefined;
/** One way to the engine for every client. */
export const sharedLink = new DynamicLink(() => {
  link ??= chooseLink();
  return link;
});

/** The engine: over the desktop's message port where there is one, else over HTTP. */
export const client: ContractRouterClient<Contract> = createORPCClient(sharedLink);

/** Query keys and options of every operation: `orpc.rules.list.queryOptions()`. */
export const orpc = createTanstackQueryUtils(client);
