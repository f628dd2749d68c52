// The notice of a run that was cut off: it counts as read only when a button was pressed, or when it was dismissed in a window that
// lives on. VS Code dismisses notices too, as it closes.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lifetime } from '../../../../src/base/lifetime.ts';
import type { Run } from '../../../../src/service/services.ts';
import type { Shell } from '../../../../src/ui/shell.ts';

const shown: { readonly text: string; readonly close: (title?: string) => void }[] = [];
/** What a window that is gone never does. */
let isAnswering = true;
vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: { isTrusted: false },
  commands: {
    executeCommand: () => Promise.resolve(),
    getCommands: () => (isAnswering ? Promise.resolve([]) : new Promise(() => undefined)),
  },
  window: {
    showErrorMessage: () => Promise.resolve(undefined),
    showWarningMessage: (text: string) =>
      new Promise<string | undefined>((resolve) => {
        shown.push({ text, close: resolve });
      }),
  },
}));
const { tellUnfinishedRuns } = await import('../../../../src/ui/runs/unfinishedRuns.ts');

const run = { id: 'a', plan: { verb: 'up', cluster: 'a', steps: [] }, summary: { done: [] } } as unknown as Run;
let lifetime: Lifetime;
let settled: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  lifetime = new Lifetime();
  settled = [];
  isAnswering = true;
  const runs = {
    unfinishedRuns: () => Promise.resolve([run]),
    settle: ({ id }: Run) => Promise.resolve(void settled.push(id)),
  };
  const log = { warn: () => undefined, error: () => undefined };
  const hold = <T>(work: () => Promise<T>): Promise<T> => work();
  await tellUnfinishedRuns({ current: { runs, hold }, log } as unknown as Shell, lifetime);
});
afterEach(() => {
  vi.useRealTimers();
  shown.length = 0;
});

async function dismissed(): Promise<void> {
  shown[0]!.close();
  await vi.advanceTimersByTimeAsync(0);
}

test('a button settles the run at once', async () => {
  shown[0]!.close('Roll Back');
  await vi.advanceTimersByTimeAsync(0);
  expect(settled).toEqual(['a']);
});

test('so does the person who dismisses it and stays', async () => {
  await dismissed();
  expect(settled).toEqual([]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(settled).toEqual(['a']);
});

test('nothing settles it while it stands there', async () => {
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(settled).toEqual([]);
});

test('a window that closes on it does not', async () => {
  await dismissed();
  lifetime.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(settled).toEqual([]);
});

test('nor does one that is gone without a word to its extensions', async () => {
  isAnswering = false;
  await dismissed();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(settled).toEqual([]);
});
