// The question before a cluster comes up: only its verb begins anything.
import { beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import { err, ok } from '../../../../src/base/result.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import type { Shell } from '../../../../src/ui/shell.ts';

interface Asked {
  readonly question: string;
  readonly verbs: readonly string[];
}

const { asked, shown, answer } = vi.hoisted(() => ({
  asked: [] as Asked[],
  shown: [] as unknown[],
  answer: { pressed: undefined as string | undefined },
}));

vi.mock('vscode', () => ({
  l10n: { t: (message: string, value: string) => message.replace('{0}', value) },
  ProgressLocation: { Notification: 15 },
  Uri: class Uri {
    readonly fsPath: string;

    constructor(fsPath: string) {
      this.fsPath = fsPath;
    }

    static file(fsPath: string): Uri {
      return new Uri(fsPath);
    }
  },
  workspace: { isTrusted: true, openTextDocument: () => Promise.resolve({ getText: () => '' }) },
  window: {
    showInformationMessage: (question: string, _: unknown, ...verbs: readonly string[]) => {
      asked.push({ question, verbs });
      return Promise.resolve(answer.pressed);
    },
    showErrorMessage: () => Promise.resolve(undefined),
    withProgress: (_: unknown, work: (progress: unknown, token: unknown) => unknown) =>
      work({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
  },
}));

vi.mock('../../../../src/ui/authoringEntry.ts', () => ({
  openPlan: (_: Shell, spec: unknown, plan: unknown) => {
    shown.push([spec, plan]);
    return Promise.resolve();
  },
}));

const { runCommand } = await import('../../../../src/ui/commands/runCommand.ts');

const spec = { name: 'demo' };
const plan: Plan = {
  verb: 'up',
  cluster: 'demo',
  steps: [
    {
      id: 'start a',
      action: { kind: 'startMachine', machine: 'a' },
      after: [],
      cause: { kind: 'stopped' },
      undo: undefined,
      mayFail: false,
    },
  ],
  warnings: [],
  standing: [],
};
const run = vi.fn(() => Promise.resolve(err({ kind: 'readOnly' } as const)));
const planUp = vi.fn(() => Promise.resolve(ok(plan)));
const shell = {
  current: {
    hold: (work: () => unknown) => work(),
    runs: { readSpec: () => Promise.resolve({ spec, problems: [] }), planUp, run },
  },
  diagnostics: { show: () => Promise.resolve() },
  settings: { isReadOnly: false, askSecrets: () => Promise.resolve(ok(undefined)) },
  log: silentLog,
} as unknown as Shell;

const up = (): Promise<unknown> =>
  runCommand('dockerOverlay.bringClusterUp', shell, { file: '/w/overlay-cluster.yaml' });

beforeEach(() => {
  for (const list of [asked, shown]) list.length = 0;
  run.mockClear();
  planUp.mockClear();
});

test('“Show Plan” opens the plan that was made, and begins nothing', async () => {
  answer.pressed = 'Show Plan';
  expect(await up()).toMatchObject({ failure: { kind: 'cancelled' } });
  expect(asked).toEqual([{ question: 'Bring demo up?', verbs: ['Bring Up', 'Show Plan'] }]);
  expect(shown).toEqual([[spec, plan]]);
  expect(planUp).toHaveBeenCalledTimes(1);
  expect(run).not.toHaveBeenCalled();
});

test('no button begins nothing and opens nothing', async () => {
  answer.pressed = undefined;
  expect(await up()).toMatchObject({ failure: { kind: 'cancelled' } });
  expect(shown).toEqual([]);
  expect(run).not.toHaveBeenCalled();
});

test.each([{ confirm: false }, { confirm: 'confirmed', confirmed: true }])(
  'no argument switches the question off: %j',
  async (more) => {
    answer.pressed = undefined;
    expect(
      await runCommand('dockerOverlay.bringClusterUp', shell, { file: '/w/overlay-cluster.yaml', ...more }),
    ).toMatchObject({
      failure: { kind: 'cancelled' },
    });
    expect(asked).toHaveLength(1);
    expect(run).not.toHaveBeenCalled();
  },
);

test('the verb begins', async () => {
  answer.pressed = 'Bring Up';
  await up();
  expect(shown).toEqual([]);
  expect(run).toHaveBeenCalledTimes(1);
});
