// A plan beside what is there: the two texts differ in what changes, and in nothing else.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { planUp } from '../../../../src/cluster/planUp.ts';
import { swarmAgentName, swarmManagerName } from '../../../../src/model/engine.ts';
import type { SeenMachine, Snapshot } from '../../../../src/model/snapshot.ts';
import { planTexts, type PlanTexts } from '../../../../src/ui/runs/planTexts.ts';
import { facts, specOf } from '../../cluster/planInputs.ts';
import { container, failed, overlay, seen, snapshot, view, wellCluster } from '../../samples.ts';

async function textsOf(file: string, picture: Snapshot): Promise<PlanTexts> {
  const spec = await specOf(file);
  const plan = planUp(spec, picture, facts);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return planTexts(spec, plan.value, picture, english);
}

/** The lists alone: without what is done, and why. */
const lists = (text: string): string[] => (text.split('\n\nSteps')[0] ?? '').trimEnd().split('\n');

/** The article's cluster with all that runs on its machines, and without those that are named. */
function well(...missing: readonly string[]): Snapshot {
  const { machines, cluster } = wellCluster();
  const isThere = (name: string): boolean => !missing.includes(name);
  const containers = [container(swarmAgentName), container(swarmManagerName), container('dockeroverlay-consul')];
  return snapshot(
    machines
      .filter(({ name }) => isThere(name))
      .map((each) => ({ ...each, engine: seen(view(each.name, {}, containers)) })),
    [
      {
        ...cluster,
        members: cluster.members.filter(({ machine }) => isThere(machine)),
        networks: seen([overlay('my-net')]),
      },
    ],
  );
}

describe('of a cluster', () => {
  test('that is not there at all, only what will be', async () => {
    const { now, then } = await textsOf('name: demo\nnetworks: [{ name: my-net, subnet: 10.10.0.0/24 }]', snapshot([]));
    expect(now).toBe('');
    expect(lists(then)).toEqual([
      'demo',
      '',
      'Machines',
      '  kvstore        new  key-value store  virtualbox',
      '  swarm-manager  new  manager          virtualbox',
      '  swarm-node1    new  node             virtualbox',
      '  swarm-node2    new  node             virtualbox',
      '',
      'Overlay networks',
      '  my-net  10.10.0.0/24',
    ]);
    const steps = (then.split('\n\nSteps\n')[1] ?? '').split('\n');
    expect(steps.slice(0, 3)).toEqual([
      '  1. create kvstore',
      '      virtualbox',
      '        -d virtualbox --engine-label=dockeroverlay.cluster=demo',
    ]);
    const manager = steps.indexOf('  6. create swarm-manager');
    expect(steps.slice(manager, manager + 6)).toEqual([
      '  6. create swarm-manager',
      '      virtualbox, swarm manager, engine joins consul://kvstore:8500 · after step 5',
      '        -d virtualbox --swarm --swarm-master --swarm-discovery=consul://kvstore:8500',
      '        --swarm-image=swarm:1.2.9 --engine-opt=cluster-store=consul://kvstore:8500',
      '        --engine-opt=cluster-advertise=eth1:2376',
      '        --engine-label=dockeroverlay.cluster=demo',
    ]);
    expect(then).toContain('\n  9. wait until 3 nodes healthy\n      after steps 6–8\n');
    expect(then).toContain('\n      10.10.0.0/24 · after steps 9, 10\n');
  });

  test('of which a node is missing, that node', async () => {
    const { now, then } = await textsOf('name: demo', well('swarm-node2'));
    expect(lists(now)).toEqual([
      'demo',
      '',
      'Machines',
      '  kvstore        192.168.99.100  key-value store  virtualbox',
      '  swarm-manager  192.168.99.101  manager          virtualbox',
      '  swarm-node1    192.168.99.102  node             virtualbox',
      '',
      'Overlay networks',
      '  my-net  10.0.0.0/24',
    ]);
    const added = lists(then).filter((line) => !lists(now).includes(line));
    expect(added).toEqual(['  swarm-node2    new             node             virtualbox']);
    expect(lists(now).filter((line) => !lists(then).includes(line))).toEqual([]);
  });

  test('that is as it shall be, nothing', async () => {
    const { now, then } = await textsOf('name: demo', well());
    expect(lists(then)).toEqual(lists(now));
    expect(then).toContain('\n\nSteps\n  Nothing: everything matches the file.\n');
  });

  test('with machines that the file does not speak of, these too', async () => {
    const { now, then } = await textsOf('name: demo\nnodes: [{ name: swarm-node1 }]', well());
    for (const text of [now, then])
      expect(lists(text)).toContain('  swarm-node2    192.168.99.103  node             virtualbox');
  });

  test('with a machine that is stopped or half made, what becomes of it', async () => {
    const asleep: SeenMachine['engine'] = failed({ kind: 'addressUnknown', machine: 'swarm-node1' });
    const broken = { failure: { kind: 'recordMissing', machine: 'swarm-node2', path: '/x' } } as const;
    const picture = well();
    const machines = picture.machines.map((each): SeenMachine => {
      if (each.name === 'swarm-node1') return { ...each, engine: asleep, power: 'stopped' };
      return each.name === 'swarm-node2' ? { ...each, record: broken } : each;
    });
    const { now, then } = await textsOf('name: demo', { ...picture, machines });
    const row = (text: string, name: string): string | undefined =>
      lists(text)
        .find((line) => line.includes(name))
        ?.trim()
        .split(/ {2,}/)[1];
    expect([row(now, 'swarm-node1'), row(then, 'swarm-node1')]).toEqual(['stopped', 'started']);
    expect([row(now, 'swarm-node2'), row(then, 'swarm-node2')]).toEqual(['incomplete', 'recreated']);
  });
});

test('warnings stand below, in words', async () => {
  const { then } = await textsOf('name: demo\nkeyValueStore: { type: zookeeper }', snapshot([]));
  expect(then).toContain('\n\nGood to know\n  ⚠ With ZooKeeper');
});
