// What the states of a task mean, for all that ask.
import { expect, test } from 'vitest';
import { hasEnded, hasFailed, isAlive, isWanted } from '../../../src/model/swarmTask.ts';
import { swarmNode, swarmTask } from '../swarms.ts';

/** As swarmkit has them, in their order. */
const states =
  'new pending assigned accepted preparing ready starting running complete shutdown failed rejected remove orphaned';
const those = (holds: (state: string) => boolean): string => states.split(' ').filter(holds).join(' ');

test('states behind which nothing runs any more, and those that are failures', () => {
  expect(those((state) => hasEnded({ state }))).toBe('complete shutdown failed rejected remove orphaned');
  expect(those((state) => hasFailed({ state }))).toBe('failed rejected orphaned');
});

test('a task is wanted until it is told to end, one of a job until it is complete', () => {
  const desires = ['ready', 'running', 'complete', 'shutdown', 'remove'];
  expect(desires.filter((desired) => isWanted({ desired }))).toEqual(['ready', 'running', 'complete']);
});

test('nothing lives on a node that is down, whatever was said last', () => {
  const task = swarmTask('web', 1, 'w1');
  expect(isAlive(task, { nodes: [swarmNode('w1')] })).toBe(true);
  expect(isAlive(task, { nodes: [swarmNode('w1', { state: 'down' })] })).toBe(false);
  expect(isAlive({ ...task, state: 'failed' }, { nodes: [swarmNode('w1')] })).toBe(false);
});
