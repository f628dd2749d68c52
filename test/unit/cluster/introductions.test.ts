// What the journal proves of engines that started together.
import { expect, test } from 'vitest';
import { introductions } from '../../../src/cluster/introductions.ts';
import type { Action, Plan } from '../../../src/model/plan.ts';

const create = (name: string): Action => ({ kind: 'createMachine', machine: { name } }) as unknown as Action;
const store = { kind: 'url', url: 'consul://10.0.0.1:8500' } as const;
const wait = (...nodes: string[]): Action => ({ kind: 'awaitNodes', manager: 'm', nodes, store });
const introduce = (machine: string): Action => ({ kind: 'introduceEngine', machine, store });
/** A run of these actions of which the first `done` were done. */
function ran(actions: readonly Action[], done = actions.length): Parameters<typeof introductions>[0][number] {
  const steps = actions.map((action, index) => ({ id: String(index), action })) as unknown as Plan['steps'];
  return { plan: { steps }, summary: { done: steps.slice(0, done).map(({ id }) => id) } };
}
/** The oldest first. */
const told = (...runs: ReturnType<typeof ran>[]): string =>
  [...introductions(runs.toReversed())].map(([machine, state]) => `${machine} ${state}`).join(', ');

const whole = [create('m'), create('n'), introduce('m'), wait('m', 'n')];

test('a run that went through proves it', () => {
  expect(told(ran(whole))).toBe('m done, n done');
});

test('a run that was cut off between the creates and the introduction owes it, until a later one makes up for it', () => {
  expect(told(ran(whole, 2))).toBe('m owed, n owed');
  expect(told(ran(whole, 2), ran([wait('m', 'n')]))).toBe('m owed, n owed');
  expect(told(ran(whole, 2), ran([wait('m', 'n'), introduce('m')]))).toBe('m done, n done');
});

test('one that joins others alone needs none, unless these are owed theirs', () => {
  const joins = [create('o'), wait('m', 'n', 'o')];
  expect(told(ran(whole), ran(joins))).toBe('m done, n done, o done');
  expect(told(ran(joins))).toBe('o done');
  expect(told(ran(whole, 2), ran(joins))).toBe('m owed, n owed, o owed');
});

test('machines that are started again owe it again, and those that are removed nothing', () => {
  const start: Action = { kind: 'startMachine', machine: 'm' };
  const remove: Action = { kind: 'removeMachine', machine: 'n', driver: 'generic' };
  expect(told(ran(whole), ran([start, remove]))).toBe('m owed');
});

test('no run, no word', () => {
  expect(told()).toBe('');
});
