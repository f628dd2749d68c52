// What is said before `up` begins in swarm mode, though it can.
import { describe, expect, test } from 'vitest';
import { newWorld } from './modelWorld.ts';
import { specOf } from './planInputs.ts';
import { planned, standing } from './planning.ts';
import { small, three } from './swarmClusters.ts';

describe('warned of', () => {
  test.each([
    [1, []],
    [2, [{ kind: 'managersEven', count: 2 }]],
    [3, []],
    [7, []],
    [
      8,
      [
        { kind: 'managersEven', count: 8 },
        { kind: 'managersMany', count: 8 },
      ],
    ],
    [9, [{ kind: 'managersMany', count: 9 }]],
  ])('%s managers', (count, warnings) => {
    const managers = Array.from({ length: count }, (_, index) => ({
      ...three.managers[0]!,
      name: `m${String(index)}`,
    }));
    expect(planned({ ...three, managers }, newWorld().snapshot()).warnings).toEqual(warnings);
  });

  test('a driver that installs the newest engine is what swarm mode wants', async () => {
    const spec = await specOf('name: demo\norchestration: swarm-mode\ndriver: { name: amazonec2 }');
    expect(planned(spec, newWorld().snapshot()).warnings).toEqual([
      { kind: 'interfaceUnlikely', interface: 'eth1', driver: 'amazonec2' },
    ]);
  });

  test('a machine on its own that fits is used', () => {
    const world = newWorld();
    const [create] = planned(three, world.snapshot()).steps;
    world.apply(create!.action);
    world.hosts.get('m1')!.machine = { ...world.hosts.get('m1')!.machine, engineLabels: {} };
    expect(planned(three, world.snapshot()).warnings).toEqual([{ kind: 'adopted', machine: 'm1' }]);
  });

  test('a network that containers may not join although the file lets them', () => {
    const world = standing(small);
    const seen = world.snapshot();
    const clusters = seen.clusters.map((each) => {
      if (each.networks.state !== 'seen') return each;
      const value = each.networks.value.map((network) => ({ ...network, scope: 'swarm', isAttachable: false }));
      return { ...each, networks: { ...each.networks, value } };
    });
    expect(planned(small, { ...seen, clusters }).warnings).toEqual([
      { kind: 'networkDiffers', network: 'my-net', option: 'attachable', wanted: 'true', found: 'false' },
    ]);
  });
});
