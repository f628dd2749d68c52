// Engines without swarm that advertise another address than the one that their machine's record has: a public one, or a name.
import { afterEach, describe, expect, test } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Doors } from '../../../src/docker/doors.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { articleWorld, type FakeWorld } from '../fakeWorld.ts';
import { kvUrl, storeState } from '../samples.ts';
import { newWorld } from './modelWorld.ts';
import { facts, specOf } from './planInputs.ts';

const inside = '10.0.0.5:2376';

describe('waiting for an engine', () => {
  let fake: FakeWorld;
  afterEach(() => {
    fake.dispose();
  });

  async function waited(engines: readonly string[]): Promise<Outcome<void>> {
    fake = articleWorld();
    fake.stores.get(kvUrl)!.state = storeState({ engines });
    const engine = fake.engineOf('swarm-node1');
    engine.engine = { ...engine.engine, clusterAdvertise: inside };
    const { store, engines: pool, keyValueStores, hosts } = fake;
    const doors = {
      store,
      engines: pool,
      keyValueStores,
      hosts,
      tool: {},
      dispose: () => undefined,
    } as unknown as Doors;
    const patience = { store: 60, nodes: 60, unlisted: 60, swarm: 60, between: 5, probe: 1000 };
    return createPerform(doors, { t: english, patience })(
      {
        kind: 'awaitNodes',
        manager: undefined,
        nodes: ['swarm-node1'],
        store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 },
      },
      { signal: new AbortController().signal, stage: () => undefined, said: () => undefined },
    );
  }

  test('ends when the store lists the address that the engine says it advertises', async () => {
    expect(await waited([inside])).toEqual(ok(undefined));
  });

  test('goes on while the store lists neither that nor the record’s', async () => {
    expect(await waited(['10.0.0.6:2376'])).toMatchObject({
      error: { kind: 'nodesMissing', missing: [{ machine: 'swarm-node1', why: 'not registered in the store' }] },
    });
  });
});

test('a cluster whose engines are registered as they advertise has nothing to wait for', async () => {
  const spec = await specOf('name: demo\norchestration: none\nmanagers: []\nnodes: [{ name: n1 }]');
  const world = newWorld();
  const first = planUp(spec, world.snapshot(), facts);
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  world.run(first.value);
  const stepsWhere = (advertised: string): readonly string[] => {
    const plan = planUp(spec, registeredAs(inside, advertised, world.snapshot()), facts);
    if (!plan.ok) throw new Error(JSON.stringify(plan.error));
    return plan.value.steps.map(({ action }) => action.kind);
  };
  expect(stepsWhere(inside)).toEqual([]);
  expect(stepsWhere('10.0.0.6:2376')).toEqual(['awaitNodes']);
});

/** The picture in which the store lists `listed`, and the node's engine says that it advertises `advertised`. */
function registeredAs(listed: string, advertised: string, seen: Snapshot): Snapshot {
  return {
    ...seen,
    machines: seen.machines.map((each) => {
      const { engine } = each;
      if (each.name !== 'n1' || engine.state !== 'seen') return each;
      const { value } = engine;
      return {
        ...each,
        engine: { ...engine, value: { ...value, engine: { ...value.engine, clusterAdvertise: advertised } } },
      };
    }),
    clusters: seen.clusters.map((cluster) => {
      const { store } = cluster;
      if (store?.state.state !== 'seen') return cluster;
      const state = { ...store.state, value: { ...store.state.value, engines: [listed] } };
      return { ...cluster, store: { ...store, state } };
    }),
  };
}
