// A host whose clock is off: told before it joins, and as the reason where it could not.
import { describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import { minutes, seconds } from '../../../src/base/units.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { renderPlan } from './renderPlan.ts';
import { now } from '../../../src/model/seen.ts';
import { seen } from '../samples.ts';
import { joinFailing } from './joining.ts';
import { newWorld } from './modelWorld.ts';
import { facts, specOf } from './planInputs.ts';

const said = (text: string): Failure => ({ kind: 'engineError', address: '10.0.0.4:2376', status: 500, said: text });
const notValid = said('error while validating Root CA Certificate: x509: certificate has expired or is not yet valid');
const endless = said(
  'Timeout was reached before node joined. The attempt to join the swarm will continue in the background.',
);
const hour = minutes(60);

describe('a join that failed', () => {
  test.each([
    ['behind', notValid, -hour, 0, -hour],
    ['ahead, and came to no end', endless, hour, 0, hour],
    ['right, but the manager’s is not', notValid, 0, hour, -hour],
  ])('where the clock is %s, has that as its reason', async (_, cause, own, managers, skew) => {
    const { outcome } = await joinFailing(cause, { w1: { clockSkew: own }, m1: { clockSkew: managers } });
    expect(outcome).toEqual(err({ kind: 'clocksDiffer', machine: 'w1', manager: 'm1', skew, cause }));
  });

  test.each<[string, Failure, number]>([
    ['the clocks agree', notValid, seconds(50)],
    ['it failed for another reason', said('could not find local IP address'), hour],
  ])('where %s, is told as it is', async (_, cause, own) => {
    expect((await joinFailing(cause, { w1: { clockSkew: own } })).outcome).toEqual(err(cause));
  });

  test('where both clocks are off alike, is told as it is', async () => {
    const { outcome } = await joinFailing(notValid, { w1: { clockSkew: hour }, m1: { clockSkew: hour } });
    expect(outcome).toEqual(err(notValid));
  });
});

test.each([
  ['classic', seconds(-61), true],
  ['swarm-mode', hour, true],
  ['swarm-mode', seconds(59), false],
])(
  'the plan of a %s cluster warns of a machine whose clock is off by %i ms: %s',
  async (orchestration, skew, warns) => {
    const spec = await specOf(
      `name: demo\norchestration: ${orchestration}\nmanagers: [{ name: m1 }]\nnodes: [{ name: w1 }, { name: w2 }]`,
    );
    const world = newWorld();
    const first = planUp(spec, world.snapshot(), facts);
    if (!first.ok) throw new Error(JSON.stringify(first.error));
    world.run(first.value);
    const standing = world.snapshot();
    const machines = standing.machines.map((each) => {
      const view = now(each.engine);
      return each.name === 'w1' && view
        ? { ...each, engine: seen({ ...view, engine: { ...view.engine, clockSkew: skew } }) }
        : each;
    });
    const plan = planUp(spec, { ...standing, machines }, facts);
    if (!plan.ok) throw new Error(JSON.stringify(plan.error));
    expect(plan.value.warnings.filter(({ kind }) => kind === 'clockOff')).toEqual(
      warns ? [{ kind: 'clockOff', machine: 'w1', skew }] : [],
    );
    // It is no reason to do anything else.
    expect(renderPlan(plan.value)).toBe('');
  },
);
