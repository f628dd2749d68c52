// `execute` walks any graph, whatever fails and whenever it is cancelled: what must hold is held for random ones.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import { execute, type Perform, type Telling } from '../../../src/cluster/execute.ts';
import { createPlaces, noPlace, type Places } from '../../../src/cluster/places.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import {
  becauseCancelled,
  type Action,
  type Plan,
  type RunSummary,
  type Step,
  type StepEvent,
} from '../../../src/model/plan.ts';
import { machine, plan, step } from './steps.ts';

/** With no window but this one. */
const places = (parallelism = 0): Places =>
  createPlaces(
    () => parallelism,
    () => Promise.resolve(noPlace),
  );

const failure = { kind: 'unexpected', said: 'as the test wishes' } as const;

interface Ran {
  readonly summary: RunSummary;
  readonly events: readonly StepEvent[];
  readonly cancelledAt: number | undefined;
}

/** Runs with `perform` by step's machine name; `cancelAfter` aborts when that many events have been told. */
async function run(
  ofPlan: Plan,
  perform: (name: string, telling: Telling) => Promise<Outcome<void>>,
  options: { readonly parallelism?: number; readonly cancelAfter?: number } = {},
): Promise<Ran> {
  const events: StepEvent[] = [];
  const cancel = new AbortController();
  let cancelledAt: number | undefined;
  const byAction = new Map(ofPlan.steps.map(({ id, action }) => [action, id]));
  const performed: Perform = (action, telling) => perform(byAction.get(action) ?? '?', telling);
  const stop = (): void => {
    if (events.length !== options.cancelAfter) return;
    cancelledAt = events.length;
    cancel.abort();
  };
  stop();
  const summary = await execute(ofPlan, {
    perform: performed,
    places: places(options.parallelism),
    signal: cancel.signal,
    onEvent: (event) => {
      events.push(event);
      stop();
    },
    log: silentLog,
  });
  return { summary, events, cancelledAt };
}

const all = ({ done, failed, skipped }: RunSummary): string[] =>
  [...done, ...failed.map(({ step }) => step), ...skipped.map(({ step }) => step)].sort();

/** Graphs of up to twelve steps, in any order, with their fates: fails, may fail, takes how many turns. */
const graphs = fc
  .array(
    fc.record({
      before: fc.array(fc.nat(11), { maxLength: 3 }),
      fails: fc.boolean(),
      mayFail: fc.boolean(),
      throws: fc.boolean(),
      turns: fc.nat(4),
      virtualbox: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .chain((fates) =>
    fc.record({
      fates: fc.constant(fates),
      steps: fc.shuffledSubarray(
        fates.map(({ before, mayFail, virtualbox }, index) =>
          step(
            `s${String(index)}`,
            [...new Set(before.filter((each) => each < index))].map((each) => `s${String(each)}`),
            {
              mayFail,
              action: {
                kind: 'createMachine',
                machine: machine(`s${String(index)}`, virtualbox ? 'virtualbox' : 'generic'),
              },
            },
          ),
        ),
        { minLength: fates.length, maxLength: fates.length },
      ),
      parallelism: fc.integer({ min: 0, max: 3 }),
      cancelAfter: fc.option(fc.nat(20), { nil: undefined }),
    }),
  );

describe('any graph, any failures, a cancel at any moment', () => {
  test('is told truthfully', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ fates, steps, parallelism, cancelAfter }) => {
        let running = 0;
        let most = 0;
        let creating = 0;
        let mostCreating = 0;
        const ended = new Set<string>();
        const began: string[] = [];
        const performed = async (id: string, telling: Telling): Promise<Outcome<void>> => {
          const fate = fates[Number(id.slice(1))]!;
          began.push(id);
          most = Math.max(most, (running += 1));
          if (fate.virtualbox) mostCreating = Math.max(mostCreating, (creating += 1));
          for (const before of steps.find((each) => each.id === id)!.after) expect(ended).toContain(before);
          for (let turn = 0; turn < fate.turns; turn += 1) await Promise.resolve();
          if (fate.virtualbox) creating -= 1;
          telling.stage('waitingForSsh');
          for (let turn = 0; turn < fate.turns; turn += 1) await Promise.resolve();
          running -= 1;
          ended.add(id);
          if (fate.throws && fate.fails) throw new Error('a bug');
          return telling.signal.aborted || fate.fails ? err(failure) : ok(undefined);
        };
        const { summary, events, cancelledAt } = await run(plan(...steps), performed, {
          parallelism,
          ...(cancelAfter === undefined ? {} : { cancelAfter }),
        });

        // Each step is in exactly one list.
        expect(all(summary)).toEqual(steps.map(({ id }) => id).sort());
        // What began was told to begin, ended, and stands in the summary as what it ended as.
        expect(events.flatMap((event) => (event.kind === 'began' ? [event.step] : []))).toEqual(began);
        expect([...summary.done, ...summary.failed.map((each) => each.step)].sort()).toEqual([...began].sort());
        // Bounds.
        expect(most).toBeLessThanOrEqual(parallelism === 0 ? 8 : parallelism);
        expect(mostCreating).toBeLessThanOrEqual(1);
        // Nothing begins after the cancel.
        if (cancelledAt !== undefined)
          expect(events.slice(cancelledAt).filter(({ kind }) => kind === 'began')).toEqual([]);
        expect(summary.isCancelled).toBe(cancelledAt !== undefined && summary.done.length < steps.length);

        const byId = new Map(steps.map((each) => [each.id, each]));
        const failed = new Set(summary.failed.map((each) => each.step));
        const skipped = new Map(summary.skipped.map((each) => [each.step, each.because]));
        for (const [id, because] of skipped) {
          const blockers = byId
            .get(id)!
            .after.filter((each) => skipped.has(each) || (failed.has(each) && !byId.get(each)!.mayFail));
          // Nothing is left out without a reason, and the reason is a failure it rests on or the cancel.
          if (because === becauseCancelled) expect(cancelledAt).toBeDefined();
          else expect(failed).toContain(because);
          if (because !== becauseCancelled) expect(blockers.length).toBeGreaterThan(0);
          if (cancelledAt === undefined) expect(because).not.toBe(becauseCancelled);
        }
        // Whatever rests on no failure has run.
        if (cancelledAt === undefined)
          for (const { id, after } of steps)
            if (after.every((each) => !skipped.has(each) && (!failed.has(each) || byId.get(each)!.mayFail)))
              expect(began).toContain(id);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a step that fails', () => {
  test('does not keep its siblings from ending, and is named by what rests on it, however far', async () => {
    const { summary } = await run(
      plan(
        step('kvstore'),
        step('a', ['kvstore']),
        step('b', ['kvstore']),
        step('wait', ['a', 'b']),
        step('net', ['wait']),
      ),
      async (name) => (name === 'a' ? err(failure) : ok(undefined)),
    );
    expect(summary).toEqual({
      verb: 'up',
      cluster: 'demo',
      done: ['kvstore', 'b'],
      failed: [{ step: 'a', failure }],
      skipped: [
        { step: 'wait', because: 'a' },
        { step: 'net', because: 'a' },
      ],
      isCancelled: false,
    });
  });

  test('and may fail lets those behind it run', async () => {
    const { summary } = await run(
      plan(step('clean', [], { mayFail: true }), step('remove', ['clean'])),
      async (name) => (name === 'clean' ? err(failure) : ok(undefined)),
    );
    expect(summary.done).toEqual(['remove']);
    expect(summary.failed).toEqual([{ step: 'clean', failure }]);
  });

  test('by throwing is a failure of that step, and logged with its stack', async () => {
    const logged: unknown[] = [];
    const bug = new Error('a bug');
    const summary = await execute(plan(step('a'), step('b')), {
      perform: (action) => {
        if (action.kind === 'createMachine' && action.machine.name === 'a') throw bug;
        return Promise.resolve(ok(undefined));
      },
      places: places(),
      signal: new AbortController().signal,
      onEvent: () => undefined,
      log: { ...silentLog, error: (_, cause) => void logged.push(cause) },
    });
    expect(summary.failed).toEqual([{ step: 'a', failure: { kind: 'unexpected', said: 'a bug' } }]);
    expect(summary.done).toEqual(['b']);
    expect(logged).toEqual([bug]);
  });
});

describe('a step that waits for no more than a stage of a create', () => {
  const second = step('second', [], { afterStage: { step: 'first', stage: 'preCreate' } });
  const both = plan(step('first'), second, step('third', ['second']));

  test.each(['preCreate', 'creating'])('begins once that has begun, or a later one: %s', async (stage) => {
    const told: string[] = [];
    const begun = Promise.withResolvers<undefined>();
    const { summary } = await run(both, async (name, telling) => {
      told.push(`${name} begins`);
      if (name === 'first') {
        telling.stage('certificateAuthority');
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        told.push('the stage');
        telling.stage(stage);
        await begun.promise;
        told.push('first ends');
      } else if (name === 'second') begun.resolve(undefined);
      return ok(undefined);
    });
    expect(summary.done).toEqual(['first', 'second', 'third']);
    expect(told.slice(0, 3)).toEqual(['first begins', 'the stage', 'second begins']);
  });

  test('goes on when that create fails later', async () => {
    const { summary } = await run(both, async (name, { stage }) => {
      if (name !== 'first') return ok(undefined);
      stage('preCreate');
      return err(failure);
    });
    expect(summary.done).toEqual(['second', 'third']);
  });

  test('is left out when it fails before', async () => {
    const { summary } = await run(both, async (name, { stage }) => {
      stage('certificateAuthority');
      return name === 'first' ? err(failure) : ok(undefined);
    });
    expect(summary.skipped).toEqual([
      { step: 'second', because: 'first' },
      { step: 'third', because: 'first' },
    ]);
  });

  test('waits for the end of one that tells no stages', async () => {
    const told: string[] = [];
    await run(both, async (name) => {
      told.push(`${name} begins`);
      await Promise.resolve();
      told.push(`${name} ends`);
      return ok(undefined);
    });
    expect(told.slice(0, 3)).toEqual(['first begins', 'first ends', 'second begins']);
  });

  test('cannot come after itself', async () => {
    const circle = plan(step('first', ['second']), second);
    await expect(run(circle, async () => ok(undefined))).rejects.toThrow('circle');
  });
});

test('a listener that throws does not harm the run', async () => {
  const summary = await execute(plan(step('a'), step('b', ['a'])), {
    perform: () => Promise.resolve(ok(undefined)),
    places: places(),
    signal: new AbortController().signal,
    onEvent: () => {
      throw new Error('the listener');
    },
    log: silentLog,
  });
  expect(summary.done).toEqual(['a', 'b']);
});

test('a cancel reaches the running steps, which are told as what they ended as', async () => {
  const { summary } = await run(
    plan(step('slow'), step('ready'), step('behind', ['slow'])),
    async (name, { signal, stage }) => {
      if (name === 'ready') return ok(undefined);
      stage('creating');
      await new Promise<void>((end) => {
        signal.addEventListener('abort', () => {
          end();
        });
      });
      return err({ kind: 'cancelled', what: name });
    },
    // slow began, ready began, slow's stage, ready done: then the cancel.
    { cancelAfter: 4 },
  );
  expect(summary).toMatchObject({
    done: ['ready'],
    failed: [{ step: 'slow', failure: { kind: 'cancelled', what: 'slow' } }],
    skipped: [{ step: 'behind', because: 'slow' }],
    isCancelled: true,
  });
});

describe('VirtualBox', () => {
  const created = (id: string, driver: string): Step =>
    step(id, [], { action: { kind: 'createMachine', machine: machine(id, driver) } });

  test('is asked for one machine at a time, and for the next as soon as the one before exists', async () => {
    const told: string[] = [];
    const { summary } = await run(
      plan(created('a', 'virtualbox'), created('b', 'virtualbox'), created('far', 'generic')),
      async (name, { stage }) => {
        told.push(`${name} begins`);
        await sleep(5);
        stage('creating');
        await sleep(5);
        told.push(`${name} exists`);
        stage('waitingForMachine');
        await sleep(20);
        told.push(`${name} ends`);
        return ok(undefined);
      },
    );
    expect(summary.done).toEqual(['a', 'b', 'far']);
    expect(told.filter((each) => !each.startsWith('far'))).toEqual([
      'a begins',
      'a exists',
      'b begins',
      'b exists',
      'a ends',
      'b ends',
    ]);
    expect(told.slice(0, 2).sort()).toEqual(['a begins', 'far begins']);
  });

  test('goes on after a create that failed before its machine existed', async () => {
    const { summary } = await run(plan(created('a', 'virtualbox'), created('b', 'virtualbox')), async (name) =>
      name === 'a' ? err(failure) : ok(undefined),
    );
    expect(summary.done).toEqual(['b']);
  });

  test('makes one machine at a time over all runs that share the places', async () => {
    const shared = places();
    let creating = 0;
    let most = 0;
    const options = {
      perform: async (_: Action, { stage }: Telling) => {
        most = Math.max(most, (creating += 1));
        await sleep(2);
        creating -= 1;
        stage('waitingForSsh');
        return ok(undefined);
      },
      places: shared,
      signal: new AbortController().signal,
      onEvent: () => undefined,
      log: silentLog,
    };
    await Promise.all([
      execute(plan(created('a', 'virtualbox')), options),
      execute(plan(created('b', 'virtualbox')), options),
    ]);
    expect(most).toBe(1);
  });
});

test('a plan with a circle is a bug, not a run', async () => {
  await expect(run(plan(step('a', ['b']), step('b', ['a'])), async () => ok(undefined))).rejects.toThrow('circle');
});

test('a plan without steps is done at once', async () => {
  const { summary, events } = await run(plan(), async () => ok(undefined));
  expect(summary).toMatchObject({ done: [], failed: [], skipped: [], isCancelled: false });
  expect(events).toEqual([]);
});
