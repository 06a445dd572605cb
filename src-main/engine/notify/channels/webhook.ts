/**
 * Webhooks: one POST of JSON, signed after Standard Webhooks. The receiver recognises repeats by `webhook-id`.
 */
import { type WebhookConfig, webhookConfigSchema } from '../../../../src-shared/contract/channels.ts';
import { webhookAddressSchema } from '../../../../src-shared/contract/destinations.ts';
import type { Channel, ChannelDeps, SendOutcome, SendRequest } from '../channel.ts';
import { exchange, type HttpAnswer } from '../http-exchange.ts';
import { remoteWords } from '../remote-words.ts';
import { retryAfterMs } from '../retry-after.ts';
import { notificationToWebhookBody } from '../webhook-body.ts';
import { splitSecrets, webhookSignature } from '../webhook-signature.ts';

/** Headers that the request itself decides. The contract refuses them; an older configuration may still name one. */
const ownHeaders =
  /^(webhook-|(content-length|content-type|host|connection|transfer-encoding|user-agent|idempotency-key)$)/;

const customHeaders = (config: WebhookConfig): [string, string][] =>
  Object.entries(config.headers ?? {}).filter(([name]) => !ownHeaders.test(name.toLowerCase()));

/** Many receivers know their senders by the path or query alone, and some repeat it in their refusals. */
const secretsOfUrl = ({ pathname, search, searchParams }: URL): string[] => [
  `${pathname}${search}`,
  pathname,
  ...searchParams.values(),
];

/** The signing secrets, each header's value as a whole and in its words (`Bearer <token>`), and what the URL holds. */
const secretsOf = (config: WebhookConfig, url: string): string[] => [
  ...secretsOfUrl(new URL(url)),
  ...splitSecrets(config.signingSecret ?? ''),
  ...Object.values(config.headers ?? {}).flatMap((value) => [value, ...value.split(/[\s,;]+/)]),
];

const requestHeaders = (
  config: WebhookConfig,
  message: { id: string; timestampSeconds: number; body: string },
): [string, string][] => [
  ['user-agent', 'AlertFlow'],
  ...customHeaders(config),
  ['content-type', 'application/json; charset=utf-8'],
  ['idempotency-key', message.id],
  ['webhook-id', message.id],
  ['webhook-timestamp', String(message.timestampSeconds)],
  ...(config.signingSecret === undefined
    ? []
    : [['webhook-signature', webhookSignature(config.signingSecret, message)] satisfies [string, string]]),
];

/** Request time-out, too early, too many requests: the three 4xx that ask for another try. */
const retriedStatuses = new Set([408, 425, 429]);

const answerToOutcome = (answer: HttpAnswer, secrets: readonly string[], nowMs: number): SendOutcome => {
  const { status } = answer;
  const said = remoteWords(`HTTP ${status} ${answer.body}`, secrets);
  if (status >= 200 && status < 300) return { kind: 'sent', remoteId: null, answer: said };
  if (status >= 500 || retriedStatuses.has(status)) {
    const wait = retryAfterMs(answer.headers.get('retry-after'), nowMs);
    return {
      kind: 'failed',
      retry: true,
      reason: said,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    };
  }
  if (status >= 300 && status < 400) {
    return {
      kind: 'failed',
      retry: false,
      reason: `HTTP ${status}: redirects are not followed; set the final URL`,
    };
  }
  if (status === 410) {
    return {
      kind: 'failed',
      retry: false,
      reason: remoteWords(`HTTP 410, the receiver is gone for good: ${answer.body}`, secrets),
    };
  }
  return { kind: 'failed', retry: false, reason: said };
};

export const webhookChannel = (deps: Pick<ChannelDeps, 'egress' | 'clock'>): Channel<'webhook'> => ({
  kind: 'webhook',
  isIdempotent: true,
  afterUnclear: 'retry',
  configSchema: webhookConfigSchema,
  addressSchema: webhookAddressSchema,
  async send(request: SendRequest<'webhook'>): Promise<SendOutcome> {
    const { config, address, notification, idempotencyKey, signal } = request;
    const secrets = secretsOf(config, address.url);
    const body = JSON.stringify(notificationToWebhookBody(notification));
    const timestampSeconds = Math.floor(deps.clock.now() / 1000);
    const headers = requestHeaders(config, { id: idempotencyKey, timestampSeconds, body });
    const sent = await exchange(deps.egress, {
      url: address.url,
      init: { method: 'POST', headers, body },
      signal,
      secrets,
    });
    return sent.kind === 'failed' ? sent.outcome : answerToOutcome(sent.answer, secrets, deps.clock.now());
  },
});
