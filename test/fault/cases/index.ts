/** Every case, in the order in which they run. */
import type { FaultCase } from '../support/case.ts';
import { answersBeforeSync, noLease, sentBeforeCall } from './mutants.ts';
import { randomKills } from './t01-random-kills.ts';
import { crashPoints } from './t02-crash-points.ts';
import { redisKilled } from './t03-redis-killed.ts';
import { powerCut } from './t04-power-cut.ts';
import { syncBeforeAnswer } from './t05-sync-before-answer.ts';
import { disk } from './t06-disk.ts';
import { redisModes } from './t07-redis-modes.ts';
import { remotes } from './t08-remotes.ts';
import { clockJumps } from './t09-clock.ts';
import { attack } from './t10-attack.ts';
import { soak } from './t11-soak.ts';
import { fuzz } from './t12-fuzz.ts';
import { severalNodes } from './t15-nodes.ts';

export const cases: readonly FaultCase[] = [
  randomKills,
  crashPoints,
  redisKilled,
  powerCut,
  syncBeforeAnswer,
  disk,
  redisModes,
  remotes,
  clockJumps,
  attack,
  soak,
  fuzz,
  severalNodes,
  answersBeforeSync,
  noLease,
  sentBeforeCall,
];
