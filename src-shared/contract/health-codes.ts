/** What health says, for programs and for readers of any language: each code has its words in `engine/health-words.ts`. */

export const problemCodes = [
  'smtp_closed',
  'spool_refuses',
  'spool_disk_short',
  'spool_damaged',
  'spool_waits',
  'redis_away',
  'redis_degraded',
  'redis_memory',
  'redis_evicts',
  'ledger_off',
  'recount_differs',
  'dead_letters',
  'unrouted',
  'no_default_destination',
  'no_worker',
  'jobs_stuck',
  'node_silent',
  'channel_fails',
  'channel_paused',
  'provider_fails',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export const partCodes = [
  'takes_no_mail',
  'listening',
  'not_listening',
  'accepting',
  'refusing',
  'held_up',
  'connected',
  'redis_says',
  'redis_silent',
  'balanced',
  'off_by',
  'no_worker',
  'jobs_stuck',
  'jobs_waiting',
  'switched_off',
  'last_failed',
  'unused',
  'worked',
] as const;
export type PartCode = (typeof partCodes)[number];
