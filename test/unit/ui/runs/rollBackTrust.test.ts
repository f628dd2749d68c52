// Where a workspace is not trusted no program is run for it: a broken run is not taken back, and nothing is asked of anybody.
import { beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import { err, ok } from '../../../../src/base/result.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import type { Run } from '../../../../src/service/services.ts';
import type { Shell } from '../../../../src/ui/shell.ts';

const { workspace } = vi.hoisted(() => ({ workspace: { isTrusted: false } }));

vi.mock('vscode', () => ({
  l10n: { t: (message: string) => message },
  workspace,
  window: { showInformationMessage: () => Promise.resolve(undefined) },
}));

const { rollBack } = await import('../../../../src/ui/runs/rollBack.ts');

/** A shell whose rollback has nothing to do; and how often one was planned. */
function shellThatCounts(isReadOnly = false): { readonly shell: Shell; readonly planned: () => number } {
  let planned = 0;
  const nothing: Plan = { verb: 'rollback', cluster: 'demo', steps: [], warnings: [], standing: [] };
  const runs = { planRollback: () => ((planned += 1), Promise.resolve(ok(nothing))) };
  return {
    shell: {
      current: { runs, hold: (work: () => unknown) => work() },
      settings: { isReadOnly },
      log: silentLog,
    } as unknown as Shell,
    planned: () => planned,
  };
}
const broken = {} as Run;

beforeEach(() => {
  workspace.isTrusted = false;
});

test.each(['ask', 'bySetting'] as const)('a rollback is refused before it is planned (%s)', async (consent) => {
  const { shell, planned } = shellThatCounts();
  expect(await rollBack(shell, broken, consent)).toEqual(err({ kind: 'untrusted', runs: 'program' }));
  expect(planned()).toBe(0);
});

test('once it is trusted the same rollback is planned', async () => {
  workspace.isTrusted = true;
  const { shell, planned } = shellThatCounts();
  expect(await rollBack(shell, broken, 'ask')).toEqual(ok(undefined));
  expect(planned()).toBe(1);
});

test('nor is it planned where nothing may be changed', async () => {
  workspace.isTrusted = true;
  const { shell, planned } = shellThatCounts(true);
  expect(await rollBack(shell, broken, 'bySetting')).toEqual(err({ kind: 'readOnly' }));
  expect(planned()).toBe(0);
});
