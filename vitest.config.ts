// Vitest's projects: `unit` runs anywhere in parallel; `ui` needs a browser, `lab` real hosts; those run one file at a
// time.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A failure is read in a log: values are told in whole, not as `[ Array(1) ]`. */
const chaiConfig = { truncateThreshold: 2000 };

// Vitest runs projects that differ in their workers one after the other, and wants to be told so (`groupOrder`).

/** Most files wait for clocks and sockets much of their time: one more than there are cores keeps the cores busy. */
const waitingWorkers = availableParallelism() + 1;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          maxWorkers: waitingWorkers,
          // Properties with hundreds of cases take their time on a busy computer.
          testTimeout: 30_000,
          environment: 'node',
          chaiConfig,
          restoreMocks: true,
        },
      },
      {
        // Changed inputs for every reader: threads of its own, two of them.
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
        // What every door must do, in simulated worlds: each file serves one of its own.
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
        // What the lab itself promises; it compares the whole computer before and after, so no other lab may be up.
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
        // Each file has a lab of its own. Boots, elections and gossip mostly wait: two labs fit on two cores.
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
