/** Every case, in the order in which they run. */
import type { FaultCase } from '../support/case.ts';
import { randomKills } from './t01-random-kills.ts';
import { crashPoints } from './t02-crash-points.ts';

export const cases: readonly FaultCase[] = [randomKills, crashPoints];
