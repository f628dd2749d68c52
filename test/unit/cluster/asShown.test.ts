// What may differ between a plan that was shown and the plan that runs.
import { expect, test } from 'vitest';
import { isAsShown } from '../../../src/cluster/asShown.ts';
import type { Action, Plan } from '../../../src/model/plan.ts';
import { plan, step } from './steps.ts';

const join = (via: string): Action => ({
  kind: 'joinSwarm',
  machine: 'n1',
  via,
  as: { role: 'worker', interface: 'eth0', availability: 'active' },
});
const wait = (...nodes: readonly string[]): Action => ({ kind: 'awaitSwarm', managers: ['m1'], nodes });
const remove = (machine: string): Action => ({ kind: 'removeMachine', machine, driver: 'virtualbox' });
const of = (...actions: readonly Action[]): Plan =>
  plan(...actions.map((action, index) => step(String(index), [], { action })));

test.each<readonly [string, Plan, Plan]>([
  ['which manager is asked', of(join('m1')), of(join('m2'))],
  ['who is waited for', of(join('m1'), wait('n1')), of(join('m1'), wait('n1', 'n2'))],
  ['that there is no need to wait', of(join('m1'), wait('n1')), of(join('m1'))],
  ['that less goes', { ...of(), warnings: [{ kind: 'networksGo', networks: ['a', 'b'] }] }, of()],
])('may: %s', (_, shown, anew) => {
  expect(isAsShown(shown, anew)).toBe(true);
});

test.each<readonly [string, Plan, Plan]>([
  ['what is done', of(remove('n1')), of(remove('n2'))],
  ['that less is done', of(remove('n1'), remove('n2')), of(remove('n1'))],
  ['that more is done', of(remove('n1')), of(remove('n1'), remove('n2'))],
  ['that a service goes', of(), { ...of(), warnings: [{ kind: 'servicesGo', services: ['web'] }] }],
])('may not: %s', (_, shown, anew) => {
  expect(isAsShown(shown, anew)).toBe(false);
});
