import { defineConfig } from 'vitest/config';

const seconds = 1000;
/** On a machine shared with others a test gets a second chance; what fails twice is broken. */
const inCi = process.env.CI === 'true';

export default defineConfig({
  test: {
    environment: 'node',
    globals: false,
    pool: 'forks',
    // Integration tests run processes of their own beside these.
    maxWorkers: 2,
    teardownTimeout: 20 * seconds,
    expect: { poll: { timeout: 30 * seconds } },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30 * seconds },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          // Bounds against hanging, not measurements: a busy machine of two cores is slow, not wrong.
          testTimeout: 180 * seconds,
          hookTimeout: 120 * seconds,
          retry: inCi ? 1 : 0,
        },
      },
    ],
  },
});
