// A join that is cancelled while its engine hangs on a manager: it does not go on behind.
import { expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import type { SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { noSwarm } from '../samples.ts';
import { joinFailing } from './joining.ts';

const cancelled: Failure = { kind: 'cancelled', what: 'w1' };

test('its engine is made to leave, and what it left in the list is taken away', async () => {
  const { outcome, asked } = await joinFailing(cancelled, {
    w1: { swarm: { ...noSwarm, state: 'pending', nodeId: 'half' } },
  });
  expect(outcome).toEqual(err(cancelled));
  expect(asked).toEqual(['w1 engine', 'w1 leave', 'm1 remove half']);
});

test.each<Partial<SwarmMembership>>([
  { state: 'active', nodeId: 'n1' },
  { state: 'locked', nodeId: 'n1' },
  { state: 'inactive' },
])('an engine that is not on its way in is left as it is: %j', async (state) => {
  const { asked } = await joinFailing(cancelled, { w1: { swarm: { ...noSwarm, ...state } } });
  expect(asked).toEqual(['w1 engine']);
});
