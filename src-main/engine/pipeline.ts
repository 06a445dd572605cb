/**
 * The way of one alert, written once: parse, mute, recognise, fold, route, tell or wait for a model, analyse, override, tell.
 *
 * Every step may run again after a crash, so each is idempotent: the record says what is done. A step that throws is
 * noted in the trace and the alert goes on with what is known; only Redis not answering stops it, and then the job
 * comes back. Who decides what stands in the files of the steps; this file holds the order and nothing else.
 */
import type { Analysis, TraceEntry } from '../../src-shared/contract/alerts.ts';
import { moreSevere, type Severity } from '../../src-shared/vocabulary.ts';
import { bareAnalysis } from './analyse/bare-analysis.ts';
import type { Analyser } from './analyse/provider-chain.ts';
import { type MailReading, readWithoutModel } from './analyse/read-without-model.ts';
import { AppError } from './errors.ts';
import type { Fold } from './fold/fold.ts';
import { alone, type Folded } from './fold/folded.ts';
import { analyse as analyseIncident } from './fold/incident-changes.ts';
import { sightingOf } from './fold/sighting.ts';
import type { Parser } from './ingest/parse.ts';
import { degradedMail } from './ingest/parse-degraded.ts';
import type { ParsedMail } from './message.ts';
import type { Teller, Telling } from './notify/tell.ts';
import { waitForModel } from './notify/wait-for-model.ts';
import type { Clock, Logger } from './ports.ts';
import type { Facts } from './recognise/facts.ts';
import type { RouteDecision, Router } from './route/route.ts';
import { type Parties, partiesOf } from './route/rules.ts';
import { type AlertHead, type AlertRecord, excerptOf } from './store/alert-record.ts';
import type { AlertFields, AlertRecords } from './store/alert-records.ts';
import type { ConfigDocument } from './store/config-document.ts';
import type { Incidents } from './store/incidents.ts';
import type { JobQueue, JobResult } from './store/job-queues.ts';
import type { MuteCounts } from './store/mute-counts.ts';
import { packMail } from './store/stored-mail.ts';

/** Starts without an end after which an alert is taken for one that kills its worker, and told unanalysed (Q3). */
const maxStarts = 3;
/** A model's view this late is no longer worth its price; the alert was told long ago. */
const analysisTooLateMs = 15 * 60_000;
const deadlineSuffix = '.deadline';

export interface PipelineDeps {
  records: AlertRecords;
  parser: Parser;
  analyser: Analyser;
  router: () => Router;
  config: () => ConfigDocument;
  fold: Fold;
  incidents: Incidents;
  teller: Teller;
  muteCounts: MuteCounts;
  /** `urgentAnalyses`: of criticals; a model that hangs over the others does not keep them waiting. */
  queues: { alerts: JobQueue; analyses: JobQueue; urgentAnalyses: JobQueue };
  /** The message as received, from this node's spool, for alerts whose parked bytes are gone. Null where it has none. */
  rawFromSpool: (record: AlertRecord) => Promise<Buffer | null>;
  clock: Clock;
  logger: Logger;
  /** Named points, awaited: for fault tests. */
  onStep?: ((step: string) => void | Promise<void>) | undefined;
}

export interface Pipeline {
  /** Handles a job of the queue `alerts`: an alert's id, or that with `.deadline`. */
  alertJob(jobId: string): Promise<JobResult>;
  /** Handles a job of the queues of analyses. */
  analysisJob(alertId: string): Promise<JobResult>;
  /** Asks the providers again for an alert that is there; tells nobody. Answers the new analysis. */
  reanalyse(alertId: string, providerId: string | null): Promise<Analysis | null>;
  /**
   * The parsed mail of an alert, read again from the spool where memory was short and it had to go. Null where it was not
   * parsed yet, or where another node holds the raw message.
   */
  mailOf(record: AlertRecord): Promise<ParsedMail | null>;
  /** What can be said about a message without a model: for history that is restored. */
  describe(record: AlertRecord, raw: Buffer): Promise<void>;
  /** Adds the jobs that an alert waiting in Redis needs. Does nothing for those that are there. */
  ensureOwned(ids: string[]): Promise<void>;
}

/** An alert's mail, what was read of it, and those of its record's fields that this makes. */
interface ReadAlert {
  mail: ParsedMail;
  facts: Facts;
  analysis: Analysis;
  fields: Pick<AlertFields, 'mail' | 'excerpt' | 'facts' | 'analysis'>;
}

const done: JobResult = { kind: 'done' };

export const createPipeline = (deps: PipelineDeps): Pipeline => {
  const {
    records,
    parser,
    analyser,
    router,
    config,
    fold,
    incidents,
    teller,
    muteCounts,
    queues,
    rawFromSpool,
    clock,
    logger,
  } = deps;
  const onStep = deps.onStep ?? (() => {});

  /** Runs one step; what it throws costs its insight, never the alert. */
  const step = async <T>(
    trace: TraceEntry[],
    stage: string,
    run: () => T | Promise<T>,
    otherwise: () => T,
  ): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      // Not the alert's fault and soon over: the job comes back.
      if (error instanceof AppError && error.retry) throw error;
      const detail = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
      logger.error({ stage, error: detail }, 'a step failed; the alert goes on without it');
      trace.push({ stage, at: clock.now(), outcome: 'failed', detail: detail.slice(0, 500) });
      return otherwise();
    }
  };

  const askModel = (id: string, severity: Severity) =>
    (severity === 'critical' ? queues.urgentAnalyses : queues.analyses).add([{ id }]);

  const partiesOfRecord = (record: AlertRecord, mail: ParsedMail): Parties =>
    partiesOf(record.envelope, { from: mail.from.address, to: mail.to });

  // --- parse, recognise, read without a model

  const languageNow = () => config().settings.summaryLanguage;

  const readHere = (record: AlertRecord, mail: ParsedMail): MailReading =>
    readWithoutModel(mail, { envelope: record.envelope, language: languageNow(), at: clock.now() });

  /** In a thread of the parser, which takes both from the main loop; here only where that has failed or was done before. */
  const parseAndRead = async (
    record: AlertRecord,
    raw: Buffer | null,
    poisoned: boolean,
    trace: TraceEntry[],
  ): Promise<ReadAlert> => {
    if (record.mail !== null) {
      const { facts, analysis } = noted(readHere(record, record.mail), trace);
      return { mail: record.mail, facts, analysis, fields: { facts, analysis } };
    }
    const bytes = (isWhole(record, raw) ? raw : ((await rawFromSpool(record)) ?? raw)) ?? Buffer.alloc(0);
    const giveUp = (why: string) => ({ mail: degradedMail(bytes, why), read: null });
    const { mail, read } = poisoned
      ? giveUp('its worker ended three times over it; it was not parsed')
      : await step(
          trace,
          'parse',
          () => parser.parseAndRead(bytes, record.envelope, languageNow()),
          () => giveUp('the parser failed'),
        );
    const isCut = !isWhole(record, bytes);
    if (isCut) {
      mail.notes.push(
        `only the first ${bytes.length} of its ${record.envelope.sizeBytes} bytes could be read`,
      );
    }
    trace.push({
      stage: 'parse',
      at: clock.now(),
      outcome: mail.degraded ? 'degraded' : 'parsed',
      detail: mail.notes.join('; ').slice(0, 500),
    });
    const { facts, analysis } = noted(read?.reading ?? readHere(record, mail), trace);
    const packed = read === null || isCut ? packMail(mail) : Buffer.from(read.packed.buffer);
    return { mail, facts, analysis, fields: { mail: packed, excerpt: excerptOf(mail), facts, analysis } };
  };

  const noted = (reading: MailReading, trace: TraceEntry[]): MailReading => {
    const { facts, analysis, failed } = reading;
    for (const { stage, error } of failed) {
      logger.error({ stage, error }, 'a step failed; the alert goes on without it');
      trace.push({ stage, at: clock.now(), outcome: 'failed', detail: error });
    }
    trace.push({
      stage: 'recognise',
      at: clock.now(),
      outcome: facts.source,
      detail: `${facts.kind}, ${facts.state}, ${analysis.severity}, not below ${facts.severityFloor}`,
    });
    if (analysis.flags.includes('injection')) {
      trace.push({
        stage: 'recognise',
        at: clock.now(),
        outcome: 'flagged',
        detail: 'the mail speaks to a model: no model moves its severity or state',
      });
    }
    return reading;
  };

  const headWith = (record: AlertRecord, mail: ParsedMail, facts: Facts, analysis: Analysis): AlertHead => ({
    ...record.head,
    from: record.envelope.mailFrom || mail.from.address || mail.from.display,
    to: record.envelope.rcptTo.length > 0 ? record.envelope.rcptTo : mail.to,
    subject: mail.subject,
    source: facts.source,
    kind: facts.kind,
    state: analysis.state,
    severity: analysis.severity,
    category: analysis.category,
    host: analysis.host,
    resource: analysis.resource,
    summary: analysis.summary,
    analysedBy: analysis.by.kind === 'provider' ? (analysis.by.providerName ?? 'provider') : 'deterministic',
  });

  // --- fold

  /** Not for one that stopped its worker: it stands for itself. Redis not answering brings the job back. */
  const meet = async (
    record: AlertRecord,
    mail: ParsedMail,
    found: { facts: Facts; analysis: Analysis },
    options: { poisoned?: boolean; isHistory?: boolean },
    trace: TraceEntry[],
  ): Promise<Folded> => {
    const sighting = options.poisoned
      ? null
      : await step(
          trace,
          'fold',
          () =>
            sightingOf(
              { id: record.id, envelope: record.envelope, mail, facts: found.facts },
              found.analysis,
            ),
          () => null,
        );
    if (sighting === null) return alone;
    const folded = await fold.fold(sighting, { isHistory: options.isHistory === true });
    trace.push({
      stage: 'fold',
      at: clock.now(),
      outcome: folded.verdict,
      detail:
        folded.repeatOf !== null
          ? `says exactly what ${folded.repeatOf} said`
          : folded.incidentId === null
            ? 'stands for itself'
            : `incident ${folded.incidentId}`,
    });
    return folded;
  };

  const headFolded = (head: AlertHead, facts: Facts, { incidentId }: Folded): AlertHead => ({
    ...head,
    fingerprint: facts.fingerprint === '' ? null : facts.fingerprint,
    incidentId,
  });

  const tellingOf = (
    record: AlertRecord,
    route: RouteDecision,
    severity: Severity,
    folded = record.folded,
  ): Telling => {
    const { id: alertId, toldBefore, mayBeTold } = record;
    return { alertId, route, severity, folded, toldBefore, mayBeTold };
  };

  // --- the order

  const alert = async (id: string): Promise<JobResult> => {
    const { record, raw, starts } = await records.begin(id);
    if (record === null || record.status !== 'waiting') return done;
    if (record.toldAt !== null) {
      await teller.ensureQueued(id);
      return done;
    }
    if (record.parkedAt !== null) return parkOrTell(record);

    await onStep('alert.begun');
    const poisoned = starts > maxStarts;
    const trace: TraceEntry[] = [];
    const { mail, facts, analysis, fields: read } = await parseAndRead(record, raw, poisoned, trace);
    await onStep('alert.parsed');
    const parties = partiesOfRecord(record, mail);

    const mute = await step(
      trace,
      'mute',
      () => router().mutes.match(parties.from, clock.now()),
      () => null,
    );
    const options = { severity: analysis.severity, state: analysis.state, trace };

    if (mute !== null) {
      trace.push({
        stage: 'mute',
        at: clock.now(),
        outcome: 'suppressed',
        detail: `muted by ${mute.scope} ${mute.glob}`,
      });
      await records.conclude(id, {
        fields: { ...read, item: headFolded(headWith(record, mail, facts, analysis), facts, alone) },
        options,
        outcome: { kind: 'accounted', status: 'suppressed', reason: 'muted' },
      });
      await muteCounts.count(mute.id, clock.now());
      return done;
    }

    const folded = await meet(record, mail, { facts, analysis }, { poisoned }, trace);
    await onStep('alert.folded');
    const found = {
      ...read,
      item: headFolded(headWith(record, mail, facts, analysis), facts, folded),
    };

    const route = router().route(parties, analysis.severity);
    trace.push({
      stage: 'route',
      at: clock.now(),
      outcome: route.ruleName ?? 'default',
      detail: route.reason,
    });
    if (folded.repeatOf !== null && (await knowsAlready(folded.repeatOf, route.destinationIds))) {
      await records.conclude(id, {
        fields: found,
        options,
        outcome: { kind: 'accounted', status: 'suppressed', reason: 'duplicate' },
      });
      return done;
    }
    const wait = waitForModel({
      severity: analysis.severity,
      verdict: folded.verdict,
      poisoned,
      hasProvider: analyser.hasProvider(route.providerId),
      deadlineMs: config().settings.analysisDeadlineMs,
    });
    trace.push({
      stage: 'tell',
      at: clock.now(),
      outcome: wait.waits ? 'waits' : 'now',
      detail: wait.reason,
    });

    if (wait.waits) {
      await records.conclude(id, {
        fields: { ...found, route, parked: clock.now() },
        options,
        outcome: { kind: 'parked' },
      });
      await onStep('alert.parked');
      await queues.alerts.add([{ id: id + deadlineSuffix, delayMs: config().settings.analysisDeadlineMs }]);
    } else {
      const outcome = await teller.plan(tellingOf(record, route, analysis.severity, folded));
      const isOwed = await records.conclude(id, { fields: { ...found, route }, options, outcome });
      await onStep('alert.owed');
      if (isOwed && outcome.kind === 'owed') await teller.queue(outcome.deliveries, analysis.severity);
    }
    if (wait.asksModel) await askModel(id, analysis.severity);
    return done;
  };

  /**
   * Whether all of these were told by that alert, or will be. Where rules have changed meanwhile, or the first mail went
   * nowhere, the same words are news.
   */
  const knowsAlready = async (alertId: string, destinationIds: readonly string[]): Promise<boolean> => {
    const [[status], deliveries] = await Promise.all([
      records.statuses([alertId]),
      records.deliveries(alertId),
    ]);
    if (status === 'waiting' && deliveries.length === 0) return true;
    const told = new Set(
      deliveries
        .filter(({ state }) => state !== 'dead' && state !== 'discarded')
        .map(({ destinationId }) => destinationId),
    );
    return destinationIds.length > 0 && destinationIds.every((one) => told.has(one));
  };

  /** An alert that waits for a model and lost its jobs: they are added again, or its time is up. */
  const parkOrTell = async (record: AlertRecord): Promise<JobResult> => {
    const leftMs = (record.parkedAt ?? 0) + config().settings.analysisDeadlineMs - clock.now();
    if (leftMs <= 0) return deadline(record.id);
    await askModel(record.id, record.head.severity);
    await queues.alerts.add([{ id: record.id + deadlineSuffix, delayMs: leftMs }]);
    return done;
  };

  /** The model's time is up: told from the facts. Does nothing where the model was faster. */
  const deadline = async (id: string): Promise<JobResult> => {
    const record = await records.get(id);
    if (record === null || record.toldAt !== null || record.status !== 'waiting') return done;
    const mail = record.mail ?? degradedMail(Buffer.alloc(0), 'the stored mail cannot be read');
    const route = router().route(partiesOfRecord(record, mail), record.head.severity);
    await records.save(
      id,
      { route },
      {
        trace: [
          {
            stage: 'tell',
            at: clock.now(),
            outcome: 'now',
            detail: 'no model answered in time: told from the facts',
          },
        ],
      },
    );
    await teller.first(tellingOf(record, route, record.head.severity));
    return done;
  };

  // --- the model

  const analysis = async (id: string): Promise<JobResult> => {
    const record = await records.get(id);
    if (record === null || record.mail === null || record.facts === null) return done;
    if (record.status === 'suppressed' || record.enrichedAt !== null) return done;
    // Its worker ended between keeping and telling it.
    if (record.analysis?.by.kind === 'provider') {
      await tellWith(record, record.mail, record.analysis);
      return done;
    }
    if (record.toldAt !== null && clock.now() - record.envelope.receivedAt > analysisTooLateMs) {
      await records.save(
        id,
        {},
        {
          trace: [{ stage: 'analyse', at: clock.now(), outcome: 'skipped', detail: 'too late to be of use' }],
        },
      );
      return done;
    }
    if ((await records.countStart(id, 'analysis')) > maxStarts) {
      await deadline(id);
      return done;
    }
    const found = await ask(record, record.mail, record.facts, record.route?.providerId ?? null);
    await onStep('analysis.saved');
    await tellWith(record, record.mail, found);
    await records.clearStarts(id, 'analysis');
    return done;
  };

  /** Asks the chain and saves what came of it. The deterministic reading stays where no model gave a better one. */
  const ask = async (
    record: AlertRecord,
    mail: ParsedMail,
    facts: Facts,
    providerId: string | null,
    fresh = false,
  ): Promise<Analysis> => {
    const trace: TraceEntry[] = [];
    const language = languageNow();
    const found = await step(
      trace,
      'analyse',
      async () => {
        const result = await analyser.analyse(
          { mail, envelope: record.envelope, facts, language },
          { preferredProviderId: providerId, urgent: record.head.severity === 'critical', fresh },
        );
        for (const failure of result.failures) {
          trace.push({
            stage: 'analyse',
            at: clock.now(),
            outcome: 'failed',
            detail: `${failure.providerName}: ${failure.reason}`.slice(0, 500),
          });
        }
        for (const note of result.notes) {
          trace.push({ stage: 'analyse', at: clock.now(), outcome: 'held', detail: note.slice(0, 500) });
        }
        return result.analysis;
      },
      () => record.analysis ?? bareAnalysis(mail, clock.now()),
    );
    await onStep('analysis.answered');
    // A model's is held already, within the band that the administrator set.
    const kept =
      found.by.kind === 'provider'
        ? found
        : { ...found, severity: moreSevere(found.severity, facts.severityFloor) };
    trace.push({
      stage: 'analyse',
      at: clock.now(),
      outcome: kept.by.kind === 'provider' ? `${kept.by.providerName} (${kept.by.model})` : 'deterministic',
      detail: `${kept.severity}, ${kept.state}${kept.cached ? ', from the cache' : ''}${kept.latencyMs === null ? '' : `, ${kept.latencyMs} ms`}`,
    });
    await records.save(
      record.id,
      { item: headWith(record, mail, facts, kept), analysis: kept },
      { severity: kept.severity, state: kept.state, trace },
    );
    return kept;
  };

  /** What a model says of an alert is said of its incident. Answers the incident's revision. */
  const tellIncident = async (record: AlertRecord, found: Analysis): Promise<number> => {
    const { incidentId, revision } = record.folded ?? alone;
    if (incidentId === null || found.by.kind !== 'provider') return revision;
    const changed = await incidents.change(incidentId, (incident) =>
      analyseIncident(incident, record.id, found),
    );
    return changed?.after.revision ?? revision;
  };

  /** Override and tell: the first telling where there was none yet, else whom the new severity brings in, and the insight. */
  const tellWith = async (record: AlertRecord, mail: ParsedMail, found: Analysis) => {
    const route = router().route(partiesOfRecord(record, mail), found.severity);
    await records.save(
      record.id,
      { route },
      { trace: [{ stage: 'override', at: clock.now(), outcome: found.severity, detail: route.reason }] },
    );
    const revision = await tellIncident(record, found);
    const telling = tellingOf(record, route, found.severity, { ...(record.folded ?? alone), revision });
    const isFirst = await teller.first(telling);
    if (!isFirst && found.by.kind === 'provider') {
      await teller.further(telling, { severity: record.head.severity }, revision);
    }
    await records.save(record.id, { enriched: clock.now() });
    await queues.alerts.remove(record.id + deadlineSuffix);
  };

  /** Null where it is neither in the record nor in the spool of this node. */
  const mailOf = async (record: AlertRecord): Promise<ParsedMail | null> => {
    if (record.mail !== null || record.toldAt === null) return record.mail;
    const raw = await rawFromSpool(record).catch(() => null);
    if (raw === null) return null;
    return parser.parse(raw, record.envelope.mailFrom).catch(() => degradedMail(raw, 'the parser failed'));
  };

  return {
    alertJob: (jobId) =>
      jobId.endsWith(deadlineSuffix) ? deadline(jobId.slice(0, -deadlineSuffix.length)) : alert(jobId),
    analysisJob: analysis,

    mailOf,

    async reanalyse(alertId, providerId) {
      const record = await records.get(alertId);
      const mail = record === null ? null : await mailOf(record);
      if (record === null || mail === null) return null;
      const facts = record.facts ?? readHere(record, mail).facts;
      return ask(record, mail, facts, providerId ?? record.route?.providerId ?? null, true);
    },

    async describe(record, raw) {
      const trace: TraceEntry[] = [
        {
          stage: 'restore',
          at: clock.now(),
          outcome: record.status,
          detail: 'Redis had lost this alert; read again from the spool',
        },
      ];
      const { mail, facts, analysis: found, fields } = await parseAndRead(record, raw, false, trace);
      const isMuted = record.suppressedBy === 'muted';
      const folded = isMuted
        ? alone
        : await meet(record, mail, { facts, analysis: found }, { isHistory: true }, trace);
      await records.save(
        record.id,
        { ...fields, item: headFolded(headWith(record, mail, facts, found), facts, folded) },
        { severity: found.severity, state: found.state, trace },
      );
      if (record.status !== 'delivered') return;
      // Whom exactly it was told is lost; what follows goes to those it would be told today as an update.
      const route = router().route(partiesOfRecord(record, mail), found.severity);
      await teller.remember(tellingOf(record, route, found.severity, folded));
    },

    async ensureOwned(ids) {
      await queues.alerts.add(ids.map((id) => ({ id })));
    },
  };
};

/** Of a message too large for Redis only the beginning is parked there. */
const isWhole = (record: AlertRecord, raw: Buffer | null): boolean =>
  raw !== null && raw.length >= record.envelope.sizeBytes;
