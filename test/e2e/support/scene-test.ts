/** `test` on a server at work: its alerts, incidents, rules and channels are in `scene`, one for all tests of a worker. */
import { type Scene, startScene } from './scene.ts';
import { test as base } from './test.ts';

export const test = base.extend<object, { scene: Scene }>({
  scene: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are asked for
    async ({}, use) => {
      const scene = await startScene();
      await use(scene);
      await scene.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  serverOf: [async ({ scene }, use) => use(async () => scene.server), { scope: 'worker' }],
});
