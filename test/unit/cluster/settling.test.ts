// When a swarm has become what it was told to be, and when it will not.
import { describe, expect, test } from 'vitest';
import {
  nodeSettling,
  serviceSettling,
  together,
  type ServiceExpectation,
  type Settling,
} from '../../../src/cluster/settling.ts';
import type { SwarmService, SwarmTask, SwarmView } from '../../../src/model/swarmMode.ts';
import { swarmManager, swarmNode, swarmService, swarmTask } from '../swarmParts.ts';

const nodes = [swarmManager('m1'), swarmNode('w1'), swarmNode('w2')];
const swarm = (service: Partial<SwarmService>, tasks: readonly SwarmTask[], own = nodes): SwarmView => ({
  nodes: own,
  services: [swarmService('web', service)],
  tasks,
});
const expected = (verb: ServiceExpectation['verb'], before: readonly string[] = []): ServiceExpectation => ({
  cluster: 'cloud',
  service: 'id-web',
  verb,
  before: new Set(before),
});
const former = (slot: number, node: string, wanted: Partial<SwarmTask> = {}): SwarmTask =>
  swarmTask('web', slot, node, { id: `old-${String(slot)}`, ...wanted });
const fresh = (slot: number, node: string, wanted: Partial<SwarmTask> = {}): SwarmTask =>
  swarmTask('web', slot, node, { id: `new-${String(slot)}`, ...wanted });
const words = (settling: Settling): string =>
  settling.state === 'stuck'
    ? settling.failure.kind
    : settling.state === 'settled'
      ? 'settled'
      : `${String(settling.done)} of ${String(settling.of)}`;
const ended = { desired: 'shutdown', state: 'shutdown' } as const;

describe('a service', () => {
  const failedOn = (slot: number, error: string, number: number): SwarmTask =>
    fresh(slot, 'w1', { id: `bad-${String(slot)}-${String(number)}`, state: 'rejected', desired: 'shutdown', error });

  test.each<[string, SwarmView, ServiceExpectation, string]>([
    ['has as many as wanted', swarm({ replicas: 2 }, [former(1, 'm1'), fresh(2, 'w1')]), expected('scale'), 'settled'],
    [
      'has one that only starts',
      swarm({ replicas: 2 }, [former(1, 'm1'), fresh(2, 'w1', { state: 'preparing' })]),
      expected('scale'),
      '1 of 2',
    ],
    ['has more than wanted', swarm({ replicas: 1 }, [former(1, 'm1'), former(2, 'w1')]), expected('scale'), '1 of 1'],
    [
      'runs on a node that is down: that is no running',
      swarm({ replicas: 1 }, [former(1, 'w1')], [swarmManager('m1'), swarmNode('w1', { state: 'down' })]),
      expected('scale'),
      '0 of 1',
    ],
    [
      'is told to restart, and its former tasks still run',
      swarm({ replicas: 2 }, [former(1, 'm1'), former(2, 'w1')]),
      expected('restart', ['old-1', 'old-2']),
      '2 of 2',
    ],
    [
      'restarts',
      swarm({ replicas: 2, update: { state: 'updating', message: '' } }, [fresh(1, 'm1'), former(2, 'w1')]),
      expected('restart', ['old-1', 'old-2']),
      '2 of 2',
    ],
    [
      'is restarted',
      swarm({ replicas: 2, update: { state: 'completed', message: '' } }, [fresh(1, 'm1'), fresh(2, 'w1')]),
      expected('restart', ['old-1', 'old-2']),
      'settled',
    ],
    [
      'is restarted by an engine that tells nothing of updates',
      swarm({ replicas: 1 }, [former(1, 'm1', ended), fresh(1, 'm1')]),
      expected('restart', ['old-1']),
      'settled',
    ],
    ['has no tasks to restart', swarm({ replicas: 0 }, []), expected('restart'), 'settled'],
    [
      'is rolled back, and none of its tasks differed',
      swarm({ replicas: 1, update: { state: 'rollback_completed', message: '' } }, [former(1, 'm1')]),
      expected('rollBack', ['old-1']),
      'settled',
    ],
    [
      'is rolled back although its last update is paused no more',
      swarm({ replicas: 1, update: { state: 'rollback_started', message: '' } }, [former(1, 'm1')]),
      expected('rollBack', ['old-1']),
      '1 of 1',
    ],
    [
      'had a failed update before, and is only scaled',
      swarm({ replicas: 1, update: { state: 'paused', message: '' } }, [fresh(1, 'm1')]),
      expected('scale'),
      'settled',
    ],
    [
      'finds no place',
      swarm({ replicas: 1 }, [fresh(1, '', { state: 'pending', error: 'no suitable node (3 nodes)' })]),
      expected('scale'),
      'noPlaceFound',
    ],
    [
      'waits for a place to be looked for',
      swarm({ replicas: 1 }, [fresh(1, '', { state: 'pending' })]),
      expected('scale'),
      '0 of 1',
    ],
    [
      'fails once and is tried again',
      swarm({ replicas: 1 }, [failedOn(1, 'exit 1', 1), fresh(1, 'w1', { state: 'ready', desired: 'ready' })]),
      expected('scale'),
      '0 of 1',
    ],
    [
      'fails twice in one place',
      swarm({ replicas: 1 }, [
        failedOn(1, 'exit 1', 1),
        failedOn(1, 'exit 1', 2),
        fresh(1, 'w1', { state: 'starting' }),
      ]),
      expected('scale'),
      'tasksFail',
    ],
    [
      'fails and is not tried again',
      swarm({ replicas: 1 }, [failedOn(1, 'exit 1', 1)]),
      expected('scale'),
      'tasksFail',
    ],
    [
      'failed long before',
      swarm({ replicas: 1 }, [former(1, 'w1', { state: 'failed', desired: 'shutdown', error: 'exit 9' })]),
      expected('scale', ['old-1']),
      '0 of 1',
    ],
    [
      'is removed, and one of its tasks still ends',
      { nodes, services: [], tasks: [former(1, 'm1', { desired: 'shutdown' })] },
      expected('remove', ['old-1', 'old-2']),
      '1 of 2',
    ],
    ['is removed', { nodes, services: [], tasks: [] }, expected('remove', ['old-1']), 'settled'],
    ['is not removed yet', swarm({ replicas: 1 }, [former(1, 'm1')]), expected('remove', ['old-1']), '1 of 1'],
    [
      'is a job that has run before: only what ran since counts',
      swarm({ mode: 'replicated-job', replicas: 1, update: { state: 'completed', message: '' } }, [
        former(1, 'm1', { state: 'complete', desired: 'complete' }),
        fresh(1, 'm1', { desired: 'complete' }),
      ]),
      expected('restart', ['old-1']),
      '0 of 1',
    ],
  ])('%s', (_, view, expectation, result) => {
    expect(words(serviceSettling(view, expectation))).toBe(result);
  });

  test('whose update is paused says so with the newest task’s own error', () => {
    const view = swarm(
      { replicas: 1, update: { state: 'paused', message: 'update paused due to failure of task x' } },
      [
        former(1, 'm1', { error: 'older', at: new Date(1000), ...ended }),
        fresh(1, 'w1', { error: 'No such image: nosuch:1', at: new Date(2000), state: 'rejected' }),
      ],
    );
    expect(serviceSettling(view, expected('restart'))).toEqual({
      state: 'stuck',
      failure: {
        kind: 'updatePaused',
        cluster: 'cloud',
        service: 'web',
        said: 'update paused due to failure of task x',
        error: 'No such image: nosuch:1',
      },
    });
  });

  test('whose update took itself back says so, unless it was told to', () => {
    const view = swarm({ replicas: 1, update: { state: 'rollback_completed', message: 'rolled' } }, [former(1, 'm1')]);
    expect(words(serviceSettling(view, expected('restart')))).toBe('updateRolledBack');
    expect(words(serviceSettling(view, expected('rollBack')))).toBe('settled');
    // A stack that leaves a service as it was has not failed with it.
    expect(words(serviceSettling(view, expected('deploy')))).toBe('settled');
    const failed = { ...view, tasks: [...view.tasks, failedOn(1, 'exit 1', 1)] };
    expect(words(serviceSettling(failed, expected('deploy')))).toBe('updateRolledBack');
    expect(words(serviceSettling(failed, expected('deploy', ['bad-1-1'])))).toBe('settled');
  });

  test('whose rollback is paused says so', () => {
    const view = swarm({ replicas: 1, update: { state: 'rollback_paused', message: '' } }, [former(1, 'm1')]);
    expect(words(serviceSettling(view, expected('rollBack')))).toBe('updatePaused');
  });
});

describe('a node', () => {
  const expectation = (
    verb: 'drain' | 'pause' | 'activate' | 'promote' | 'demote',
    leaving: readonly string[] = [],
  ) => ({
    cluster: 'cloud',
    node: 'id-w1',
    verb,
    leaving: new Set(leaving),
    services: leaving.length > 0 ? ['id-web'] : [],
    before: new Set(leaving),
  });
  const at = (wanted: Parameters<typeof swarmNode>[1], tasks: readonly SwarmTask[] = []): SwarmView =>
    swarm({ replicas: 1 }, tasks, [swarmManager('m1'), swarmNode('w1', wanted)]);
  const led = { isLeader: false, reachability: 'reachable', address: '' } as const;

  test.each<[string, SwarmView, ReturnType<typeof expectation>, string]>([
    ['is not drained yet', at({}), expectation('drain'), '0 of 0'],
    [
      'still runs a task',
      at({ availability: 'drain' }, [former(1, 'w1', { desired: 'shutdown' })]),
      expectation('drain', ['old-1']),
      '0 of 1',
    ],
    [
      'is empty, and its task not at its new place yet',
      at({ availability: 'drain' }, [former(1, 'w1', ended), fresh(1, 'm1', { state: 'starting' })]),
      expectation('drain', ['old-1']),
      '0 of 1',
    ],
    [
      'is empty, and its task runs elsewhere',
      at({ availability: 'drain' }, [former(1, 'w1', ended), fresh(1, 'm1')]),
      expectation('drain', ['old-1']),
      'settled',
    ],
    [
      'is down: what ran there has no word of its end',
      at({ availability: 'drain', state: 'down' }, [former(1, 'w1', { desired: 'shutdown' }), fresh(1, 'm1')]),
      expectation('drain', ['old-1']),
      'settled',
    ],
    ['is paused', at({ availability: 'pause' }), expectation('pause'), 'settled'],
    ['is not paused', at({}), expectation('pause'), '0 of 0'],
    ['is active', at({}), expectation('activate'), 'settled'],
    ['is to be a manager', at({ role: 'manager' }), expectation('promote'), '0 of 0'],
    ['is a manager', at({ role: 'manager', manager: led }), expectation('promote'), 'settled'],
    ['still counts as a manager', at({ manager: led }), expectation('demote'), '0 of 0'],
    ['has not come back as a worker', at({ state: 'unknown' }), expectation('demote'), '0 of 0'],
    ['is a worker', at({}), expectation('demote'), 'settled'],
    ['is a worker that does not answer', at({ state: 'down' }), expectation('demote'), 'settled'],
    ['has left meanwhile', swarm({}, [], [swarmManager('m1')]), expectation('drain'), 'nodeUnknown'],
  ])('%s', (_, view, expected_, result) => {
    expect(words(nodeSettling(view, expected_))).toBe(result);
  });
});

test('several have settled when all have; what may still come is waited for before it is told what will not', () => {
  const stuck: Settling = { state: 'stuck', failure: { kind: 'nothingToRollBack', service: 'x' } };
  const going: Settling = { state: 'converging', done: 1, of: 3 };
  const done: Settling = { state: 'settled' };
  expect(words(together([]))).toBe('settled');
  expect(words(together([done, done]))).toBe('settled');
  expect(words(together([done, going, going]))).toBe('2 of 6');
  expect(words(together([stuck, going]))).toBe('1 of 3');
  expect(words(together([stuck, done]))).toBe('nothingToRollBack');
});
