// What `execute` makes of a step that fails, of one that waits for a stage only, of a cancel, and of plans without steps or end.
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import { execute } from '../../../src/cluster/execute.ts';
import { failure, places, run } from './executing.ts';
import { plan, step } from './steps.ts';

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
      made: {},
      madeObjects: {},
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

test('a plan with a circle is a bug, not a run', async () => {
  await expect(run(plan(step('a', ['b']), step('b', ['a'])), async () => ok(undefined))).rejects.toThrow('circle');
});

test('a plan without steps is done at once', async () => {
  const { summary, events } = await run(plan(), async () => ok(undefined));
  expect(summary).toMatchObject({ done: [], failed: [], skipped: [], isCancelled: false });
  expect(events).toEqual([]);
});
