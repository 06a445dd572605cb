/**
 * A stand-in for the Telegram Bot API, as strict as the real one in what it checks and in the words it refuses with.
 */
import { formOf, json, type Received, type RemoteStub, type Reply, startRemote } from './remote-stub.ts';
import { readTelegramHtml, type TelegramEntity } from './telegram-html-reader.ts';

export interface TelegramStubMessage {
  messageId: number;
  chatId: string;
  threadId: number | null;
  text: string;
  entities: TelegramEntity[];
  isPreviewDisabled: boolean;
  /** True when it came with parse_mode HTML. */
  isHtml: boolean;
  edits: number;
  /** The message it answers, where that is still there. */
  replyTo: number | null;
}

export interface TelegramStub extends RemoteStub {
  token: string;
  /** What a person would see, in order of arrival. */
  messages: TelegramStubMessage[];
  addChat(chatId: string, threadIds?: number[]): void;
  /** The group becomes a supergroup: the old id answers with the new one, older messages stay behind. */
  migrate(from: string, to: string): void;
  /** Deletes a message as a member would. */
  remove(messageId: number): void;
  /**
   * From now on more than a call a second to a chat, or 20 a minute to a group, edits included, are answered 429 with the
   * seconds to wait.
   */
  limit(): void;
  /** Calls that came too fast. */
  tooFast: number;
  /** When each call that reached a chat came, in ms of `performance.now()`. */
  calls: { chatId: string; at: number; method: string }[];
}

const textLimit = 4096;

export const telegramRefusals = {
  blocked: [403, 'Forbidden: bot was blocked by the user'],
  kicked: [403, 'Forbidden: bot was kicked from the supergroup chat'],
  chatNotFound: [400, 'Bad Request: chat not found'],
  threadNotFound: [400, 'Bad Request: message thread not found'],
  unauthorized: [401, 'Unauthorized'],
  notFound: [404, 'Not Found'],
  tooLong: [400, 'Bad Request: message is too long'],
  empty: [400, 'Bad Request: message text is empty'],
  notModified: [
    400,
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  ],
  toReplyNotFound: [400, 'Bad Request: message to be replied not found'],
  toEditNotFound: [400, 'Bad Request: message to edit not found'],
  badParseMode: [400, 'Bad Request: unsupported parse_mode'],
  badUtf8: [400, 'Bad Request: strings must be encoded in UTF-8'],
} as const satisfies Record<string, readonly [number, string]>;

const failure = (code: number, description: string, parameters?: Record<string, unknown>): Reply =>
  json(code, {
    ok: false,
    error_code: code,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  });

export const telegramRefusal = (name: keyof typeof telegramRefusals): Reply => {
  const [code, description] = telegramRefusals[name];
  return failure(code, description);
};

export const telegramTooMany = (seconds: number): Reply =>
  failure(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });

export const telegramBadGateway: Reply = {
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head></html>',
  headers: { 'content-type': 'text/html' },
};

const refuse = (name: keyof typeof telegramRefusals): never => {
  throw new Refused(telegramRefusal(name));
};

class Refused extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super('refused');
    this.reply = reply;
  }
}

type Parameters = Record<string, unknown>;

const parametersOf = (received: Received): Parameters => {
  const query = Object.fromEntries(received.url.searchParams);
  const form = formOf(received);
  if (form !== null) return { ...query, ...Object.fromEntries(form) };
  if (received.body === '' || !received.headers['content-type']?.startsWith('application/json')) return query;
  const body: unknown = JSON.parse(received.body);
  return typeof body === 'object' && body !== null ? { ...query, ...body } : query;
};

/** In a form, objects come as JSON text. */
const objectOf = (value: unknown): Parameters => {
  const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
};

const contentOf = (parameters: Parameters) => {
  const raw = typeof parameters.text === 'string' ? parameters.text : '';
  if (!raw.isWellFormed()) refuse('badUtf8');
  const mode = parameters.parse_mode;
  const isHtml = typeof mode === 'string' && mode.toLowerCase() === 'html';
  if (mode !== undefined && mode !== '' && !isHtml) refuse('badParseMode');
  const read = isHtml ? readTelegramHtml(raw) : { ok: true as const, text: raw, entities: [] };
  if (!read.ok) throw new Refused(failure(400, read.description));
  if (read.text.trim() === '') refuse('empty');
  if (read.text.length > textLimit) refuse('tooLong');
  return {
    text: read.text,
    entities: read.entities.slice(0, 100),
    isHtml,
    isPreviewDisabled: objectOf(parameters.link_preview_options).is_disabled === true,
  };
};

export const startTelegramStub = async (token = '123456:AAH-stub_TOKEN'): Promise<TelegramStub> => {
  const chats = new Map<string, Set<number>>();
  const migrations = new Map<string, string>();
  const messages: TelegramStubMessage[] = [];
  const calls: { chatId: string; at: number; method: string }[] = [];
  let lastId = 100;
  let isLimited = false;
  let tooFast = 0;

  /** A little less than the minute and the second that Telegram names: calls that keep to them may still bunch up on their way. */
  const pace = (chatId: string, method: string) => {
    const at = performance.now();
    const before = calls.filter((call) => call.chatId === chatId);
    const last = before.at(-1);
    const minute = before.filter((call) => at - call.at < 60_000);
    const isGroup = chatId.startsWith('-');
    const waitMs = Math.max(
      last === undefined ? 0 : last.at + 990 - at,
      isGroup && minute.length >= 20 ? (minute.at(-20)?.at ?? at) + 60_000 - at : 0,
    );
    if (isLimited && waitMs > 0) {
      tooFast += 1;
      throw new Refused(telegramTooMany(Math.ceil(waitMs / 1000)));
    }
    calls.push({ chatId, at, method });
  };

  const chatOf = (parameters: Parameters): string => {
    const chatId = String(parameters.chat_id ?? '');
    const moved = migrations.get(chatId);
    if (moved !== undefined) {
      throw new Refused(
        failure(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
          migrate_to_chat_id: Number(moved),
        }),
      );
    }
    if (!chats.has(chatId)) refuse('chatNotFound');
    return chatId;
  };

  const shown = (message: TelegramStubMessage): Reply =>
    json(200, {
      ok: true,
      result: {
        message_id: message.messageId,
        date: 1_795_000_000,
        chat: { id: Number(message.chatId), type: 'supergroup', title: 'Ops' },
        text: message.text,
        entities: message.entities,
      },
    });

  const methods: Record<string, (parameters: Parameters) => Reply> = {
    getMe: () =>
      json(200, {
        ok: true,
        result: { id: 123456, is_bot: true, first_name: 'Alert', username: 'alert_bot' },
      }),
    sendMessage: (parameters) => {
      const content = contentOf(parameters);
      const chatId = chatOf(parameters);
      const threadId =
        parameters.message_thread_id === undefined ? null : Number(parameters.message_thread_id);
      if (threadId !== null && !chats.get(chatId)?.has(threadId)) refuse('threadNotFound');
      const reply = parameters.reply_parameters === undefined ? {} : objectOf(parameters.reply_parameters);
      const answered = messages.find(
        (one) => one.messageId === Number(reply.message_id) && one.chatId === chatId,
      );
      if (parameters.reply_parameters !== undefined && typeof reply.message_id !== 'number')
        throw new Error('reply_parameters');
      if (reply.message_id !== undefined && !answered && reply.allow_sending_without_reply !== true)
        refuse('toReplyNotFound');
      pace(chatId, 'sendMessage');
      lastId += 1;
      const message = {
        messageId: lastId,
        chatId,
        threadId,
        ...content,
        edits: 0,
        replyTo: answered?.messageId ?? null,
      };
      messages.push(message);
      return shown(message);
    },
    editMessageText: (parameters) => {
      const content = contentOf(parameters);
      const chatId = chatOf(parameters);
      const message = messages.find(
        (one) => one.messageId === Number(parameters.message_id) && one.chatId === chatId,
      );
      if (message === undefined) return telegramRefusal('toEditNotFound');
      pace(chatId, 'editMessageText');
      const isSame =
        message.text === content.text &&
        JSON.stringify(message.entities) === JSON.stringify(content.entities);
      if (isSame) return telegramRefusal('notModified');
      Object.assign(message, content, { edits: message.edits + 1 });
      return shown(message);
    },
  };

  const remote = await startRemote((received) => {
    const [, sentToken, method] = /^\/bot([^/]+)\/([A-Za-z]+)$/.exec(received.url.pathname) ?? [];
    if (sentToken === undefined || !/^\d+:/.test(decodeURIComponent(sentToken)))
      return telegramRefusal('notFound');
    if (decodeURIComponent(sentToken) !== token) return telegramRefusal('unauthorized');
    const known = Object.entries(methods).find(([name]) => name.toLowerCase() === method?.toLowerCase());
    if (known === undefined) return telegramRefusal('notFound');
    try {
      return known[1](parametersOf(received));
    } catch (error) {
      if (error instanceof Refused) return error.reply;
      return failure(400, "Bad Request: can't parse parameters");
    }
  });

  return {
    ...remote,
    token,
    messages,
    addChat: (chatId, threadIds = []) => void chats.set(chatId, new Set(threadIds)),
    migrate: (from, to) => {
      chats.set(to, chats.get(from) ?? new Set());
      chats.delete(from);
      migrations.set(from, to);
    },
    limit: () => {
      isLimited = true;
    },
    get tooFast() {
      return tooFast;
    },
    calls,
    remove: (messageId) => {
      const at = messages.findIndex((message) => message.messageId === messageId);
      if (at !== -1) messages.splice(at, 1);
    },
  };
};
