/**
 * One provider: an OpenAI-compatible endpoint and a model (https://platform.openai.com/docs/api-reference/chat;
 * Ollama's /v1, vLLM, LM Studio, llama-server alike). It finds out which form of request the endpoint takes, reads
 * whatever comes back, asks once more where the answer does not fit, and answers with an outcome, never a throw.
 * It neither logs nor keeps mail text.
 */
import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { Analysis, SentText } from '../../../src-shared/contract/alerts.ts';
import { type ResponseMode, responseModes } from '../../../src-shared/contract/providers.ts';
import type { Egress } from '../egress.ts';
import type { Clock } from '../ports.ts';
import { isOllama, normaliseBaseUrl } from './base-url.ts';
import { boundedFetch, maxAnswerBytes } from './bounded-fetch.ts';
import type { Budget } from './budget.ts';
import { extractJson } from './extract-json.ts';
import type { AnalyseInput } from './input.ts';
import { dataMessage, maxMailChars, newMarker, repairMessage, systemPrompt } from './prompt.ts';
import { cleaner, failureOf, type RemoteError, remedyFor, remoteError } from './provider-failure.ts';
import type { ProviderFailure, ProviderOutcome, TokenCount } from './provider-outcome.ts';
import type { ProviderRecord } from './provider-record.ts';
import { type Redaction, redactMail } from './redact.ts';
import { type Answer, answerFields, answerJsonSchema, answerSchemaName, readAnswer } from './schema.ts';

export const connectTimeoutMs = 5_000;
/** Room for an answer and for the thinking that some models cannot be talked out of. */
const maxCompletionTokens = 4_096;
/** Tried when the first answer was cut at its limit. */
const maxCompletionTokensWhenCut = 8_192;
/** Requests for one alert at one provider: the ladder, its refused parameters, the shortened mail, the repair. */
const maxCalls = 8;
const minMailChars = 500;
const maxKeptAnswerChars = 2_000;
const tokensForPromptAndAnswer = 1_500;

export interface ProviderClientDeps {
  egress: Pick<Egress, 'fetchWith'>;
  clock: Clock;
  /** Called when a mode has worked that the record does not name. */
  onResponseMode: (providerId: string, mode: ResponseMode) => void;
  /** Left out: nothing is counted and nothing limits. */
  budget?: Budget | undefined;
  /** Whether a provider that is not local gets addresses, hosts and user names. Left out: it does. */
  redactsAddresses?: (() => boolean) | undefined;
  /** Called before the first request for an alert, with what it carries of the mail. */
  onSent?: ((alertId: string, sent: SentText) => void) | undefined;
  /** For tests; a fresh random marker otherwise. */
  newMarker?: () => string;
}

export interface ProviderClient {
  analyse(input: AnalyseInput, signal?: AbortSignal): Promise<ProviderOutcome>;
}

/** What of a request this endpoint turned out not to take. Kept as long as the client. */
interface Quirks {
  mode: ResponseMode;
  modeProven: boolean;
  tokenLimit: 'max_tokens' | 'max_completion_tokens' | null;
  temperature: boolean;
  reasoningEffort: boolean;
}

/** What one alert's analysis has come to: grows over its calls. */
interface Turn {
  /** With the mail as this provider may see it. */
  input: AnalyseInput;
  redactions: Redaction[];
  /** Puts what may be put back into the answer. */
  restore: (text: string) => string;
  mode: ResponseMode;
  maxChars: number;
  completionTokens: number;
  repair: { previous: string; issues: string[] } | null;
  tokens: TokenCount | null;
  contextCut: boolean;
  /** True after a step down that holds for this alert only. */
  steppedOnce: boolean;
}

/** Creates the client of one provider. Make a new one when the record changes. */
export const createProviderClient = (record: ProviderRecord, deps: ProviderClientDeps): ProviderClient => {
  const baseUrl = normaliseBaseUrl(record.baseUrl);
  const egressFetch = deps.egress.fetchWith({
    timeoutMs: record.timeoutMs,
    connectTimeoutMs,
    maxResponseBytes: maxAnswerBytes + 1,
  });
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey: record.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: record.timeoutMs,
    fetch: boundedFetch(egressFetch, record.apiKey),
  });
  const quirks: Quirks = {
    mode: record.responseMode ?? 'json_schema',
    modeProven: record.responseMode !== null,
    tokenLimit: 'max_tokens',
    temperature: true,
    reasoningEffort: isOllama(baseUrl),
  };

  const analyse = async (input: AnalyseInput, signal?: AbortSignal): Promise<ProviderOutcome> => {
    const startedAt = deps.clock.monotonic();
    const turn: Turn = {
      ...asSeenBy(record, input, deps.redactsAddresses?.() ?? false),
      mode: quirks.mode,
      maxChars: maxMailChars,
      completionTokens: maxCompletionTokens,
      repair: null,
      tokens: null,
      contextCut: false,
      steppedOnce: false,
    };
    for (let call = 0; call < maxCalls; call += 1) {
      const remainingMs = record.timeoutMs - (deps.clock.monotonic() - startedAt);
      if (remainingMs <= 0) return timedOut;
      const refused = (await deps.budget?.take()) ?? null;
      if (refused !== null) return { kind: 'failed', retryable: true, code: 'budget', reason: refused };
      const request = requestFor(turn);
      if (call === 0) deps.onSent?.(input.envelope.id, sentOf(request, turn));
      let completion: unknown;
      try {
        completion = await client.chat.completions.create(request, {
          timeout: Math.max(1, Math.ceil(remainingMs)),
          ...(signal === undefined ? {} : { signal }),
        });
      } catch (error) {
        const now = deps.clock.now();
        const remote = remoteError(error, now);
        if (remote !== null && adapt(turn, remote)) continue;
        return failureOf(error, now, cleaner(record.apiKey, sentText(request)));
      }
      const tokensBefore = turn.tokens;
      const step = readCompletion(turn, completion);
      deps.budget?.spent(tokensOf(tokensBefore, turn.tokens, request, step));
      if (step.kind === 'again') continue;
      if (step.kind === 'failed') return step.failure;
      confirmMode(turn);
      const latencyMs = Math.round(deps.clock.monotonic() - startedAt);
      return {
        kind: 'analysis',
        analysis: toAnalysis(step.answer, turn, latencyMs),
        mode: turn.mode,
        latencyMs,
        tokens: turn.tokens,
        answer: step.text.slice(0, maxKeptAnswerChars),
      };
    }
    return {
      kind: 'failed',
      retryable: true,
      code: 'endpoint',
      reason: 'the endpoint takes no form of the request',
    };
  };

  const requestFor = (turn: Turn): ChatCompletionCreateParamsNonStreaming => {
    const { mail, envelope, language } = turn.input;
    const marker = (deps.newMarker ?? newMarker)();
    return {
      model: record.model,
      messages: [
        { role: 'system', content: systemPrompt(language, turn.mode !== 'json_schema') },
        { role: 'user', content: dataMessage(mail, envelope, marker, turn.maxChars) },
        ...repairMessages(turn),
      ],
      stream: false,
      ...(quirks.temperature ? { temperature: 0 } : {}),
      ...(quirks.reasoningEffort ? { reasoning_effort: 'none' as const } : {}),
      ...(quirks.tokenLimit === null ? {} : { [quirks.tokenLimit]: turn.completionTokens }),
      ...responseFormat(turn.mode),
    };
  };

  /** Changes the next request after a refusal; false where nothing is left to change. */
  const adapt = (turn: Turn, error: RemoteError): boolean => {
    const remedy = remedyFor(error);
    switch (remedy) {
      case 'context':
        return shortenMail(turn, error);
      case 'reasoning_effort':
        if (!quirks.reasoningEffort) break;
        quirks.reasoningEffort = false;
        return true;
      case 'max_tokens':
        if (quirks.tokenLimit === null) break;
        quirks.tokenLimit = quirks.tokenLimit === 'max_tokens' ? 'max_completion_tokens' : null;
        return true;
      case 'temperature':
        if (!quirks.temperature) break;
        quirks.temperature = false;
        return true;
      case 'format-once':
        turn.steppedOnce = true;
        return stepDown(turn);
      case 'format':
        return stepDown(turn);
      case null:
        break;
      default:
        remedy satisfies never;
    }
    // An endpoint that has taken no mode yet and says 400 without a word it can be known by may dislike the format.
    return (error.status === 400 || error.status === 422) && !quirks.modeProven && stepDown(turn);
  };

  const confirmMode = (turn: Turn): void => {
    if (turn.steppedOnce) return;
    const isNew = turn.mode !== record.responseMode && !(quirks.modeProven && quirks.mode === turn.mode);
    quirks.mode = turn.mode;
    quirks.modeProven = true;
    if (isNew) deps.onResponseMode(record.id, turn.mode);
  };

  const sentOf = (request: ChatCompletionCreateParamsNonStreaming, turn: Turn): SentText => ({
    providerName: record.name,
    model: record.model,
    at: deps.clock.now(),
    text: sentText(request),
    redactions: turn.redactions,
  });

  const toAnalysis = (answer: Answer, turn: Turn, latencyMs: number): Analysis => ({
    ...answer,
    system: turn.restore(answer.system),
    host: turn.restore(answer.host),
    resource: turn.restore(answer.resource),
    summary: turn.restore(answer.summary),
    details: answer.details.map(turn.restore),
    actions: answer.actions.map(turn.restore),
    language: turn.input.language,
    by: { kind: 'provider', providerId: record.id, providerName: record.name, model: record.model },
    at: deps.clock.now(),
    latencyMs,
    tokens: turn.tokens,
    cached: false,
    flags: [],
    evidence: [],
  });

  return { analyse };
};

/** Local providers get the mail as it is, the others without what must stay in the house (L5). */
const asSeenBy = (
  { local }: ProviderRecord,
  input: AnalyseInput,
  addresses: boolean,
): Pick<Turn, 'input' | 'redactions' | 'restore'> => {
  if (local) return { input, redactions: [], restore: (text) => text };
  const { mail, envelope, redactions, restore } = redactMail(input.mail, input.envelope, input.facts, {
    addresses,
  });
  return { input: { ...input, mail, envelope }, redactions, restore };
};

const charsPerToken = 4;

/** What this call took: the remote's own figures, else an estimate by length. */
const tokensOf = (
  before: TokenCount | null,
  after: TokenCount | null,
  request: ChatCompletionCreateParamsNonStreaming,
  step: Step,
): TokenCount => {
  const prompt = (after?.prompt ?? 0) - (before?.prompt ?? 0);
  const completion = (after?.completion ?? 0) - (before?.completion ?? 0);
  if (prompt + completion > 0) return { prompt, completion };
  return {
    prompt: Math.ceil(JSON.stringify(request.messages).length / charsPerToken),
    completion: step.kind === 'answer' ? Math.ceil(step.text.length / charsPerToken) : 0,
  };
};

const timedOut: ProviderFailure = {
  kind: 'failed',
  retryable: true,
  code: 'timeout',
  reason: 'no usable answer within the time-out',
};

type RepairMessages = { role: 'assistant' | 'user'; content: string }[];

const repairMessages = ({ repair }: Turn): RepairMessages => {
  if (repair === null) return [];
  const previous: RepairMessages =
    repair.previous === '' ? [] : [{ role: 'assistant', content: repair.previous }];
  // Where there is nothing to show, an empty turn keeps the roles alternating, which some templates insist on.
  return [
    ...(previous.length > 0 ? previous : [{ role: 'assistant' as const, content: '(no answer)' }]),
    { role: 'user', content: repairMessage(repair.issues) },
  ];
};

const responseFormat = (
  mode: ResponseMode,
): Pick<ChatCompletionCreateParamsNonStreaming, 'response_format'> => {
  switch (mode) {
    case 'json_schema':
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: answerSchemaName, strict: true, schema: answerJsonSchema },
        },
      };
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'plain':
      return {};
    default:
      return mode satisfies never;
  }
};

const stepDown = (turn: Turn): boolean => {
  const next = responseModes[responseModes.indexOf(turn.mode) + 1];
  if (next === undefined) return false;
  turn.mode = next;
  return true;
};

/** Cuts the mail so that it should fit, once: by the remote's own figures, else to a third. */
const shortenMail = (turn: Turn, error: RemoteError): boolean => {
  if (turn.contextCut) return false;
  turn.contextCut = true;
  const now = Math.min(turn.maxChars, turn.input.mail.text.length);
  const fits =
    error.contextTokens !== null && error.promptTokens !== null
      ? (now * Math.max(0, error.contextTokens - tokensForPromptAndAnswer)) / error.promptTokens
      : now / 3;
  turn.maxChars = Math.max(minMailChars, Math.floor(Math.min(fits, now / 2)));
  return true;
};

const sentText = (request: ChatCompletionCreateParamsNonStreaming): string =>
  request.messages
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => (typeof content === 'string' ? content : ''))
    .join('\n');

/** As much of a chat completion as is read; the rest of it varies from server to server. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          reasoning: z.string().nullish(),
          reasoning_content: z.string().nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

type Step =
  | { kind: 'answer'; answer: Answer; text: string }
  | { kind: 'again' }
  | { kind: 'failed'; failure: ProviderFailure };

const readCompletion = (turn: Turn, completion: ChatCompletion | unknown): Step => {
  const parsed = completionSchema.safeParse(completion);
  if (!parsed.success) return failedStep('endpoint', 'the endpoint does not answer like chat completions');
  const { choices, usage } = parsed.data;
  turn.tokens = addTokens(turn.tokens, usage);
  const choice = choices[0]!;
  const { content, refusal, reasoning, reasoning_content } = choice.message;
  if ((refusal ?? '') !== '' || choice.finish_reason === 'content_filter') {
    return failedStep('refused', 'the model refused to answer');
  }
  // Ollama's thinking models may leave the content empty and put all of it into the reasoning.
  const text = [content, reasoning, reasoning_content].find((part) => (part ?? '').trim() !== '') ?? '';
  const found = extractJson(text, answerFields);
  const reading =
    found === undefined
      ? {
          kind: 'invalid' as const,
          issues: [text === '' ? 'the answer was empty' : 'there was no JSON object in it'],
        }
      : readAnswer(found);
  if (reading.kind === 'answer') return { kind: 'answer', answer: reading.answer, text };
  const wasCut = choice.finish_reason === 'length';
  if (turn.repair !== null) {
    return failedStep('bad-answer', `two answers did not fit: ${reading.issues.join('; ')}`.slice(0, 300));
  }
  if (wasCut) turn.completionTokens = maxCompletionTokensWhenCut;
  const issues = wasCut ? ['it was cut off: be shorter', ...reading.issues] : reading.issues;
  turn.repair = { previous: text.slice(0, maxKeptAnswerChars), issues };
  return { kind: 'again' };
};

const failedStep = (code: ProviderFailure['code'], reason: string): Step => ({
  kind: 'failed',
  failure: { kind: 'failed', retryable: code === 'bad-answer', code, reason },
});

const addTokens = (
  sum: TokenCount | null,
  usage:
    | { prompt_tokens?: number | null | undefined; completion_tokens?: number | null | undefined }
    | null
    | undefined,
): TokenCount | null =>
  usage == null
    ? sum
    : {
        prompt: (sum?.prompt ?? 0) + Math.round(usage.prompt_tokens ?? 0),
        completion: (sum?.completion ?? 0) + Math.round(usage.completion_tokens ?? 0),
      };
