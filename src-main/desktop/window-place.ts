/** Where the window was, as far as there still is a display. */
import type { Rectangle } from 'electron';
import type { WindowPlace } from './shell-store.ts';

export const smallest = { width: 720, height: 480 };
const usual = { width: 1280, height: 820 };

/** Kept inside the display it overlaps most; without one, the usual size and no position. */
export const placeOnDisplays = (
  kept: WindowPlace | null,
  displays: readonly Rectangle[],
): { width: number; height: number; x?: number; y?: number } => {
  if (kept === null) return usual;
  const best = displays
    .map((area) => ({ area, shared: overlap(kept, area) }))
    .sort((a, b) => b.shared - a.shared)[0];
  const size = {
    width: Math.max(kept.width, smallest.width),
    height: Math.max(kept.height, smallest.height),
  };
  if (best === undefined || best.shared === 0) return size;
  const { area } = best;
  const width = Math.min(size.width, area.width);
  const height = Math.min(size.height, area.height);
  return {
    width,
    height,
    x: Math.min(Math.max(kept.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(kept.y, area.y), area.y + area.height - height),
  };
};

const overlap = (a: Rectangle, b: Rectangle): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
};
