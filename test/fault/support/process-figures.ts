/** What processes take and where they run, from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export const rssMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

export const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Programs whose working directory is the folder, without the children they forked. */
export const programsIn = (folder: string): number[] => {
  const found = new Map<number, number>();
  for (const pid of readdirSync('/proc').map(Number)) {
    if (Number.isNaN(pid)) continue;
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) !== folder) continue;
      // A process that ended and was not fetched by its parent has no folder; one without a status ended just now.
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      found.set(pid, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
    } catch {
      // Gone meanwhile.
    }
  }
  return [...found].flatMap(([pid, parent]) => (found.has(parent) ? [] : [pid]));
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
