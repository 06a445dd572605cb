import { defineConfig } from 'vitest/config';

const seconds = 1000;

export default defineConfig({
  test: {
    environment: 'node',
    globals: false,
    pool: 'forks',
    // Integration tests run processes of their own beside these.
    maxWorkers: 2,
    teardownTimeout: 20 * seconds,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 10 * seconds },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60 * seconds,
          hookTimeout: 60 * seconds,
        },
      },
    ],
  },
});
