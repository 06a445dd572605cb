/** The product's own API as a person uses it: destinations are set up through it, and its ledger is read. */
import { type ApiClient, createApiClient } from '../../support/api-client.ts';
import { until } from '../../support/until.ts';
import type { ChannelName } from './books.ts';
import { chats, recipientOf, telegramChats } from './marker.ts';
import type { Outside } from './outside.ts';
import { adminPassword, type Product } from './product.ts';

export interface LedgerView {
  accepted: number;
  delivered: number;
  suppressed: number;
  waiting: number;
  dead: number;
  unrouted: number;
  balanced: boolean;
  /** Resends that were joined to an alert. */
  joined: number;
}

export interface ListedAlert {
  id: string;
  subject: string;
  status: string;
  suppressedBy: string | null;
  copies: number;
}

export interface Console {
  api: ApiClient;
  /** Channel name -> id of its first destination. */
  destinations: Record<string, string>;
}

const pageSize = 200;

/** Signs in; waits while the product has no Redis yet to know people by. */
export const signIn = async (product: Product, timeoutMs = 60_000): Promise<ApiClient> =>
  until(
    () =>
      createApiClient(product.url())
        .as('admin', adminPassword)
        .catch(() => null),
    'the administrator can sign in',
    timeoutMs,
  );

const must = async (answer: ReturnType<ApiClient['post']>) => {
  const { status, body, text } = await answer;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body;
};

/** Channels, destinations and settings for a case: every alert goes to every named channel. */
export const setUp = async (
  product: Product,
  outside: Outside,
  channels: readonly ChannelName[],
  settings: Record<string, unknown> = {},
): Promise<Console> => {
  const api = await signIn(product);
  const { telegram, matrix, webhook, sms } = outside.sinks;
  const configs: Record<ChannelName, { config: object; addresses: object[] }> = {
    telegram: {
      config: { botToken: telegram.token, apiBaseUrl: telegram.url },
      addresses: telegram.chatIds.map((chatId) => ({ chatId })),
    },
    matrix: {
      config: { homeserverUrl: matrix.url, accessToken: matrix.token },
      addresses: matrix.roomIds.map((roomId) => ({ roomId })),
    },
    webhook: { config: {}, addresses: [{ url: webhook.url }] },
    sms: {
      config: {
        provider: 'kavenegar',
        apiKey: sms.apiKey,
        sender: '10004346',
        apiBaseUrl: sms.url,
        dailyCap: 100_000,
      },
      addresses: sms.phones.map((phone) => ({ phone })),
    },
  };
  const destinations: Record<string, string> = {};
  const all: string[][] = [];
  for (const name of channels) {
    const { config, addresses } = configs[name];
    const channel = await must(api.post('/api/channels', { name, kind: name, config }));
    const made: string[] = [];
    for (const [number, address] of addresses.entries()) {
      const fields = { name: `${name} ${number}`, channelId: channel.id, address };
      made.push((await must(api.post('/api/destinations', fields))).id);
    }
    destinations[name] = made[0] ?? '';
    all.push(made);
  }
  for (let chat = 0; chat < chats; chat++) {
    await must(
      api.post('/api/rules', {
        name: `chat ${chat}`,
        match: { field: 'to', glob: recipientOf(chat) },
        destinationIds: all.flatMap((ids, index) =>
          channels[index] === 'telegram' && chat >= telegramChats ? [] : [ids[chat % ids.length]],
        ),
      }),
    );
  }
  const known = (await must(api.get('/api/settings'))) as Record<string, unknown>;
  await must(
    api.patch('/api/settings', {
      defaultDestinationIds: Object.values(destinations),
      retryDelaysMs: [200, 500, 1000, 2000, 5000, 5000, 5000, 5000],
      attemptTimeoutMs: 5000,
      ...('stormLimit' in known ? { stormLimit: 0 } : {}),
      ...settings,
    }),
  );
  return { api, destinations };
};

export const readLedger = async (api: ApiClient): Promise<LedgerView> => {
  const { status, body, text } = await api.get('/api/ledger');
  if (status !== 200) throw new Error(`the ledger: ${status} ${text}`);
  return body;
};

/** Every alert the product knows of. */
export const readAlerts = async (api: ApiClient): Promise<ListedAlert[]> => {
  const found: ListedAlert[] = [];
  let cursor = '';
  do {
    const { status, body, text } = await api.get(
      `/api/alerts?limit=${pageSize}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (status !== 200) throw new Error(`the alerts: ${status} ${text}`);
    found.push(...body.items);
    cursor = body.nextCursor ?? '';
  } while (cursor !== '');
  return found;
};
