// Who waits for a place, what it is told, and when the place is free again.
import { describe, expect, test } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import { execute, type Telling } from '../../../src/cluster/execute.ts';
import { createPlaces, noPlace, type Enter } from '../../../src/cluster/places.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Step } from '../../../src/model/plan.ts';
import { becauseCancelled, type RunSummary, type StepEvent } from '../../../src/model/runEvents.ts';
import { machine, plan, step } from './steps.ts';

const failure = { kind: 'unexpected', said: 'as the test wishes' } as const;
const alone: Enter = () => Promise.resolve(noPlace);

describe('VirtualBox’s place among all windows', () => {
  const created = (id: string): Step =>
    step(id, [], { action: { kind: 'createMachine', machine: machine(id, 'virtualbox') } });

  /** Says who comes and goes; who comes waits behind `other` until the test lets it in, or for good. */
  function amongWindows(told: string[], letIn: Promise<void> = Promise.resolve()): Enter {
    return async ({ machine: name, signal, behind }) => {
      const isOver = (): boolean => signal.aborted;
      if (isOver()) return noPlace;
      behind('other');
      await Promise.race([letIn, new Promise((end) => (signal.onabort = end))]);
      if (isOver()) return noPlace;
      told.push(`${name} in`);
      let isIn = true;
      return async () => {
        if (isIn) told.push(`${name} out`);
        isIn = false;
      };
    };
  }

  async function runWith(
    enter: Enter,
    steps: readonly Step[],
    perform: (telling: Telling) => Promise<Outcome<void>>,
    options: { readonly parallelism?: number; readonly signal?: AbortSignal } = {},
  ): Promise<{ readonly summary: RunSummary; readonly events: readonly StepEvent[] }> {
    const events: StepEvent[] = [];
    const summary = await execute(plan(...steps), {
      perform: (_, telling) => perform(telling),
      places: createPlaces(() => options.parallelism ?? 0, enter),
      signal: options.signal ?? new AbortController().signal,
      onEvent: (event) => void events.push(event),
      log: silentLog,
    });
    return { summary, events };
  }

  test('is waited for in the step’s name before it begins, and left once the VM exists', async () => {
    const told: string[] = [];
    const { events } = await runWith(amongWindows(told), [created('a')], async ({ stage }) => {
      stage('creating');
      await sleep(1);
      told.push('created');
      stage('waitingForMachine');
      await sleep(1);
      told.push('ended');
      return ok(undefined);
    });
    expect(told).toEqual(['a in', 'created', 'a out', 'ended']);
    expect(events.slice(0, 2)).toMatchObject([
      { kind: 'waiting', step: 'a', behind: 'other' },
      { kind: 'began', step: 'a' },
    ]);
  });

  test('is left by a create that fails or throws before its VM exists', async () => {
    const told: string[] = [];
    let count = 0;
    await runWith(amongWindows(told), [created('a'), created('b')], async () => {
      if ((count += 1) === 1) return err(failure);
      throw new Error('a bug');
    });
    expect(told).toEqual(['a in', 'a out', 'b in', 'b out']);
  });

  test('is not taken while the machine waits for a place of this window', async () => {
    const told: string[] = [];
    await runWith(
      amongWindows(told),
      [created('a'), created('b')],
      async ({ stage }) => {
        stage('waitingForMachine');
        await sleep(5);
        told.push('ended');
        return ok(undefined);
      },
      { parallelism: 1 },
    );
    expect(told).toEqual(['a in', 'a out', 'ended', 'b in', 'b out', 'ended']);
  });

  test('is not waited for any longer after a cancel, nor is a place of this window: nothing begins', async () => {
    const cancel = new AbortController();
    const told: string[] = [];
    const never = new Promise<void>(() => undefined);
    const running = runWith(
      amongWindows(told, never),
      [created('a'), created('b')],
      () => {
        throw new Error('begun');
      },
      { signal: cancel.signal },
    );
    await sleep(5);
    cancel.abort();
    const { summary, events } = await running;
    expect(summary).toMatchObject({
      skipped: [
        { step: 'a', because: becauseCancelled },
        { step: 'b', because: becauseCancelled },
      ],
      isCancelled: true,
    });
    expect(events.some(({ kind }) => kind === 'began')).toBe(false);
    expect(told).toEqual([]);
  });
});

test('a cancel ends the waiting for a place that another run has', async () => {
  const shared = createPlaces(() => 1, alone);
  const end = Promise.withResolvers<Outcome<void>>();
  const first = execute(plan(step('slow')), {
    perform: () => end.promise,
    places: shared,
    signal: new AbortController().signal,
    onEvent: () => undefined,
    log: silentLog,
  });
  const cancel = new AbortController();
  const second = execute(plan(step('waiting')), {
    perform: () => Promise.resolve(ok(undefined)),
    places: shared,
    signal: cancel.signal,
    onEvent: () => undefined,
    log: silentLog,
  });
  await sleep(5);
  cancel.abort();
  expect((await second).skipped).toEqual([{ step: 'waiting', because: becauseCancelled }]);
  end.resolve(ok(undefined));
  expect((await first).done).toEqual(['slow']);
  // The place that was not waited for to the end is free again.
  const third = await execute(plan(step('next')), {
    perform: () => Promise.resolve(ok(undefined)),
    places: shared,
    signal: new AbortController().signal,
    onEvent: () => undefined,
    log: silentLog,
  });
  expect(third.done).toEqual(['next']);
});
