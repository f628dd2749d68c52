// The way of every operation: what follows a step that failed, a question that was left, and an end that is reported.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { err, ok } from '../../../../src/base/result.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { Operation } from '../../../../src/ui/operations/runOperation.ts';
import type { Shell } from '../../../../src/ui/shell.ts';

const { answers, taken } = vi.hoisted(() => ({
  answers: { pressed: undefined as string | undefined, typed: undefined as string | undefined },
  taken: [] as string[],
}));

vi.mock('vscode', () => ({
  l10n: { t: (message: string, ...values: readonly unknown[]) => message.replace('{0}', String(values[0])) },
  ProgressLocation: { Notification: 15, Window: 10 },
  window: {
    showWarningMessage: (text: string) => {
      taken.push(text);
      return Promise.resolve(answers.pressed);
    },
    showInputBox: () => {
      taken.push('typed');
      return Promise.resolve(answers.typed);
    },
    withProgress: ({ title }: { readonly title: string }, work: (progress: unknown, token: unknown) => unknown) => {
      taken.push(title);
      return work({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) });
    },
  },
}));

const { runEach, runOperation } = await import('../../../../src/ui/operations/runOperation.ts');

const failure: Failure = { kind: 'readOnly' };
const step = (name: string, isBroken: boolean, value: string) => {
  taken.push(name);
  return Promise.resolve(isBroken ? err(failure) : ok(value));
};
/** Removes what its argument names. `broken`: the step that fails. */
const removing = (broken?: string, question: { readonly typed?: string } = {}): Operation<string, string, string> => ({
  resolve: (_, argument) => step('resolve', broken === 'resolve', String(argument)),
  preview: (_, target) => step('preview', broken === 'preview', `${target} as it is`),
  question: (preview) => ({ text: `Remove ${preview}?`, detail: '', button: 'Remove', ...question }),
  title: (preview) => `Removing ${preview}`,
  run: (_, preview) => step('run', broken === 'run', `${preview}, removed`),
  report: (_, done) => void taken.push(`report ${done}`),
});
const run = (operation: Operation<string, string, string>) => runOperation(operation, {} as Shell, 'web');

beforeEach(() => {
  answers.pressed = 'Remove';
  answers.typed = undefined;
  taken.length = 0;
});

test('one step after the other, each with what the one before gave', async () => {
  expect(await run(removing())).toEqual(ok('web as it is, removed'));
  expect(taken).toEqual([
    'resolve',
    'preview',
    'Remove web as it is?',
    'Removing web as it is',
    'run',
    'report web as it is, removed',
  ]);
});

test('nothing is asked where nothing is taken away', async () => {
  answers.pressed = undefined;
  expect(await run({ ...removing(), question: () => undefined })).toEqual(ok('web as it is, removed'));
  expect(taken).not.toContain('Remove web as it is?');
});

test.each([undefined, 'Cancel'])('a question that is answered with %s changes nothing', async (pressed) => {
  answers.pressed = pressed;
  expect(await run(removing())).toEqual(err({ kind: 'cancelled', what: 'Removing web as it is' }));
  expect(taken.at(-1)).toBe('Remove web as it is?');
});

describe('where a word must be typed as well', () => {
  test.each([
    ['web', true],
    ['other', false],
    [undefined, false],
  ])('%s', async (typed, isRun) => {
    answers.typed = typed;
    expect((await run(removing(undefined, { typed: 'web' }))).ok).toBe(isRun);
    expect(taken.includes('run')).toBe(isRun);
  });

  test('the button comes first', async () => {
    answers.pressed = undefined;
    await run(removing(undefined, { typed: 'web' }));
    expect(taken).not.toContain('typed');
  });
});

test.each([
  ['resolve', ['resolve']],
  ['preview', ['resolve', 'preview']],
  ['run', ['resolve', 'preview', 'Remove web as it is?', 'Removing web as it is', 'run']],
])('a failure in %s ends it, and is not reported as an end', async (broken, steps) => {
  expect(await run(removing(broken))).toEqual(err(failure));
  expect(taken).toEqual(steps);
});

test('of many no more at once than allowed; results in the order of the targets, progress to the end', async () => {
  let now = 0;
  let most = 0;
  let percent = 0;
  const report = ({ increment = 0 }: { readonly increment?: number }): void => void (percent += increment);
  const targets = [3, 1, 2, 0];
  const results = await runEach(targets, 2, { signal: new AbortController().signal, report }, async (target) => {
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setTimeout(resolve, target));
    now -= 1;
    return target * 10;
  });
  expect([results, most, percent]).toEqual([[30, 10, 20, 0], 2, 100]);
});
