// The notice of a run that was cut off: it counts as told only when a person has closed it or pressed one of its buttons.
import { expect, test, vi } from 'vitest';
import type { Run } from '../../../../src/service/services.ts';
import type { Shell } from '../../../../src/ui/shell.ts';

const shown: { readonly text: string; readonly close: (title?: string) => void }[] = [];
vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: { isTrusted: false },
  commands: { executeCommand: () => Promise.resolve() },
  window: {
    showErrorMessage: () => Promise.resolve(undefined),
    showWarningMessage: (text: string) =>
      new Promise<string | undefined>((resolve) => {
        shown.push({ text, close: resolve });
      }),
  },
}));
const { tellUnfinishedRuns } = await import('../../../../src/ui/runs/unfinishedRuns.ts');

const runOf = (id: string): Run =>
  ({ id, plan: { verb: 'up', cluster: id, steps: [] }, summary: { done: [] } }) as unknown as Run;

test('a run is settled when its notice was closed, not when the window closed on it', async () => {
  const settled: string[] = [];
  const runs = {
    unfinishedRuns: () => Promise.resolve([runOf('a'), runOf('b')]),
    settle: ({ id }: Run) => Promise.resolve(void settled.push(id)),
  };
  const log = { warn: () => undefined, error: () => undefined };
  const hold = <T>(work: () => Promise<T>): Promise<T> => work();
  const shell = { current: { runs, hold }, log } as unknown as Shell;
  await tellUnfinishedRuns(shell);
  expect(shown).toHaveLength(2);
  await Promise.resolve();
  expect(settled).toEqual([]);
  shown[1]!.close();
  await vi.waitFor(() => {
    expect(settled).toEqual(['b']);
  });
  shown[0]!.close('Roll Back');
  await vi.waitFor(() => {
    expect(settled).toEqual(['b', 'a']);
  });
});
