// Vitest's projects. `unit` runs in parallel on any computer; `ui` needs a browser and `lab` real hosts, and both run one file at a time.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Failures are read in a log: print values in full, not as `[ Array(1) ]`. */
const chaiConfig = { truncateThreshold: 2000 };

// Vitest runs projects with different worker counts one after the other, and needs their order (`groupOrder`).

/** Most files mostly wait for clocks and sockets: one worker more than there are cores keeps all cores busy. */
const waitingWorkers = availableParallelism() + 1;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          maxWorkers: waitingWorkers,
          // Property tests with hundreds of cases take long on a busy computer.
          testTimeout: 30_000,
          environment: 'node',
          chaiConfig,
          restoreMocks: true,
        },
      },
      {
        // Mutated inputs for every parser, in two threads of its own.
        test: {
          name: 'fuzz',
          sequence: { groupOrder: 1 },
          include: ['test/fuzz/**/*.test.ts'],
          environment: 'node',
          chaiConfig,
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        // The served workbench under Playwright.
        test: {
          name: 'ui',
          sequence: { groupOrder: 2 },
          include: ['test/extension/ui/**/*.test.ts'],
          globalSetup: ['test/vscode/product.ts'],
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
          sequence: { groupOrder: 3 },
          include: ['test/extension/recipe/**/*.test.ts'],
          globalSetup: ['test/vscode/product.ts'],
          environment: 'node',
          chaiConfig,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        // Contract tests for every client, in simulated worlds: each file serves its own.
        test: {
          name: 'contract',
          include: ['test/contract/**/*.sim.test.ts'],
          maxWorkers: waitingWorkers,
          globalSetup: ['test/simulator/build.ts'],
          environment: 'node',
          chaiConfig,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        // Tests of the lab itself. It compares the state of the whole computer before and after, so no other lab may be up.
        test: {
          name: 'lab',
          sequence: { groupOrder: 4 },
          include: ['test/lab/lab.test.ts'],
          environment: 'node',
          chaiConfig,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        // Each file has its own lab. Boots, elections and gossip mostly wait: two labs fit on two cores.
        test: {
          name: 'hosts',
          sequence: { groupOrder: 5 },
          include: ['test/lab/**/*.lab.test.ts', 'test/contract/**/*.lab.test.ts'],
          maxWorkers: 2,
          environment: 'node',
          chaiConfig,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
    ],
  },
});
