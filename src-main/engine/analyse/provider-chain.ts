/**
 * Every alert gets an analysis: from the preferred provider, else from the next ones in their order, else from the
 * deterministic reader. A provider that has read a mail of the same template is not asked again. What a model says, now or
 * then, is held to the mail and to the facts before anybody sees it.
 */
import type { Analysis, SentText } from '../../../src-shared/contract/alerts.ts';
import type { ResponseMode } from '../../../src-shared/contract/providers.ts';
import type { Settings } from '../../../src-shared/contract/settings.ts';
import type { Language } from '../../../src-shared/vocabulary.ts';
import type { Egress } from '../egress.ts';
import { joinSignals } from '../joined-signal.ts';
import type { Clock, Logger } from '../ports.ts';
import { recognise } from '../recognise/registry.ts';
import type { ProviderUsageStore } from '../store/provider-usage.ts';
import type { TemplateCache } from '../store/template-cache.ts';
import { type BreakerOptions, breakerDefaults, createBreaker, type ProviderBreaker } from './breaker.ts';
import { createBudget } from './budget.ts';
import { deterministicAnalysis } from './deterministic.ts';
import { finishAnalysis } from './finish.ts';
import { groundAnalysis, mailSays } from './ground.ts';
import { defaultBand } from './hold-to-facts.ts';
import { injectionSignals } from './injection.ts';
import type { AnalyseInput } from './input.ts';
import { promptVersion } from './prompt.ts';
import { createProviderClient, type ProviderClient } from './provider-client.ts';
import type { FailureCode, ProviderFailure, ProviderOutcome } from './provider-outcome.ts';
import type { ProviderRecord } from './provider-record.ts';
import { sampleMail } from './sample-mail.ts';
import { createSemaphore, QueueFullError, type Semaphore } from './semaphore.ts';
import { createSingleFlight } from './single-flight.ts';
import { fromEntry, type Template, templateKey, templateOf, toEntry } from './template.ts';

export interface AnalyserDeps {
  /** The current records, keys opened, in any order. */
  providers: () => readonly ProviderRecord[];
  egress: Pick<Egress, 'fetchWith'>;
  clock: Clock;
  logger: Logger;
  /** A provider's mode was found; to be kept with its record. */
  onResponseMode: (providerId: string, mode: ResponseMode) => void;
  /** Left out: their defaults, and no template is kept. */
  settings?: () => AnalysisSettings;
  /** Left out: no budgets, nothing counted. */
  usage?: ProviderUsageStore;
  /** Left out: every mail is sent to a model. */
  templates?: TemplateCache;
  /** To be shown to people. Left out: it is not kept. */
  keepSent?: (alertId: string, sent: SentText) => void;
}

export type AnalysisSettings = Pick<
  Settings,
  'modelMayRaiseBy' | 'modelMayLowerBy' | 'redactAddresses' | 'templateCacheMs'
>;

const defaultSettings: AnalysisSettings = {
  modelMayRaiseBy: defaultBand.mayRaiseBy,
  modelMayLowerBy: defaultBand.mayLowerBy,
  redactAddresses: false,
  templateCacheMs: 0,
};

export interface AnalyserOptions {
  breaker?: Partial<BreakerOptions>;
  /** Callers that may wait for one provider; the others go on to the next. */
  maxWaiting?: number;
}

export interface FailedProvider {
  providerId: string;
  providerName: string;
  code: FailureCode;
  /** The remote's own words, without secrets and mail text. */
  reason: string;
  durationMs: number;
}

export interface AnalyserResult {
  analysis: Analysis;
  /** The providers that were asked before it and why they gave nothing. */
  failures: FailedProvider[];
  /** What of the model's answer was held to the mail or the facts, and why. */
  notes: string[];
}

export interface ProviderTestResult {
  ok: boolean;
  latencyMs: number;
  answer: string;
  responseMode: ResponseMode | null;
  analysis: Analysis | null;
}

export interface ProviderStatus {
  providerId: string;
  name: string;
  breaker: ProviderBreaker['state'];
  lastSuccessAt: number | null;
  lastErrorAt: number | null;
  lastError: { code: FailureCode; reason: string } | null;
  active: number;
  waiting: number;
}

interface AnalyseOptions {
  preferredProviderId?: string | null;
  signal?: AbortSignal;
  urgent?: boolean;
  /** Ask a model even where an analysis of the same template is kept. */
  fresh?: boolean;
}

export interface Analyser {
  /** Always ends with an analysis that says who made it; when the signal aborts, with the deterministic one at once. */
  analyse(input: AnalyseInput, options?: AnalyseOptions): Promise<AnalyserResult>;
  /** True where a model could be asked: an enabled provider is there (any will do as fallback of the preferred one). */
  hasProvider(preferredProviderId?: string | null): boolean;
  /** Analyses the sample mail with this provider alone, an open breaker or not; null where there is no such provider. */
  test(providerId: string, language: Language, signal?: AbortSignal): Promise<ProviderTestResult | null>;
  /** The same with a provider that is not kept: no breaker, no status, no remembered mode. */
  tryOut(record: ProviderRecord, language: Language, signal?: AbortSignal): Promise<ProviderTestResult>;
  status(): ProviderStatus[];
  /** To be called when records changed: changed providers start afresh, breaker included. */
  configChanged(): void;
  /** Calls off what is running; it ends with the deterministic analysis. */
  stop(): void;
}

const defaultMaxWaiting = 1_000;
/** Of a provider's places, kept for criticals where it has several; where it has one, they are next. */
const keptForUrgent = 1;

/** One provider at work. */
interface Lane {
  record: ProviderRecord;
  client: ProviderClient;
  breaker: ProviderBreaker;
  semaphore: Semaphore;
  lastSuccessAt: number | null;
  lastErrorAt: number | null;
  lastError: { code: FailureCode; reason: string } | null;
}

export const createAnalyser = (deps: AnalyserDeps, options: AnalyserOptions = {}): Analyser => {
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();
  const settings = (): AnalysisSettings => deps.settings?.() ?? defaultSettings;
  const flights = createSingleFlight<Asked>();

  const newBreaker = (): ProviderBreaker => createBreaker({ ...breakerDefaults, ...options.breaker });

  const laneOf = (record: ProviderRecord): Lane => {
    const existing = lanes.get(record.id);
    if (existing !== undefined && isSameProvider(existing.record, record)) return existing;
    const lane: Lane = {
      record,
      client: createProviderClient(record, {
        ...deps,
        budget: deps.usage && createBudget(record, { ...deps, usage: deps.usage }),
        redactsAddresses: () => settings().redactAddresses,
        onSent: deps.keepSent,
      }),
      breaker: newBreaker(),
      semaphore: createSemaphore(
        record.concurrency,
        options.maxWaiting ?? defaultMaxWaiting,
        record.concurrency >= 2 ? keptForUrgent : 0,
      ),
      lastSuccessAt: existing?.lastSuccessAt ?? null,
      lastErrorAt: null,
      lastError: null,
    };
    lanes.set(record.id, lane);
    return lane;
  };

  const order = (preferredId: string | null | undefined): ProviderRecord[] => {
    const rank = (record: ProviderRecord): number => (record.id === preferredId ? -1 : record.position);
    return deps
      .providers()
      .filter(({ enabled }) => enabled)
      .toSorted((a, b) => rank(a) - rank(b));
  };

  const ask = async (
    lane: Lane,
    input: AnalyseInput,
    urgent: boolean,
    signal: AbortSignal,
  ): Promise<ProviderOutcome> => {
    if (lane.breaker.state === 'half-open') return failed('circuit-open', openReason);
    let release: (() => void) | null = null;
    const waits = joinSignals([signal], lane.record.timeoutMs);
    try {
      release = await lane.semaphore.acquire({ urgent, signal: waits.signal }).finally(waits.release);
      return (
        (await lane.breaker.run(() => lane.client.analyse(input, signal))) ??
        failed('circuit-open', openReason)
      );
    } catch (error) {
      if (signal.aborted) return failed('aborted', 'the analysis was called off');
      if (error instanceof QueueFullError) return failed('busy', error.message);
      if (release === null) return failed('busy', 'no free place within the time-out');
      // A bug on our side must not cost the alert its analysis.
      return failed('internal', error instanceof Error ? error.name : 'unknown error');
    } finally {
      release?.();
    }
  };

  /** Asks, and keeps what came of it for the template. */
  const askFor = async (
    lane: Lane,
    input: AnalyseInput,
    template: { template: Template; key: string } | null,
    options: AskOptions,
  ): Promise<Asked> => {
    const outcome = await ask(lane, input, options.urgent, options.signal);
    note(lane, outcome);
    if (outcome.kind === 'failed' || template === null) return { outcome, entry: null };
    // Kept with what the mail supports alone, and before it is held to this mail's facts.
    const says = mailSays(input.mail, input.envelope);
    const { analysis } = groundAnalysis(outcome.analysis, input.facts, says);
    const entry = toEntry(analysis, template.template);
    await deps.templates
      ?.keep(template.key, entry, settings().templateCacheMs, deps.clock.now())
      .catch(() => deps.logger.debug({ providerId: lane.record.id }, 'an analysis could not be kept'));
    return { outcome, entry };
  };

  const keptAnalysis = (
    entry: string | null,
    { template }: { template: Template },
    { record }: Lane,
  ): Analysis | null => {
    const filled = entry === null ? null : fromEntry(entry, template);
    if (filled === null) return null;
    return {
      ...filled,
      by: { kind: 'provider', providerId: record.id, providerName: record.name, model: record.model },
      at: deps.clock.now(),
      latencyMs: null,
      tokens: null,
      cached: true,
      flags: [],
      evidence: [],
      language: '',
    };
  };

  /** From the cache, from a call for the same template that is under way, or from a call of its own. */
  const obtain = async (
    lane: Lane,
    input: AnalyseInput,
    template: Template | null,
    options: AskOptions,
  ): Promise<ProviderOutcome | Analysis> => {
    if (template === null || deps.templates === undefined)
      return (await askFor(lane, input, null, options)).outcome;
    const { record } = lane;
    const parts = [record.id, record.baseUrl, record.model, promptVersion, `${settings().redactAddresses}`];
    const keyed = { template, key: templateKey(template, parts) };
    if (options.fresh) return (await askFor(lane, input, keyed, options)).outcome;
    const stored = await deps.templates.get(keyed.key, deps.clock.now()).catch(() => null);
    const kept = keptAnalysis(stored, keyed, lane);
    if (kept !== null) return kept;
    try {
      const { value, isLeader } = await flights.run(keyed.key, options.signal, () =>
        askFor(lane, input, keyed, options),
      );
      if (isLeader) return value.outcome;
      const shared = keptAnalysis(value.entry, keyed, lane);
      if (shared !== null) return shared;
      if (value.outcome.kind === 'failed' && !ofOneCaller.has(value.outcome.code)) return value.outcome;
    } catch (error) {
      if (options.signal.aborted) return failed('aborted', 'the analysis was called off');
      throw error;
    }
    return (await askFor(lane, input, keyed, options)).outcome;
  };

  const note = (lane: Lane, outcome: ProviderOutcome): void => {
    if (outcome.kind === 'analysis') {
      lane.lastSuccessAt = deps.clock.now();
      lane.lastError = null;
      return;
    }
    if (outcome.code === 'circuit-open' || outcome.code === 'aborted') return;
    // Said once: while the budget is used up, every alert meets it.
    const isKnown = outcome.code === 'budget' && lane.lastError?.code === 'budget';
    lane.lastErrorAt = deps.clock.now();
    lane.lastError = { code: outcome.code, reason: outcome.reason };
    if (isKnown) return;
    deps.logger.warn(
      { providerId: lane.record.id, code: outcome.code, reason: outcome.reason },
      'provider gave no analysis',
    );
  };

  const analyseSample = async (
    record: ProviderRecord,
    client: ProviderClient,
    language: Language,
    signal: AbortSignal | undefined,
  ): Promise<{ outcome: ProviderOutcome; result: ProviderTestResult }> => {
    const { mail, envelope } = sampleMail(deps.clock.now());
    const facts = recognise(mail, envelope);
    const startedAt = deps.clock.monotonic();
    const either = joinSignals([signal, stopping.signal]);
    const outcome = await client
      .analyse({ mail, envelope, facts, language }, either.signal)
      .finally(either.release);
    const latencyMs = Math.round(deps.clock.monotonic() - startedAt);
    const result: ProviderTestResult =
      outcome.kind === 'analysis'
        ? {
            ok: true,
            latencyMs,
            answer: outcome.answer,
            responseMode: outcome.mode,
            analysis: outcome.analysis,
          }
        : {
            ok: false,
            latencyMs,
            answer: `${outcome.code}: ${outcome.reason}`,
            responseMode: record.responseMode,
            analysis: null,
          };
    return { outcome, result };
  };

  const fallback = (input: AnalyseInput, failures: FailedProvider[]): AnalyserResult => ({
    analysis: deterministicAnalysis(input, deps.clock.now()),
    failures,
    notes: [],
  });

  const askInOrder = async (
    input: AnalyseInput,
    { preferredProviderId, urgent = false, fresh = false }: AnalyseOptions,
    signal: AbortSignal,
  ): Promise<AnalyserResult> => {
    const failures: FailedProvider[] = [];
    const records = order(preferredProviderId);
    if (records.length === 0) return fallback(input, failures);
    const signals = injectionSignals(input.mail);
    const { modelMayRaiseBy, modelMayLowerBy, templateCacheMs } = settings();
    const band = { mayRaiseBy: modelMayRaiseBy, mayLowerBy: modelMayLowerBy };
    // What a mail that speaks to models brought out of one is not passed on.
    const template = templateCacheMs > 0 && signals.length === 0 ? templateOf(input) : null;
    for (const record of records) {
      if (signal.aborted) break;
      const lane = laneOf(record);
      const startedAt = deps.clock.monotonic();
      const outcome = await obtain(lane, input, template, { urgent, fresh, signal });
      const found = 'kind' in outcome ? (outcome.kind === 'analysis' ? outcome.analysis : null) : outcome;
      if (found !== null) {
        const says = mailSays(input.mail, input.envelope);
        const told = { ...found, language: input.language };
        const finished = finishAnalysis(told, input, says, signals, band);
        if (!found.cached) return { ...finished, failures };
        deps.usage?.add(record.id, { cached: 1 }, deps.clock.now()).catch(() => {});
        return { ...finished, notes: [...finished.notes, cachedNote], failures };
      }
      const durationMs = Math.round(deps.clock.monotonic() - startedAt);
      const { code, reason } = outcome as ProviderFailure;
      failures.push({ providerId: record.id, providerName: record.name, code, reason, durationMs });
    }
    return fallback(input, failures);
  };

  return {
    analyse: (input, options = {}) => {
      const either = joinSignals([options.signal, stopping.signal]);
      return askInOrder(input, options, either.signal).finally(either.release);
    },

    hasProvider: (preferredProviderId) => order(preferredProviderId).length > 0,

    test: async (providerId, language, signal) => {
      const record = deps.providers().find(({ id }) => id === providerId);
      if (record === undefined) return null;
      const lane = laneOf(record);
      const { outcome, result } = await analyseSample(lane.record, lane.client, language, signal);
      note(lane, outcome);
      // Whoever mended key or quota and tested it need not wait for the breaker.
      if (outcome.kind === 'analysis' && lane.breaker.state !== 'closed') lane.breaker = newBreaker();
      return result;
    },

    tryOut: async (record, language, signal) => {
      const client = createProviderClient(record, { ...deps, onResponseMode: () => {} });
      return (await analyseSample(record, client, language, signal)).result;
    },

    status: () =>
      deps
        .providers()
        .toSorted((a, b) => a.position - b.position)
        .map((record) => {
          const lane = laneOf(record);
          return {
            providerId: record.id,
            name: record.name,
            breaker: lane.breaker.state,
            lastSuccessAt: lane.lastSuccessAt,
            lastErrorAt: lane.lastErrorAt,
            lastError: lane.lastError,
            active: lane.semaphore.active,
            waiting: lane.semaphore.waiting,
          };
        }),

    configChanged: () => {
      const current = new Map(deps.providers().map((record) => [record.id, record]));
      for (const [id, lane] of lanes) {
        const record = current.get(id);
        if (record === undefined || !isSameProvider(lane.record, record)) lanes.delete(id);
      }
    },

    stop: () => stopping.abort(),
  };
};

interface AskOptions {
  urgent: boolean;
  fresh: boolean;
  signal: AbortSignal;
}

/** What a call came to, and its analysis as kept for the template. */
interface Asked {
  outcome: ProviderOutcome;
  entry: string | null;
}

/** Failures that say nothing to others who wait for the same answer. */
const ofOneCaller: ReadonlySet<FailureCode> = new Set(['aborted', 'internal', 'busy']);

const cachedNote = 'taken over from a mail of the same template; no model was asked';

const openReason = 'left alone for a while after repeated failures';

const failed = (code: FailureCode, reason: string): ProviderFailure => ({
  kind: 'failed',
  retryable: true,
  code,
  reason,
});

/** A mode that was just found is no change: the client that found it knows it. */
const isSameProvider = (a: ProviderRecord, b: ProviderRecord): boolean =>
  a.baseUrl === b.baseUrl &&
  a.model === b.model &&
  a.apiKey === b.apiKey &&
  a.name === b.name &&
  a.timeoutMs === b.timeoutMs &&
  a.concurrency === b.concurrency &&
  a.local === b.local &&
  a.maxCallsPerMinute === b.maxCallsPerMinute &&
  a.maxCallsPerDay === b.maxCallsPerDay &&
  a.maxTokensPerDay === b.maxTokensPerDay;
