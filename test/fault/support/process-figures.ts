/** What processes take and where they run, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { processesIn } from '../../../src-main/platform/process-status.ts';

export const rssMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

export const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Programs that work in the folder (a real path), without the children they forked. */
export const programsIn = (folder: string): number[] => {
  const pids = processesIn(folder, () => true);
  return pids.filter((pid) => !pids.includes(parentOf(pid)));
};

/** 0 where it has just ended. */
const parentOf = (pid: number): number => {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** Slope of the line through the points by least squares, y a unit of x. */
export const slopeOf = (points: readonly (readonly [number, number])[]): number => {
  const n = points.length;
  if (n < 2) return 0;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? 0 : above / below;
};
