/** Killed at named points of the program's work, one after the other. */
import type { Client } from './outside.ts';
import type { FailPoint } from './product.ts';
import type { Rig } from './rig.ts';

/** A named point, and the number of the crash point it stands for. */
export interface Point {
  number: number;
  name: string;
}

export const dieBoundMs = 60_000;

/** While mail of this client flows. Ends with a start that has no such point. */
export const crashAtPoints = async (
  { product }: Rig,
  points: readonly (Point & Partial<FailPoint>)[],
  client: Client,
) => {
  for (const point of points) {
    await product.kill();
    const nth = point.nth ?? 1 + Math.floor(Math.random() * 3);
    await product.start({ ...point, nth });
    await product.gone(dieBoundMs).catch(() => {
      throw new Error(
        `the point ${point.name} was not passed ${nth} times in ${dieBoundMs} ms (${client.confirmed()} of ${client.sent()} accepted): ${product.errors().slice(-1500)}`,
      );
    });
  }
  await product.start();
};
