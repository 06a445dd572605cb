/** What the server says of its health, in the reader's language, and where each problem is solved. */

import { useTranslation } from 'react-i18next';
import type { ProblemCode } from '../../src-shared/contract/health-codes.ts';
import type { Health, PartHealth } from '../../src-shared/contract/operations.ts';
import { isolated } from '../i18n/sentences.ts';
import { useServerWords } from '../i18n/server-words.ts';

type Problem = Health['problems'][number];
type Params = Problem['params'];

export interface HealthWords {
  problem(problem: Problem): string;
  part(part: Pick<PartHealth, 'detail' | 'code' | 'params'>): string;
}

export const useHealthWords = (): HealthWords => {
  const { i18n } = useTranslation(['health']);
  const inWords = useServerWords();
  const isRtl = i18n.dir() === 'rtl';
  const speakable = (params: Params): Params =>
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => {
        if (typeof value === 'number') return [name, value];
        const words = name === 'reason' ? inWords(value) : value;
        return [name, isRtl && words === value ? isolated(words) : words];
      }),
    );
  // A server newer than the console may say what has no words here: then its own are shown.
  const say = (key: string, params: Params, defaultValue: string): string =>
    i18n.t(key as never, { ns: 'health', ...speakable(params), defaultValue });
  return {
    problem: ({ code, params, message }) => say(`problems.${code}`, params, message),
    part: ({ code, params, detail }) =>
      code === undefined ? detail : say(`parts.${code}`, params ?? {}, detail),
  };
};

export interface Solution {
  /** Key of `solve` in locales/<language>/health.json. */
  words: 'logs' | 'queues' | 'alerts' | 'routing' | 'settings' | 'channel' | 'provider';
  to: string;
}

const logs: Solution = { words: 'logs', to: '/logs' };
const queues: Solution = { words: 'queues', to: '/queues' };

/** The page on which a person does something about it. */
export const solutionOf = ({ code, params }: Pick<Problem, 'code' | 'params'>): Solution => {
  const solutions: Record<ProblemCode, Solution> = {
    smtp_closed: logs,
    spool_refuses: logs,
    spool_disk_short: { words: 'settings', to: '/settings' },
    spool_damaged: logs,
    spool_waits: queues,
    redis_away: logs,
    redis_degraded: logs,
    redis_memory: { words: 'settings', to: '/settings' },
    redis_evicts: logs,
    ledger_off: logs,
    recount_differs: logs,
    dead_letters: queues,
    unrouted: { words: 'alerts', to: '/alerts?status=unrouted' },
    no_default_destination: { words: 'routing', to: '/rules' },
    no_worker: queues,
    jobs_stuck: queues,
    node_silent: logs,
    channel_paused: queues,
    channel_fails: { words: 'channel', to: `/channels/${params.id}` },
    provider_fails: { words: 'provider', to: `/providers/${params.id}` },
  };
  return solutions[code] ?? logs;
};
