/** The words of health in English, one for each code of the contract; the console has its own for each language. */
import type { PartCode, ProblemCode } from '../../src-shared/contract/health-codes.ts';

type Words = (params: never) => string;
interface Reason {
  /** What somebody else said: a program's or a remote's own words. */
  reason: string;
}
interface Count {
  count: number;
}

const problemWords = {
  smtp_closed: () => 'the SMTP port is not open',
  spool_refuses: ({ reason }: Reason) => `mail is answered 452: ${reason}`,
  spool_disk_short: ({ percent }: { percent: number }) =>
    `${percent} % of the disk is free; mail is refused below 500 MB or 5 %`,
  spool_damaged: ({ count }: Count) => `${count} damaged places were found in the spool`,
  spool_waits: ({ count, reason }: Count & Reason) =>
    `${count} ${count === 1 ? 'message waits' : 'messages wait'} in the spool: ${reason}`,
  redis_away: ({ reason }: Reason) => `queue degraded, mail is kept in the spool: ${reason}`,
  redis_degraded: ({ reason }: Reason) => reason,
  redis_memory: ({ percent }: { percent: number }) =>
    `${percent} % of Redis's memory is used; feeding pauses until there is room`,
  redis_evicts: ({ policy }: { policy: string }) =>
    `Redis drops what it holds when it is full (maxmemory-policy ${policy}); set it to noeviction`,
  ledger_off: ({ difference }: { difference: number }) => `the ledger is off by ${difference}`,
  recount_differs: ({ reason }: Reason) => `counters and records differ: ${reason}`,
  dead_letters: ({ count }: Count) =>
    `${count} dead ${count === 1 ? 'letter waits' : 'letters wait'} for a person`,
  unrouted: ({ count }: Count) =>
    count === 1
      ? '1 alert reached nobody: no destination was set for it'
      : `${count} alerts reached nobody: no destination was set for them`,
  no_default_destination: () => 'no default destination is set: alerts that no rule takes reach nobody',
  no_worker: () => 'nothing consumes the queues: no worker node is alive',
  jobs_stuck: ({ count, seconds }: Count & { seconds: number }) =>
    `${count} jobs wait and none was finished for ${seconds} s`,
  node_silent: ({ host, id, seconds }: { host: string; id: string; seconds: number }) =>
    `node ${host} (${id}) was last heard of ${seconds} s ago`,
  channel_fails: ({ reason }: Outlet) => `its last attempt failed: ${reason}`,
  channel_paused: ({ count }: Count & { id: string; name: string }) =>
    `it is paused: nobody is told through it, ${count} deliveries wait`,
  provider_fails: ({ reason }: Outlet) => `its last attempt failed: ${reason}`,
} satisfies Record<ProblemCode, Words>;

interface Outlet extends Reason {
  id: string;
  name: string;
}

const partWords = {
  takes_no_mail: () => 'this node takes no mail',
  listening: () => 'listening',
  not_listening: () => 'not listening',
  accepting: () => 'accepting',
  refusing: ({ reason }: Reason) => reason,
  held_up: ({ reason }: Reason) => reason,
  connected: () => 'connected',
  redis_says: ({ reason }: Reason) => reason,
  redis_silent: () => 'Redis does not answer',
  balanced: () => 'balanced',
  off_by: ({ difference }: { difference: number }) => `off by ${difference}`,
  no_worker: () => 'no worker node is alive',
  jobs_stuck: () => 'jobs wait and none is finished',
  jobs_waiting: ({ count }: Count) => `${count} jobs waiting`,
  switched_off: () => 'switched off',
  last_failed: ({ reason }: Reason) => reason || 'its last attempt failed',
  unused: () => 'not used yet',
  worked: () => 'worked the last time',
} satisfies Record<PartCode, Words>;

export type ProblemParams<C extends ProblemCode> = Parameters<(typeof problemWords)[C]>;
export type PartParams<C extends PartCode> = Parameters<(typeof partWords)[C]>;
export type Params = Record<string, string | number>;

const spoken = <C extends string>(words: Words | undefined, code: C, params: unknown[]) => ({
  code,
  params: (params[0] ?? {}) as Params,
  text: (words as (...given: unknown[]) => string)(...params),
});

export const problemOf = <C extends ProblemCode>(code: C, ...params: ProblemParams<C>) => {
  const { text, ...rest } = spoken(problemWords[code], code, params);
  return { ...rest, message: text };
};

/** How a part stands, in words. */
export const detailOf = <C extends PartCode>(code: C, ...params: PartParams<C>) => {
  const { text, ...rest } = spoken(partWords[code], code, params);
  return { ...rest, detail: text };
};
