/**
 * Telegram Bot API. Calls are made here and not by a client library: grammY's hands its fetch a foreign kind of
 * AbortSignal, drops the HTTP status and the headers of an answer, and cannot say whether a failed request had left,
 * which is the one thing a delivery without idempotency keys has to know.
 */
import { createHash } from 'node:crypto';
import { type TelegramConfig, telegramConfigSchema } from '../../../../src-shared/contract/channels.ts';
import { telegramAddressSchema } from '../../../../src-shared/contract/destinations.ts';
import type { Pace } from '../../store/paces.ts';
import type { Channel, ChannelDeps, SendOutcome, SendRequest } from '../channel.ts';
import { exchange, type HttpAnswer, jsonObject } from '../http-exchange.ts';
import { remoteWords } from '../remote-words.ts';
import { renderTelegramHtml, type TelegramMessage } from '../render-telegram-html.ts';
import { boundedWaitMs, retryAfterMs } from '../retry-after.ts';

type Deps = Pick<ChannelDeps, 'egress' | 'clock'>;
type Failed = Extract<SendOutcome, { kind: 'failed' }>;
type TelegramAddress = SendRequest<'telegram'>['address'];

const cloudBaseUrl = 'https://api.telegram.org';
/** HTML, plain text, and each of them once more in a group that has moved. */
const maxCalls = 4;
/** The General topic has this id but wants none: with it, Telegram answers "message thread not found". */
const generalThreadId = 1;

interface Answered {
  kind: 'answered';
  answer: HttpAnswer;
  isOk: boolean;
  description: string;
  result: Record<string, unknown>;
  parameters: Record<string, unknown>;
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const secretsOf = (config: TelegramConfig): string[] => {
  const secrets = [config.botToken];
  if (config.proxyUrl === undefined || !URL.canParse(config.proxyUrl)) return secrets;
  const { username, password } = new URL(config.proxyUrl);
  return [...secrets, config.proxyUrl, password, username].filter((secret) => secret !== '');
};

const methodUrl = ({ apiBaseUrl, botToken }: TelegramConfig, method: string): string =>
  `${(apiBaseUrl ?? cloudBaseUrl).replace(/\/+$/, '')}/bot${botToken}/${method}`;

const call = async (
  deps: Deps,
  { config, signal }: Pick<SendRequest<'telegram'>, 'config' | 'signal'>,
  method: string,
  payload: Record<string, unknown>,
): Promise<Answered | { kind: 'failed'; outcome: Failed }> => {
  const done = await exchange(deps.egress, {
    url: methodUrl(config, method),
    init: {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(payload),
    },
    signal,
    secrets: secretsOf(config),
    options: { proxyUrl: config.proxyUrl },
  });
  if (done.kind === 'failed') return done;
  const json = jsonObject(done.answer.body) ?? {};
  return {
    kind: 'answered',
    answer: done.answer,
    isOk: done.answer.status === 200 && json.ok === true,
    description: typeof json.description === 'string' ? json.description : '',
    result: recordOf(json.result),
    parameters: recordOf(json.parameters),
  };
};

/** The group became a supergroup with another id. */
const movedTo = ({ parameters }: Answered): string | null => {
  const id = parameters.migrate_to_chat_id;
  return typeof id === 'number' || typeof id === 'string' ? String(id) : null;
};

/** What an answer other than success means. */
const failureOf = (said: Answered, config: TelegramConfig, nowMs: number): Failed => {
  const { status, isComplete } = said.answer;
  if (status >= 200 && status < 300) {
    return isComplete
      ? { kind: 'failed', retry: true, reason: `HTTP ${status}, but not the answer of a Telegram Bot API` }
      : { kind: 'failed', retry: true, unclear: true, reason: 'the answer broke off' };
  }
  if (status >= 300 && status < 400) {
    const reason = `HTTP ${status}: redirects are not followed; set the final API base URL`;
    return { kind: 'failed', retry: false, reason };
  }
  const wait = boundedWaitMs(secondsToMs(said.parameters.retry_after));
  const waitMs = wait ?? retryAfterMs(said.answer.headers.get('retry-after'), nowMs);
  return {
    kind: 'failed',
    retry: status >= 500 || status === 429 || status === 408,
    reason: remoteWords(said.description || `HTTP ${status}`, secretsOf(config)),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
};

const secondsToMs = (value: unknown): unknown => (typeof value === 'number' ? value * 1000 : value);

const payloadOf = (
  address: TelegramAddress,
  message: TelegramMessage,
  { isHtml, editId, replyId }: { isHtml: boolean; editId: number | null; replyId: number | null },
): Record<string, unknown> => {
  const isTopic = address.threadId !== undefined && address.threadId !== generalThreadId;
  return {
    chat_id: address.chatId,
    text: isHtml ? message.html : message.text,
    ...(isHtml ? { parse_mode: 'HTML' } : {}),
    // A preview would have Telegram's servers, and the reader's client, fetch what a stranger's mail names.
    link_preview_options: { is_disabled: true },
    ...(editId === null ? {} : { message_id: editId }),
    ...(editId === null && isTopic ? { message_thread_id: address.threadId } : {}),
    ...(editId === null && replyId !== null
      ? { reply_parameters: { message_id: replyId, allow_sending_without_reply: true } }
      : {}),
  };
};

const messageIdOf = (remoteId: string | null | undefined): number | null =>
  remoteId !== null && remoteId !== undefined && /^\d{1,15}$/.test(remoteId) ? Number(remoteId) : null;

/** 400 for reasons of the message that is to be changed: gone, too old, of somebody else. */
const isEditRefusal = ({ answer, description }: Answered): boolean =>
  answer.status === 400 &&
  /message to edit not found|message can't be edited|message_id_invalid|message identifier is not specified/i.test(
    description,
  );

/** Names an account without its key: paces are shared by all who call with it. */
const accountOf = ({ apiBaseUrl, botToken }: TelegramConfig): string =>
  createHash('sha256')
    .update(`${apiBaseUrl ?? cloudBaseUrl} ${botToken}`)
    .digest('hex')
    .slice(0, 24);

/**
 * core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one message a second in a chat, 20 a
 * minute in a group, 30 a second in all. A little less, since calls do not arrive in the rhythm they were made in.
 */
const pacesOf = (config: TelegramConfig, { chatId }: TelegramAddress): Pace[] => {
  const account = accountOf(config);
  const isGroup = chatId.startsWith('-') || chatId.startsWith('@');
  return [
    { name: `telegram-${account}-${chatId}`, spacingMs: 1_050, windowMs: 62_000, most: isGroup ? 19 : 55 },
    { name: `telegram-${account}`, spacingMs: 0, windowMs: 1_050, most: 28 },
  ];
};

const answerOf = ({ result }: Answered): string => {
  const title = recordOf(result.chat).title;
  return `ok, message ${result.message_id}${typeof title === 'string' ? ` in ${title}` : ''}`;
};

export const telegramChannel = (deps: Deps): Channel<'telegram'> => ({
  kind: 'telegram',
  isIdempotent: false,
  afterUnclear: 'retry',
  configSchema: telegramConfigSchema,
  addressSchema: telegramAddressSchema,

  async send(request) {
    const { config, notification, possibleRepeat } = request;
    const editId = messageIdOf(request.replaces);
    const replyId = messageIdOf(request.replyTo);
    // An edit puts the same text in the same place however often it is made.
    const message = renderTelegramHtml(notification, { possibleRepeat: possibleRepeat && editId === null });
    const method = editId === null ? 'sendMessage' : 'editMessageText';
    let address = request.address;
    let isHtml = true;
    const moved = () => (address === request.address ? {} : { newAddress: address });

    for (let calls = 1; ; calls++) {
      const said = await call(
        deps,
        request,
        method,
        payloadOf(address, message, { isHtml, editId, replyId }),
      );
      if (said.kind === 'failed') {
        const { unclear, ...outcome } = said.outcome;
        return { ...outcome, ...(unclear === true && editId === null ? { unclear } : {}), ...moved() };
      }
      if (said.isOk) {
        const remoteId = editId === null ? String(said.result.message_id ?? '') : String(editId);
        const answer = remoteWords(answerOf(said), secretsOf(config));
        return { kind: 'sent', remoteId: remoteId || null, answer, ...moved() };
      }
      if (editId !== null && /message is not modified/i.test(said.description)) {
        const answer = remoteWords(said.description, secretsOf(config));
        return { kind: 'sent', remoteId: String(editId), answer, ...moved() };
      }
      const chatId = movedTo(said);
      if (calls < maxCalls && chatId !== null && chatId !== address.chatId) {
        address = { ...address, chatId };
      } else if (calls < maxCalls && isHtml && /can't parse entities/i.test(said.description)) {
        isHtml = false;
      } else {
        const failed = failureOf(said, config, deps.clock.now());
        // A group that moved leaves its older messages behind.
        const isRefused =
          editId !== null && (isEditRefusal(said) || (address !== request.address && !failed.retry));
        return { ...failed, ...(isRefused ? { editRefused: true } : {}), ...moved() };
      }
    }
  },
  paces: pacesOf,
});
