import { defineConfig } from '@playwright/test';

const seconds = 1000;

/** Lists that move by events, input that is refused, changes that are taken back, a stream, a file. */
const throughThePort = [
  'an alert arrives by itself',
  'one box finds by words and fields',
  'new alerts wait, counted, while the list is paused',
  'adds a rule whose glob is tried',
  'keeps what was entered when the server refuses',
  'ends a mute, takes that back',
  'shows what happens as it happens',
];

export default defineConfig<object, { shell: 'browser' | 'window' }>({
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
  projects: [
    { name: 'browser', testIgnore: ['window.spec.ts', 'electron.spec.ts'] },
    // The console in the desktop app's window: the most telling of the specs again, through preload and message port.
    {
      name: 'window',
      testMatch: ['alerts.spec.ts', 'rules.spec.ts', 'mutes.spec.ts', 'logs.spec.ts'],
      grep: new RegExp(throughThePort.join('|')),
      use: { shell: 'window' },
    },
    { name: 'desktop', testMatch: 'window.spec.ts' },
    { name: 'electron', testMatch: 'electron.spec.ts' },
  ],
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
