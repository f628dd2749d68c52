// A machine that a run of this window creates: how far that is, and nothing of what is not well yet.
import { beforeEach, expect, test } from 'vitest';
import { machineHealth } from '../../../src/model/health.ts';
import type { Trouble } from '../../../src/model/trouble.ts';
import { articleWorld } from '../fakeWorld.ts';
import { noon } from '../samples.ts';
import { cluster } from './classicPicture.ts';
import { clusters, pass, seenMachine, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

const troubles = (): readonly Trouble[] => machineHealth(seenMachine('swarm-node1'), cluster()).troubles;
const made = { kind: 'beingMade', machine: 'swarm-node1', since: noon, stage: 'engine' } as const;

beforeEach(async () => {
  await watch(articleWorld());
});

test('says how far it is, at once, and what is wrong with it only when that has ended', async () => {
  world.engineOf('swarm-node1').refuse();
  await pass(5000);
  expect(troubles().map(({ kind }) => kind)).toContain('engineDown');
  clusters.setMaking('swarm-node1', { since: noon, stage: 'engine' });
  await pass(200);
  expect(troubles()).toEqual([made]);
  expect(machineHealth(seenMachine('swarm-node1'), cluster()).level).toBe('degraded');
  clusters.setMaking('swarm-node1', undefined);
  await pass(200);
  expect(troubles().map(({ kind }) => kind)).toContain('engineDown');
});
