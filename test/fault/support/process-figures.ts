/** What a process takes, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export const rssMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

export const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

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
