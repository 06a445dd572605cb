/** Which models an OpenAI-compatible endpoint offers (https://platform.openai.com/docs/api-reference/models/list). */
import { z } from 'zod';
import { maxListedModels } from '../../../src-shared/contract/providers.ts';
import type { Egress } from '../egress.ts';
import type { Clock } from '../ports.ts';
import { normaliseBaseUrl } from './base-url.ts';
import { boundedFetch, maxAnswerBytes } from './bounded-fetch.ts';
import { cleaner, failureOf } from './provider-failure.ts';

const listTimeoutMs = 10_000;
const connectTimeoutMs = 5_000;
const maxNameChars = 200;
const maxAnswerChars = 300;

export interface ModelList {
  ok: boolean;
  latencyMs: number;
  models: string[];
  /** Why there is none: the endpoint's words, without the key. */
  answer: string;
}

/** As much of the answer as is read. Ollama without models answers `data: null`. */
const listSchema = z.object({ data: z.array(z.unknown()).nullable() });
const modelSchema = z.object({ id: z.string().min(1).max(maxNameChars) });
const refusalSchema = z.object({ error: z.object({ message: z.string() }).or(z.string()) });

/** Never throws for what the endpoint or the network does. */
export const listModels = async (
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string | null },
  deps: { egress: Pick<Egress, 'fetchWith'>; clock: Clock },
  signal?: AbortSignal,
): Promise<ModelList> => {
  const startedAt = deps.clock.monotonic();
  const clean = cleaner(apiKey, '');
  const done = (list: Pick<ModelList, 'ok' | 'models' | 'answer'>): ModelList => ({
    ...list,
    latencyMs: Math.round(deps.clock.monotonic() - startedAt),
  });
  const failed = (answer: string): ModelList => done({ ok: false, models: [], answer });
  const fetch = boundedFetch(
    deps.egress.fetchWith({
      timeoutMs: listTimeoutMs,
      connectTimeoutMs,
      maxResponseBytes: maxAnswerBytes + 1,
    }),
    apiKey,
  );
  try {
    const answer = await fetch(`${normaliseBaseUrl(baseUrl)}/models`, {
      headers: { accept: 'application/json' },
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await answer.text();
    if (answer.status >= 300 && answer.status < 400) {
      return failed(`HTTP ${answer.status}: redirects are not followed; set the final URL`);
    }
    if (!answer.ok)
      return failed(`HTTP ${answer.status} ${clean(refusalOf(text))}`.trim().slice(0, maxAnswerChars));
    const models = modelsOf(text);
    return models === null
      ? failed(`HTTP ${answer.status}, but not a list of models: the base URL usually ends in /v1`)
      : done({ ok: true, models, answer: '' });
  } catch (error) {
    return failed(failureOf(error, deps.clock.now(), clean).reason);
  }
};

const modelsOf = (text: string): string[] | null => {
  const list = listSchema.safeParse(parseJson(text));
  if (!list.success) return null;
  const ids = (list.data.data ?? []).flatMap((entry) => {
    const model = modelSchema.safeParse(entry);
    return model.success ? [model.data.id] : [];
  });
  return [...new Set(ids)].sort().slice(0, maxListedModels);
};

/** What an error answer says, or its text where it is of another form. */
const refusalOf = (text: string): string => {
  const { data } = refusalSchema.safeParse(parseJson(text));
  if (data === undefined) return text;
  return typeof data.error === 'string' ? data.error : data.error.message;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
