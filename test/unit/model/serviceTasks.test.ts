// Which task of a service counts where, for any history that managers keep, and how well the service is by it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeError, placesOf, runningOn, serviceState } from '../../../src/model/serviceTasks.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { failedTask, nodeBody, serviceBody, taskBody, viewOf, type Body } from '../swarmSamples.ts';

const down = { Status: { State: 'down' } };

function worldOf(tasks: readonly Body[], service: Body = {}, nodes: readonly Body[] = []): SwarmView {
  return viewOf({
    nodes: nodes.length > 0 ? nodes : [nodeBody('m1', '10.0.0.1'), nodeBody('m2', '10.0.0.2')],
    services: [serviceBody('web', { Spec: { Mode: { Replicated: { Replicas: 2 } } }, ...service })],
    tasks,
  });
}
const stateOf = (view: SwarmView): ReturnType<typeof serviceState> => serviceState(view.services[0]!, view);

describe('how well a service is', () => {
  test.each<[string, string, SwarmView]>([
    ['all run', 'healthy', worldOf([taskBody('web', 1, 'm1', 'running'), taskBody('web', 2, 'm2', 'running')])],
    ['one is missing', 'degraded', worldOf([taskBody('web', 1, 'm1', 'running')])],
    ['none runs yet, and nothing failed', 'degraded', worldOf([taskBody('web', 1, 'm1', 'preparing')])],
    ['none runs, and it is known why', 'down', worldOf([failedTask('web', 1, 'm1', 1, 'no such image')])],
    [
      'its nodes are gone',
      'down',
      worldOf([taskBody('web', 1, 'm1', 'running'), taskBody('web', 2, 'm1', 'running')], {}, [
        nodeBody('m1', '10.0.0.1', down),
      ]),
    ],
    [
      'all run, but its update stands still',
      'degraded',
      worldOf([taskBody('web', 1, 'm1', 'running'), taskBody('web', 2, 'm2', 'running')], {
        UpdateStatus: { State: 'paused', Message: 'update paused due to failure' },
      }),
    ],
    [
      'a job that has not ended yet',
      'unknown',
      worldOf([taskBody('web', 1, 'm1', 'running')], {
        Spec: { Mode: { Replicated: undefined, ReplicatedJob: { TotalCompletions: 2 } } },
      }),
    ],
    ['nothing is wanted', 'healthy', worldOf([], { Spec: { Mode: { Replicated: { Replicas: 0 } } } })],
  ])('%s: %s', (_, level, view) => {
    expect(stateOf(view).level).toBe(level);
  });

  test('the reason is the task’s own before the update’s', () => {
    const update = { UpdateStatus: { State: 'paused', Message: 'update paused due to failure' } };
    expect(stateOf(worldOf([taskBody('web', 1, 'm1', 'running')], update)).why).toBe('update paused due to failure');
    expect(stateOf(worldOf([failedTask('web', 1, 'm1', 1, 'exit 1')], update)).why).toBe('exit 1');
  });
});

test('a task on a node that is down is lost, and no error of the past explains that', () => {
  const view = worldOf([taskBody('web', 1, 'm1', 'running', 9), failedTask('web', 1, 'm2', 1, 'past')], {}, [
    nodeBody('m1', '10.0.0.1', down),
  ]);
  const [place] = placesOf(view.services[0]!, view);
  expect(place).toMatchObject({ isLost: true });
  expect(place && placeError(place)).toBe('');
});

test('a node runs what is wanted and runs there; nothing when it is down', () => {
  const tasks = [
    taskBody('web', 1, 'm1', 'running'),
    taskBody('web', 2, 'm1', 'running', 0, { DesiredState: 'shutdown' }),
    taskBody('web', 3, 'm1', 'starting'),
    taskBody('web', 4, 'm2', 'running'),
  ];
  expect(runningOn('id-m1', worldOf(tasks))).toBe(1);
  expect(runningOn('id-m1', worldOf(tasks, {}, [nodeBody('m1', '10.0.0.1', down)]))).toBe(0);
});

test('any history: one task per place, the one that is wanted, and the newest of its failures', () => {
  const task = fc.record({
    slot: fc.integer({ min: 1, max: 3 }),
    state: fc.constantFrom('pending', 'running', 'failed', 'rejected', 'shutdown', 'complete'),
    DesiredState: fc.constantFrom('ready', 'running', 'shutdown', 'remove'),
  });
  fc.assert(
    fc.property(fc.array(task, { maxLength: 12 }), (history) => {
      const tasks = history.map(({ slot, state, DesiredState }, second) =>
        taskBody('web', slot, 'm1', state, second, { DesiredState, Status: { Err: `error ${String(second)}` } }),
      );
      const view = worldOf(tasks);
      // Whatever order they come in.
      const places = placesOf(view.services[0]!, { ...view, tasks: view.tasks.toReversed() });
      const slots = places.map(({ task: { slot } }) => slot);
      expect(slots).toEqual([...new Set(slots)].sort());
      for (const slot of [1, 2, 3]) {
        const own = view.tasks.filter((each) => each.slot === slot);
        const wanted = own.filter(({ desired }) => desired === 'running' || desired === 'ready');
        const place = places.find((each) => each.task.slot === slot);
        // The reader's order is the newest first.
        if (wanted[0]) expect(place?.task).toBe(wanted[0]);
        else if (own.every(({ state }) => state === 'shutdown')) expect(place).toBeUndefined();
        if (place) expect(place.failure).toBe(own.find(({ state }) => state === 'failed' || state === 'rejected'));
      }
    }),
  );
});
