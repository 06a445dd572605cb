/**
 * SMS through Kavenegar, Twilio or any gateway with an HTTP interface. Each message costs money: there is a cap a day,
 * and an unclear attempt counts as sent.
 */
import { createHash } from 'node:crypto';
import { type SmsConfig, smsConfigSchema } from '../../../../src-shared/contract/channels.ts';
import { smsAddressSchema } from '../../../../src-shared/contract/destinations.ts';
import type { Channel, ChannelDeps, Counters, SendOutcome, SendRequest } from '../channel.ts';
import { exchange } from '../http-exchange.ts';
import { renderCapReached, renderSms } from '../render-sms.ts';
import { httpSmsRequest } from '../sms-http.ts';
import { kavenegarRequest } from '../sms-kavenegar.ts';
import type { SmsRequest } from '../sms-request.ts';
import { twilioRequest } from '../sms-twilio.ts';

const smsTimeoutMs = 20_000;
const counterTtlMs = 48 * 3_600_000;

type SmsDeps = Pick<ChannelDeps, 'egress' | 'clock' | 'counters'>;

const toSmsRequest = (config: SmsConfig, phone: string, text: string): SmsRequest | null => {
  switch (config.provider) {
    case 'kavenegar':
      return kavenegarRequest(config, phone, text);
    case 'twilio':
      return twilioRequest(config, phone, text);
    case 'http':
      return httpSmsRequest(config, phone, text);
    default:
      return config satisfies never;
  }
};

const transmit = async (deps: SmsDeps, request: SendRequest<'sms'>, text: string): Promise<SendOutcome> => {
  const sms = toSmsRequest(request.config, request.address.phone, text);
  if (sms === null) return { kind: 'failed', retry: false, reason: 'the URL template does not give a URL' };
  const sent = await exchange(deps.egress, {
    url: sms.url,
    // A kept connection that the remote closes at this very moment would look like an unclear attempt, and an unclear
    // SMS counts as sent.
    init: { method: sms.method, headers: [...sms.headers, ['connection', 'close']], body: sms.body },
    signal: request.signal,
    secrets: sms.secrets,
    options: { timeoutMs: smsTimeoutMs },
  });
  return sent.kind === 'failed' ? sent.outcome : sms.judge(sent.answer, deps.clock.now());
};

/** The day of the cap in the reader's own zone, like 2026-11-22. */
const dayOf = (nowMs: number, timeZone: string): string => {
  const format = (zone: string) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(nowMs);
  try {
    return format(timeZone);
  } catch {
    return format('UTC');
  }
};

/** The account that pays, as a name for its counters; the digest keeps the key itself out of them. */
const accountOf = (config: SmsConfig): string => {
  const identity =
    config.provider === 'twilio'
      ? [config.apiBaseUrl, config.accountSid]
      : [config.provider === 'http' ? config.url : config.apiBaseUrl, config.apiKey];
  return createHash('sha256')
    .update(JSON.stringify([config.provider, ...identity]))
    .digest('hex')
    .slice(0, 24);
};

const mayHaveGone = (outcome: SendOutcome): boolean => outcome.kind === 'sent' || outcome.unclear === true;

type Counted = SendOutcome | 'over limit' | 'no counter';

/** Sends if the counter allows one more, and takes the count back when nothing can have been sent. */
const sendCounted = async (
  counters: Counters,
  counter: string,
  limit: number,
  send: () => Promise<SendOutcome>,
): Promise<Counted> => {
  const count = await counters.add(counter, 1, counterTtlMs).catch(() => null);
  // A count that cannot be taken back makes the cap come early by one; the outcome must not be lost over it.
  const takeBack = () => counters.add(counter, -1, counterTtlMs).catch(() => null);
  if (count === null) return 'no counter';
  if (count > limit) {
    await takeBack();
    return 'over limit';
  }
  const outcome = await send();
  if (!mayHaveGone(outcome)) await takeBack();
  return outcome;
};

export const smsChannel = (deps: SmsDeps): Channel<'sms'> => ({
  kind: 'sms',
  isIdempotent: false,
  afterUnclear: 'assume-sent',
  configSchema: smsConfigSchema,
  addressSchema: smsAddressSchema,
  /**
   * At most `dailyCap` messages a day and account, and after them a single one that says so; what comes later is
   * refused for good with the reason. Nothing is sent uncounted: without the counters it asks for another try.
   */
  async send(request: SendRequest<'sms'>): Promise<SendOutcome> {
    const { config, notification, possibleRepeat } = request;
    const day = dayOf(deps.clock.now(), notification.timeZone);
    const counter = `sms/${accountOf(config)}/${day}`;
    const text = renderSms(notification, { possibleRepeat });
    const outcome = await sendCounted(deps.counters, counter, config.dailyCap, () =>
      transmit(deps, request, text),
    );
    if (outcome === 'no counter') {
      return { kind: 'failed', retry: true, reason: 'the count of SMS of the day cannot be read' };
    }
    if (outcome !== 'over limit') return outcome;
    await sendCounted(deps.counters, `${counter}/cap-notice`, 1, () =>
      transmit(deps, request, renderCapReached(notification, config.dailyCap)),
    );
    return {
      kind: 'failed',
      retry: false,
      reason: `the daily limit of ${config.dailyCap} SMS is reached; see the console`,
    };
  },
});
