// Vitest's projects: `unit` runs anywhere in parallel; `ui` needs a browser, `lab` real hosts; those run one file at a
// time.
import { defineConfig } from 'vitest/config';

/** A failure is read in a log: values are told in whole, not as `[ Array(1) ]`. */
const chaiConfig = { truncateThreshold: 2000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          chaiConfig,
          restoreMocks: true,
        },
      },
      {
        // Changed inputs for every reader: threads of its own, two of them.
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          environment: 'node',
          chaiConfig,
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        // The served workbench under Playwright; the package to install is built by `npm test` beforehand.
        test: {
          name: 'ui',
          include: ['test/extension/ui/**/*.test.ts'],
          environment: 'node',
          chaiConfig,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        // The product on real hosts, in a real VS Code.
        test: {
          name: 'recipe',
          include: ['test/extension/recipe/**/*.test.ts'],
          environment: 'node',
          chaiConfig,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        // What every door must do, in simulated worlds: each file serves one of its own.
        test: {
          name: 'contract',
          include: ['test/contract/**/*.sim.test.ts'],
          globalSetup: ['test/simulator/build.ts'],
          environment: 'node',
          chaiConfig,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts', 'test/contract/**/*.lab.test.ts'],
          environment: 'node',
          chaiConfig,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
    ],
  },
});
