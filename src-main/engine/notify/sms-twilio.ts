/**
 * Twilio's Messages resource (https://www.twilio.com/docs/messaging/api/message-resource). 201 means queued.
 */
import type { SmsConfig } from '../../../src-shared/contract/channels.ts';
import type { SendOutcome } from './channel.ts';
import { type HttpAnswer, jsonObject } from './http-exchange.ts';
import { remoteWords } from './remote-words.ts';
import { halfAnswer, refusedByStatus, type SmsRequest } from './sms-request.ts';

type TwilioConfig = Extract<SmsConfig, { provider: 'twilio' }>;

const defaultBaseUrl = 'https://api.twilio.com';
/** Too many requests; the queue of this sender is full. Everything else below 500 is refused for good. */
const retriedCodes = new Set([20429, 21611]);

/** Twilio takes E.164 alone. */
export const twilioPhone = (phone: string): string => `+${phone.replace(/^(\+|00)/, '')}`;

const judge = (answer: HttpAnswer, secrets: string[], nowMs: number): SendOutcome => {
  const reply = jsonObject(answer.body);
  if (answer.status >= 200 && answer.status < 300) {
    if (!answer.isComplete) return halfAnswer;
    const sid = typeof reply?.sid === 'string' ? reply.sid : null;
    if (sid === null) {
      return { kind: 'failed', retry: true, reason: `HTTP ${answer.status} without a Twilio reply` };
    }
    return {
      kind: 'sent',
      remoteId: sid,
      answer: remoteWords(`${answer.status} ${String(reply?.status ?? '')}`, secrets),
    };
  }
  const code = reply?.code;
  const said =
    typeof code === 'number'
      ? `${answer.status} ${code}: ${String(reply?.message ?? '')}`
      : `HTTP ${answer.status} without a Twilio reply`;
  const refused = refusedByStatus(answer, said, secrets, nowMs);
  return typeof code === 'number' && retriedCodes.has(code) && refused.kind === 'failed'
    ? { ...refused, retry: true }
    : refused;
};

export const twilioRequest = (config: TwilioConfig, phone: string, text: string): SmsRequest => {
  const base = (config.apiBaseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  const form = new URLSearchParams({ To: twilioPhone(phone), Body: text });
  if (config.messagingServiceSid) form.set('MessagingServiceSid', config.messagingServiceSid);
  else if (config.from) form.set('From', config.from);
  const credentials = Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64');
  const secrets = [config.authToken, credentials];
  return {
    url: `${base}/2010-04-01/Accounts/${encodeURIComponent(config.accountSid)}/Messages.json`,
    method: 'POST',
    headers: [
      ['authorization', `Basic ${credentials}`],
      ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['accept', 'application/json'],
    ],
    body: form.toString(),
    secrets,
    judge: (answer, nowMs) => judge(answer, secrets, nowMs),
  };
};
