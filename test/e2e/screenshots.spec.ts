/**
 * Every page as a newcomer meets it, on a server at work, in both languages: nothing is wider than the window, from a
 * phone to a wall. With ALERTFLOW_SCREENSHOTS=1 it also writes docs/screenshots, in both colour schemes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { isStill } from './support/axe.ts';
import { test } from './support/scene-test.ts';
import { expect, type Look, signIn } from './support/test.ts';

const folder = process.env.ALERTFLOW_SCREENSHOTS === '1' ? resolve('docs', 'screenshots') : null;
/** A wall takes long to draw and hides no flaw of this kind: it is looked at with the pictures. */
const widths = folder === null ? [360, 1440] : [360, 1440, 3840];
const shot = { width: 1440, height: 900, quality: 82 };

test.describe.configure({ timeout: 300_000 });

/** What is shown, and where. Ids of the scene stand in for what begins with a colon. */
const pages: readonly [name: string, path: string][] = [
  ['welcome', '/welcome?step=mail'],
  ['dashboard', '/'],
  ['alerts', '/alerts'],
  ['alert', '/alerts/:alert'],
  ['incidents', '/incidents?status=all'],
  ['incident', '/incidents/:incident'],
  ['rules', '/rules?from=zabbix@db07.example'],
  ['rule', '/rules/:rule'],
  ['channels', '/channels'],
  ['destinations', '/channels/:channel'],
  ['providers', '/providers'],
  ['mutes', '/mutes'],
  ['queues', '/queues'],
  ['dead-letters', '/queues?tab=dead'],
  ['logs', '/logs'],
  ['settings', '/settings'],
  ['about', '/about'],
];

const isSettled = async (page: Page): Promise<void> => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy=true], .mantine-Skeleton-root')).toHaveCount(0);
  await expect(page.getByText(/^(Loading …|در حال بارگذاری…)$/)).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await isStill(page);
};

/** Whether one must scroll sideways, and what reaches furthest beyond the window. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.querySelectorAll('main *')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.left < -1 || box.right > clientWidth + 1))
      .map(({ element, box }) => `${element.tagName}.${element.className} ${box.left}..${box.right}`);
    return [`the page is ${scrollWidth} px wide in ${clientWidth} px`, ...beyond.slice(0, 10)];
  });

/** In both colour schemes. The page is drawn once: colours are all that differs. */
const write = async (page: Page, name: string, language: Look['language']): Promise<void> => {
  if (folder === null) return;
  mkdirSync(folder, { recursive: true });
  const session = await page.context().newCDPSession(page);
  for (const scheme of ['dark', 'light'] as const) {
    await page.evaluate(
      (wanted) => document.documentElement.setAttribute('data-mantine-color-scheme', wanted),
      scheme,
    );
    await isStill(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: shot.quality });
    writeFileSync(join(folder, `${name}-${language}-${scheme}.webp`), Buffer.from(data, 'base64'));
  }
  await session.detach();
};

for (const language of ['en', 'fa'] as const) {
  test(`every page fits its window: ${language}`, async ({ page, context, scene, look: choose }) => {
    await choose({ language, scheme: 'light' });
    await page.setViewportSize(shot);
    await page.goto('/');
    await expect(page.locator('input[name=username]')).toBeVisible();
    await write(page, 'login', language);
    await signIn(context, scene.server);
    await page.goto('/?signed-in');
    await isSettled(page);
    for (const [name, path] of pages) {
      await test.step(name, async () => {
        await page.setViewportSize(shot);
        const address = path
          .replace(':alert', scene.alertId)
          .replace(':incident', scene.incidentId)
          .replace(':rule', scene.ruleId)
          .replace(':channel', scene.channelId);
        // Loaded anew: judged is the page, not what the one before it left behind.
        await page.goto(`/?${name}#${address}`);
        await isSettled(page);
        await write(page, name, language);
        for (const width of widths) {
          await page.setViewportSize({ width, height: width === 3840 ? 2160 : 900 });
          await expect.poll(() => tooWide(page), `${name} at ${width} px`).toEqual([]);
        }
      });
    }
  });
}
