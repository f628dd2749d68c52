// What holds of clusters whatever machines there are, and whatever is said of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/cluster/recognise.ts';
import type { Engine } from '../../../src/model/engine.ts';
import type { Machine } from '../../../src/model/machine.ts';
import { engine, machine, noSwarm, swarmRecord } from '../samples.ts';
import { addressOf, swarmView } from '../swarms.ts';
import { nobody, text } from './recognising.ts';

describe('any machines', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const hosts = ['10.0.0.1', '10.0.0.2', 'A', 'a', 'b'];
  const url = fc.oneof(
    fc.constantFrom(...hosts).map((host) => `consul://${host}:8500`),
    fc.constantFrom(...hosts).map((host) => `etcd://${host}`),
    fc.constantFrom('token://x', 'nodes://a,b', '', '  ', 'consul://', 'zk://10.0.0.1,10.0.0.2/p'),
    fc.string(),
  );
  const arbitraryMachine = (name: string): fc.Arbitrary<Machine> =>
    fc
      .record({
        address: fc.option(fc.constantFrom(...hosts), { nil: undefined }),
        store: fc.option(url, { nil: undefined }),
        discovery: fc.option(url, { nil: undefined }),
        isMaster: fc.boolean(),
        label: fc.option(fc.constantFrom('a', 'a-2', 'b', 'demo', ''), { nil: undefined }),
      })
      .map(({ address, store, discovery, isMaster, label: cluster }) =>
        machine(name, {
          address,
          engineFlags: store === undefined ? [] : [`cluster-store=${store}`],
          engineLabels: cluster === undefined ? {} : { 'dockeroverlay.cluster': cluster },
          swarm: discovery === undefined ? undefined : swarmRecord(discovery, { isMaster }),
        }),
      );
  const machines = fc
    .subarray(names, { minLength: 0 })
    .chain((some) => fc.tuple(...some.map(arbitraryMachine)))
    .map((some): Machine[] => some);

  const engineState = fc.constantFrom('never', 'inactive', 'active', 'pending', 'locked', 'error');
  const said = fc.record({
    state: engineState,
    isManager: fc.boolean(),
    id: fc.constantFrom(undefined, 's1', 's2'),
    nodeId: fc.constantFrom('', 'node-m1', 'node-w1', 'node-w2'),
    managers: fc.subarray(['10.0.0.1:2377', '10.0.0.2:2377', '10.0.0.9:2377']),
  });
  const knowledge = fc.record({
    engines: fc.tuple(...names.map(() => said)),
    silent: fc.subarray(names),
    views: fc.subarray(['swarm:s1', 'swarm:s2', 'swarm:10.0.0.1']),
  });
  /** What engines and managers have said by chance. */
  const chance = ({ engines, silent, views }: typeof knowledge extends fc.Arbitrary<infer K> ? K : never) => {
    const engineOf = (name: string): Engine | undefined => {
      const says = engines[names.indexOf(name)];
      if (!says || says.state === 'never') return undefined;
      const { state, isManager, id, nodeId, managers } = says;
      const nodeAddress = addressOf('m1');
      return engine(name, {
        swarm: { ...noSwarm, state, isManager, clusterId: id, nodeId, nodeAddress, managers },
      });
    };
    const sight = {
      isSilent: (name: string) => silent.includes(name),
      views: new Map(views.map((key) => [key, swarmView()])),
    };
    return { engineOf, sight };
  };

  test('stand in at most one cluster, no two clusters share a name or a key, and none is empty', () => {
    fc.assert(
      fc.property(machines, knowledge, (some, known) => {
        const { engineOf, sight } = chance(known);
        const groups = recognise(some, engineOf, sight);
        const members = groups.flatMap((group) => group.members.map((each) => each.machine));
        expect(new Set(members).size).toBe(members.length);
        expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
        expect(groups.every((group) => group.members.length > 0)).toBe(true);
        expect(
          groups.every(({ store }) => store?.machine === undefined || some.some(({ name }) => name === store.machine)),
        ).toBe(true);
      }),
    );
  });

  test('give the same clusters in whatever order they come', () => {
    fc.assert(
      fc.property(
        machines.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
        knowledge,
        ([some, shuffled], known) => {
          const { engineOf, sight } = chance(known);
          expect(text(recognise(shuffled, engineOf, sight))).toEqual(text(recognise(some, engineOf, sight)));
        },
      ),
    );
  });

  test('that name the same store are together unless their labels differ, and a machine without any mark is alone', () => {
    fc.assert(
      fc.property(machines, (some) => {
        const groups = recognise(some, nobody);
        const groupOf = (name: string): string | undefined =>
          groups.find((group) => group.members.some((each) => each.machine === name))?.key;
        for (const each of some) {
          for (const other of some) {
            const discovery = each.swarm?.discovery.trim();
            const labels = new Set(some.flatMap(({ engineLabels }) => engineLabels['dockeroverlay.cluster'] || []));
            if (discovery && discovery === other.swarm?.discovery.trim() && labels.size < 2)
              expect(groupOf(each.name)).toBe(groupOf(other.name));
          }
        }
        expect(recognise([...some, machine('zzz', { address: '10.9.9.9' })], nobody)).toEqual(groups);
      }),
    );
  });
});
