/** Conditions that are critical and not over: nobody has acknowledged or resolved them, and no mail said that they ended. */
import type { AlertItem } from '../../src-shared/contract/alerts.ts';

const conditionOf = ({ id, fingerprint }: AlertItem): string => fingerprint ?? id;

/** `firing`: critical alerts, `resolved`: recoveries; both newest first and as many as are looked at. */
export const countOpenCriticals = (firing: readonly AlertItem[], resolved: readonly AlertItem[]): number => {
  const endedAt = new Map<string, number>();
  for (const item of resolved) {
    const condition = conditionOf(item);
    endedAt.set(condition, Math.max(endedAt.get(condition) ?? 0, item.receivedAt));
  }
  const open = new Map<string, boolean>();
  for (const item of firing) {
    const condition = conditionOf(item);
    // The newest speaks for its condition.
    if (open.has(condition)) continue;
    const isOver =
      item.acknowledged !== null ||
      item.resolved !== null ||
      item.status === 'suppressed' ||
      (endedAt.get(condition) ?? 0) >= item.receivedAt;
    open.set(condition, !isOver);
  }
  return [...open.values()].filter(Boolean).length;
};
