/**
 * A phone of 360 px, walked from page to page by links in one document: nothing is ever wider than the window, neither when a
 * page stands nor on the way to it.
 */
import type { Page } from '@playwright/test';
import { isStill } from './support/axe.ts';
import type { Scene } from './support/scene.ts';
import { test } from './support/scene-test.ts';
import { expect, signIn } from './support/test.ts';

test.describe.configure({ timeout: 300_000 });

const width = 360;

/** Looks at every frame, and keeps what was too wide: where, how wide, and what reached furthest. */
const watchWidth = (): void => {
  const found: string[] = [];
  Object.assign(window, { alertflowTooWide: found });
  const look = (): void => {
    requestAnimationFrame(look);
    const root = document.documentElement;
    if (root === null || root.scrollWidth <= window.innerWidth || found.length >= 30) return;
    const beyond = [...document.querySelectorAll('body *')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.left < -1 || box.right > window.innerWidth + 1))
      .slice(0, 6)
      .map(
        ({ element, box }) =>
          `${element.tagName}.${element.getAttribute('class') ?? ''} ${Math.round(box.left)}..${Math.round(box.right)}`,
      );
    found.push(`${location.hash}: ${root.scrollWidth} px: ${beyond.join(' | ')}`);
  };
  requestAnimationFrame(look);
};

const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { alertflowTooWide: string[] }).alertflowTooWide.splice(0));

const settle = async (page: Page): Promise<void> => {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(page.locator('[aria-busy=true], .mantine-Skeleton-root')).toHaveCount(0);
  await isStill(page);
};

/** Pages of the sidebar by their addresses, and what is looked at from each before going on. */
const stops = (scene: Scene): readonly [page: string, ...below: string[]][] => [
  ['#/alerts', `#/alerts/${scene.alertId}`],
  ['#/incidents', '#/incidents?status=all', `#/incidents/${scene.incidentId}`],
  ['#/rules', `#/rules/${scene.ruleId}`, '#/rules'],
  ['#/channels', `#/channels/${scene.channelId}`],
  ['#/providers', '#/providers/new', '#/providers'],
  ['#/mutes'],
  ['#/queues', '#/queues?tab=dead'],
  ['#/logs'],
  ['#/settings', '#/settings/users', '#/settings/smtp'],
  ['#/about'],
  ['#/'],
];

for (const language of ['en', 'fa'] as const) {
  test(`no page is wider than a phone while one goes through them: ${language}`, async ({
    page,
    context,
    server,
    scene,
    look: choose,
  }) => {
    await page.setViewportSize({ width, height: 740 });
    await choose({ language, scheme: 'light' });
    await page.addInitScript(watchWidth);
    await signIn(context, server);
    await page.goto('/#/');
    await settle(page);
    const wide = await tooWide(page);
    for (const [home, ...below] of stops(scene)) {
      await page.locator('.mantine-Burger-root').click();
      await page.locator(`nav a[href="${home}"]`).click();
      await settle(page);
      wide.push(...(await tooWide(page)));
      for (const address of below) {
        await page.evaluate((hash) => {
          window.location.hash = hash;
        }, address);
        await settle(page);
        wide.push(...(await tooWide(page)));
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth), home).toBeLessThanOrEqual(
        width,
      );
    }
    expect(wide).toEqual([]);
  });
}
