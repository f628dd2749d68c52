// Managers are asked one after the other; a change goes on to the next one only where nothing can have been changed yet.
import { describe, expect, test } from 'vitest';
import { ManagersInTurn } from '../../../src/cluster/managersInTurn.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { EngineView } from '../../../src/model/snapshot.ts';
import { failed } from '../samples.ts';
import { FakeSwarm } from '../fakeSwarm.ts';
import { swarmManager, swarmNode } from '../swarmParts.ts';

const silent: Failure = { kind: 'engineSilent', address: 'm1', after: 5000, connected: true };
const refused: Failure = { kind: 'engineRefused', address: 'm1' };
const drain = { availability: 'drain' } as const;

function world(source?: string): { swarm: FakeSwarm; managers: ManagersInTurn } {
  const swarm = new FakeSwarm([swarmManager('m1'), swarmManager('m2'), swarmManager('m3'), swarmNode('w1')]);
  const seen = { id: 'x', source, view: { state: 'waiting', last: undefined }, managers: [] } as const;
  const picture = swarm.picture({ swarm: seen });
  return { swarm, managers: new ManagersInTurn(swarm.engines, picture.clusters[0]!, picture) };
}

test('who gave the picture is asked first, and who answered is asked again', async () => {
  const { swarm, managers } = world('m2');
  await managers.ask('read', (each) => each.view());
  swarm.failing.set('m2', silent);
  await managers.ask('read', (each) => each.view());
  await managers.ask('read', (each) => each.view());
  expect(swarm.asked).toEqual(['m2 view', 'm2 view', 'm1 view', 'm1 view']);
  expect(managers.speaker?.machine.name).toBe('m1');
});

test('who did not answer of late is asked last, workers before them', async () => {
  const swarm = new FakeSwarm([swarmManager('m1'), swarmManager('m2'), swarmNode('w1')]);
  const picture = swarm.picture();
  const machines = picture.machines.map((each) =>
    each.name === 'm1' ? { ...each, engine: failed<EngineView>(silent) } : each,
  );
  const managers = new ManagersInTurn(swarm.engines, picture.clusters[0]!, { ...picture, machines });
  swarm.failing.set('m2', refused);
  expect((await managers.ask('read', (each) => each.view())).ok).toBe(true);
  expect(swarm.asked).toEqual(['m2 view', 'w1 view', 'm1 view']);
});

describe('a change', () => {
  test('goes to the next manager where the first cannot have heard of it', async () => {
    const { swarm, managers } = world();
    swarm.failing.set('m1', refused);
    expect((await managers.ask('change', (each) => each.updateNode('id-w1', drain))).ok).toBe(true);
    expect(swarm.node('w1').availability).toBe('drain');
  });

  test('stops at a manager that may have heard of it', async () => {
    const { swarm, managers } = world();
    swarm.failing.set('m1', silent);
    expect(await managers.ask('change', (each) => each.updateNode('id-w1', drain))).toEqual({
      ok: false,
      error: silent,
    });
    expect(swarm.asked).toHaveLength(1);
  });

  test('does not go to the one that is to be asked last before the others', async () => {
    const { swarm, managers } = world();
    managers.askLast('m1');
    await managers.ask('change', (each) => each.updateNode('id-w1', drain));
    expect(swarm.asked[0]).toMatch(/^m2 /);
  });
});

describe('nobody answers', () => {
  test.each<[string, readonly (readonly [string, Failure])[], Failure['kind']]>([
    [
      'without a quorum, whatever else there is',
      [
        ['m1', silent],
        ['m2', { kind: 'swarmWithoutLeader', address: 'm2', said: '' }],
        ['m3', refused],
      ],
      'swarmWithoutLeader',
    ],
    [
      'locked',
      [
        ['m1', { kind: 'swarmLocked', address: 'm1' }],
        ['m2', silent],
        ['m3', silent],
      ],
      'swarmLocked',
    ],
    [
      'silent managers rather than workers that are none',
      [
        ['m1', silent],
        ['m2', silent],
        ['m3', silent],
      ],
      'engineSilent',
    ],
  ])('%s', async (_, failing, kind) => {
    const { swarm, managers } = world();
    for (const [name, failure] of failing) swarm.failing.set(name, failure);
    expect(await managers.ask('read', (each) => each.view())).toMatchObject({ error: { kind } });
  });

  test('where no manager is a machine of the store', async () => {
    const swarm = new FakeSwarm([swarmManager('m1'), swarmNode('w1')], [], ['m1']);
    const picture = swarm.picture();
    const managers = new ManagersInTurn(swarm.engines, picture.clusters[0]!, picture);
    expect(await managers.ask('read', (each) => each.view())).toMatchObject({ error: { kind: 'notAManager' } });
  });

  test('where no machine has an address', async () => {
    const swarm = new FakeSwarm([swarmManager('m1')], [], ['m1']);
    const picture = swarm.picture();
    const managers = new ManagersInTurn(swarm.engines, picture.clusters[0]!, picture);
    expect(await managers.ask('read', (each) => each.view())).toMatchObject({ error: { kind: 'addressUnknown' } });
  });
});
