/**
 * Broken builds and fail points, as changes of the sources made while they are loaded: the product itself holds no switch
 * for them. A change whose text is not found stops the start, so that none is lost when the sources move on.
 */
export interface Patch {
  /** End of the file's path. */
  file: string;
  find: string;
  replace: string;
}

export interface Mutant {
  /** What is wrong with it. */
  name: string;
  patches: Patch[];
}

/** Hands the named points of the engine to `globalThis.passFailPoint`, which the loader defines. */
export const failPointPatches: Patch[] = [
  {
    file: 'src-main/engine/engine.ts',
    find: 'export const createEngine = (config: EngineConfig, ports: Ports): Engine => {',
    replace:
      'export const createEngine = (given: EngineConfig, ports: Ports): Engine => {\n  const config = { ...given, onStep: (globalThis as unknown as { passFailPoint: (step: string) => void }).passFailPoint };',
  },
];

/** The spool rolls and removes its segments within seconds instead of days, so that a kill can fall into it. */
export const quickRetentionPatches: Patch[] = [
  {
    file: 'src-main/engine/engine.ts',
    find: '{ retentionMs: lastKnown.settings.rawRetentionDays * dayMs }',
    replace: '{ retentionMs: 300, segmentBytes: 16_000, segmentAgeMs: 500, maintenanceMs: 200 }',
  },
  {
    file: 'src-main/engine/clock-watch.ts',
    find: 'const settledAfterMs = 600_000;',
    replace: 'const settledAfterMs = 0;',
  },
];

export const mutants: Record<string, Mutant> = {
  'answers-before-sync': {
    name: '250 is answered before the bytes are synced',
    patches: [
      {
        file: 'src-main/engine/ingest/spool/journal.ts',
        find: "    await sync(fd);\n    await step('journal:synced');",
        replace:
          "    setTimeout(() => void sync(fd).catch(() => {}), 40);\n    await step('journal:synced');",
      },
    ],
  },
  /**
   * Both at once: what is lost with a job alone comes back, for at each start the reconciler adds the jobs of all alerts that
   * wait.
   */
  'no-owner': {
    name: 'a job is off its queue once it is taken, and nothing looks for alerts without one',
    patches: [
      {
        file: 'src-main/engine/store/job-queues.ts',
        find: 'const result = await handler(job.id!)',
        replace:
          "await shared.multi().lrem(queue.toKey('active'), 0, job.id!).del(queue.toKey(job.id!), queue.toKey(job.id + ':lock')).exec();\n          const result = await handler(job.id!)",
      },
      // What is not there any more is not finished, and put back by adding it.
      {
        file: 'src-main/engine/store/job-queues.ts',
        find: 'lastDoneAt = lastMovedAt;\n            return;',
        replace: 'lastDoneAt = lastMovedAt;\n            throw new DelayedError();',
      },
      {
        file: 'src-main/engine/store/job-queues.ts',
        find: 'await job.moveToDelayed(now() + Math.max(Math.ceil(result.inMs), 1), token);',
        replace: "await queue.add('do', {}, { jobId: job.id!, delay: Math.max(Math.ceil(result.inMs), 1) });",
      },
      {
        file: 'src-main/engine/pipeline.ts',
        find: 'await queues.alerts.add(ids.map((id) => ({ id })));',
        replace: 'void ids;',
      },
    ],
  },
  'sent-before-call': {
    name: 'a delivery counts as sent before the remote is called',
    patches: [
      {
        file: 'src-main/engine/notify/delivery.ts',
        find: "await save(delivery);\n      await onStep('delivery.sending');",
        replace:
          "await save({ ...delivery, state: 'delivered', finishedAt: clock.now() });\n      await onStep('delivery.sending');",
      },
    ],
  },
};
