// When a swarm is as it is to be, so that nobody need look at it before something happens.
import { describe, expect, test } from 'vitest';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { isAtRest } from '../../../src/model/swarmRest.ts';
import { asManager, swarmNode, swarmService, swarmTask, swarmView, viewWith } from '../swarms.ts';

const tasks = (...more: SwarmView['tasks']): SwarmView => swarmView({ tasks: [...swarmView().tasks, ...more] });

describe('a swarm is at rest', () => {
  test.each<[string, SwarmView]>([
    ['that is well', swarmView()],
    ['without services', swarmView({ services: [], tasks: [] })],
    ['with drained and paused nodes', viewWith({ w1: { availability: 'pause' }, m1: { availability: 'drain' } })],
    ['with tasks that have ended', tasks(swarmTask('web', 1, 'm1', { state: 'failed', desired: 'shutdown' }))],
    ['with tasks that were left behind', tasks(swarmTask('web', 1, '', { state: 'orphaned', desired: 'shutdown' }))],
    [
      'with an update that was paused',
      swarmView({ services: [swarmService('web', { update: { state: 'paused', message: '' } })] }),
    ],
    [
      'with a job that is done',
      swarmView({
        services: [swarmService('job', { mode: 'replicated-job', replicas: 1 })],
        tasks: [swarmTask('job', 1, 'w1', { state: 'complete', desired: 'complete' })],
      }),
    ],
  ])('%s', (_what, view) => {
    expect(isAtRest(view)).toBe(true);
  });
});

describe('a swarm is not at rest', () => {
  const idle = { services: [], tasks: [] };
  test.each<[string, SwarmView]>([
    ['with a node that is down', { ...viewWith({ w1: { state: 'down' } }), ...idle }],
    ['with a node that its leader has not heard of', { ...viewWith({ w1: { state: 'unknown' } }), ...idle }],
    ['with a left-over node', swarmView({ nodes: [swarmNode('w1', { id: 'old', state: 'down' })], ...idle })],
    [
      'with a manager that is not reached',
      { ...viewWith({ m2: { manager: asManager('m2', { reachability: 'unreachable' }) } }), ...idle },
    ],
    ['with a service that lacks a task', swarmView({ tasks: [swarmTask('web', 1, 'w1')] })],
    [
      'with an update under way',
      swarmView({ services: [swarmService('web', { update: { state: 'updating', message: '' } })] }),
    ],
    ['with a task on its way out', tasks(swarmTask('web', 3, 'm1', { desired: 'shutdown' }))],
    ['with a task that is to be removed', tasks(swarmTask('web', 3, 'm1', { desired: 'remove' }))],
  ])('%s', (_what, view) => {
    expect(isAtRest(view)).toBe(false);
  });
});
