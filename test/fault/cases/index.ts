/** Every case, in the order in which they run: what proves most in the least time comes first. */
import type { FaultCase } from '../support/case.ts';
import { answersBeforeSync, noOwner, sentBeforeCall } from './mutants.ts';
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
import { quits } from './t16-quits.ts';

export const cases: readonly FaultCase[] = [
  syncBeforeAnswer,
  powerCut,
  answersBeforeSync,
  noOwner,
  sentBeforeCall,
  randomKills,
  crashPoints,
  redisKilled,
  redisModes,
  disk,
  remotes,
  clockJumps,
  attack,
  soak,
  fuzz,
  severalNodes,
  quits,
];
