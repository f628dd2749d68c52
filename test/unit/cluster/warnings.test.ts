// What is said before `up` begins, though it can.
import { describe, expect, test } from 'vitest';
import { renderPlan } from './renderPlan.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { newWorld } from './modelWorld.ts';
import { facts, specOf } from './planInputs.ts';
import { machineIn, planned, standing } from './planning.ts';
import { article, withNetwork } from './storeClusters.ts';

describe('said before it runs', () => {
  const warningsOf = (spec: ClusterSpec, seen: Snapshot): readonly string[] =>
    planned(spec, seen).warnings.map(({ kind, ...words }) => [kind, ...Object.values<unknown>(words)].join(' '));

  test('zookeeper crashes engines', async () => {
    const spec = await specOf('name: demo\nkeyValueStore: { type: zookeeper }');
    expect(warningsOf(spec, newWorld().snapshot())).toEqual(['zookeeperCrashes']);
  });

  test('a driver that installs the newest engine, without the interface', async () => {
    const spec = await specOf('name: demo\ndriver: { name: amazonec2 }');
    expect(warningsOf(spec, newWorld().snapshot())).toEqual([
      'newestEngine amazonec2',
      'interfaceUnlikely eth1 amazonec2',
    ]);
  });

  test('machines and networks that differ from the file stay as they are', async () => {
    const world = standing(withNetwork);
    const changed = await specOf(`
name: demo
driver: { name: hyperv }
advertiseInterface: eth0
swarm: { strategy: binpack }
engine: { options: [ "log-level=warn" ], registryMirrors: [ "http://m" ] }
managers: [{ name: swarm-node1 }]
nodes: [{ name: swarm-manager }]
networks: [{ name: my-net, subnet: 10.20.0.0/24, internal: true }]`);
    expect(warningsOf(changed, world.snapshot())).toEqual([
      'differs kvstore driver hyperv virtualbox',
      'differs kvstore registry-mirror http://m ',
      'differs kvstore log-level warn ',
      'differs swarm-node1 driver hyperv virtualbox',
      'differs swarm-node1 registry-mirror http://m ',
      'differs swarm-node1 log-level warn ',
      'differs swarm-node1 cluster-advertise eth0:2376 eth1:2376',
      'differs swarm-node1 swarm manager node',
      'differs swarm-node1 swarm-strategy binpack spread',
      'differs swarm-manager driver hyperv virtualbox',
      'differs swarm-manager registry-mirror http://m ',
      'differs swarm-manager log-level warn ',
      'differs swarm-manager cluster-advertise eth0:2376 eth1:2376',
      'differs swarm-manager swarm node manager',
      'networkDiffers my-net subnet 10.20.0.0/24 10.10.0.0/24',
      'networkDiffers my-net internal true false',
    ]);
  });

  test('engines that know a store which is gone will not find a new one', () => {
    const world = standing(article);
    world.hosts.delete('kvstore');
    expect(warningsOf(article, world.snapshot())).toEqual(
      ['swarm-manager', 'swarm-node1', 'swarm-node2'].map(
        (name) => `differs ${name} cluster-store consul://kvstore:8500 consul://192.168.99.101:8500`,
      ),
    );
  });

  test('a machine on its own that fits is used', () => {
    const world = newWorld();
    world.apply({
      kind: 'createMachine',
      machine: { ...machineIn(planned(article, newWorld().snapshot()), 'kvstore'), labels: {} },
    });
    expect(warningsOf(article, world.snapshot())).toEqual(['adopted kvstore']);
  });

  describe('a secret option', () => {
    const file = 'name: demo\ndriver: { name: x, options: { x-api-token: abcdef, x-size: 3 } }';
    const variables = (own: Readonly<Record<string, string>>) => new Map([['x', new Map(Object.entries(own))]]);
    const plan = async (help: ReadonlyMap<string, ReadonlyMap<string, string>>): Promise<Plan> => {
      const made = planUp(await specOf(file), newWorld().snapshot(), { ...facts, variables: help });
      if (!made.ok) throw new Error(made.error.kind);
      return made.value;
    };

    test('that its driver reads from a variable goes by that, and its value does not show', async () => {
      const made = await plan(variables({ 'x-api-token': 'X_TOKEN', 'x-size': 'X_SIZE' }));
      expect(machineIn(made, 'kvstore')).toMatchObject({ variables: { 'x-api-token': 'X_TOKEN' } });
      expect(renderPlan(made)).toMatch(/X_TOKEN in its environment/);
      expect(renderPlan(made)).toContain('--x-size=3');
      expect(renderPlan(made)).not.toMatch(/abcdef|x-api-token/);
      expect(made.warnings).not.toContainEqual(expect.objectContaining({ kind: 'secretInArguments' }));
    });

    test('that has no variable is told once, goes as before, and its value does not show', async () => {
      for (const help of [new Map<string, never>(), variables({ 'x-size': 'X_SIZE' })]) {
        const made = await plan(help);
        expect(machineIn(made, 'kvstore')).not.toHaveProperty('variables');
        expect(renderPlan(made)).toContain('--x-api-token=*** --x-size=3');
        expect(renderPlan(made)).not.toContain('abcdef');
        expect(made.warnings.filter(({ kind }) => kind === 'secretInArguments')).toEqual([
          { kind: 'secretInArguments', option: 'x-api-token', driver: 'x' },
        ]);
      }
    });

    test('of a well-known driver whose help gave no answer goes by the variable that it is known to have', async () => {
      const spec = await specOf(
        'name: demo\ndriver: { name: digitalocean, options: { digitalocean-access-token: abcdef } }',
      );
      const made = planned(spec, newWorld().snapshot());
      expect(machineIn(made, 'kvstore')).toMatchObject({
        variables: { 'digitalocean-access-token': 'DIGITALOCEAN_ACCESS_TOKEN' },
      });
    });
  });
});
