import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe finds serious or critical on the page as it is, one line each, and in the other colours what it finds wrong with
 * those: nothing else depends on them, so that the page is drawn once for both.
 */
export const seriousFindings = async (page: Page): Promise<string[]> => {
  await isStill(page);
  const asItIs = await findingsOf(page, new AxeBuilder({ page }));
  const scheme = await page.locator('html').getAttribute('data-mantine-color-scheme');
  if (scheme === null) return asItIs;
  const other = scheme === 'dark' ? 'light' : 'dark';
  await showScheme(page, other);
  await isStill(page);
  const inOtherColours = await findingsOf(
    page,
    new AxeBuilder({ page }).withRules(['color-contrast']),
    other,
  );
  await showScheme(page, scheme);
  return [...asItIs, ...inOtherColours];
};

const findingsOf = async (page: Page, axe: AxeBuilder, where = ''): Promise<string[]> => {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) =>
        `${where} ${new URL(page.url()).hash} ${id}: ${target} ${failureSummary}`.trim(),
      ),
    );
};

/** For the page shown, not as a choice that is kept. */
const showScheme = (page: Page, scheme: string): Promise<void> =>
  page.evaluate(
    (wanted) => document.documentElement.setAttribute('data-mantine-color-scheme', wanted),
    scheme,
  );

/** Colours are judged, and pictures taken, when nothing moves any more. */
export const isStill = async (page: Page): Promise<void> => {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished.catch(() => {})),
    ),
  );
};
