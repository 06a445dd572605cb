import { defineConfig } from '@playwright/test';

const seconds = 1000;

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/e2e',
  // One server and one browser at a time: they share the machine with Redis.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120 * seconds,
  expect: { timeout: 20 * seconds },
  // As for the integration tests: a second chance on a machine shared with others.
  retries: process.env.CI === 'true' ? 1 : 0,
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
