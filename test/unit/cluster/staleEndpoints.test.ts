// Endpoints of containers that are not there any more, and what only looks like one.
import { expect, test } from 'vitest';
import { suspectedEndpoints } from '../../../src/cluster/staleEndpoints.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Endpoint } from '../../../src/model/network.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import { container, failed, machine, overlay, seen, seenMachine, storeState, view, wellCluster } from '../samples.ts';
import { richAnswers, swarmWorld, viewOf } from '../swarmSamples.ts';

/** As an engine lists one of another host that it does not have itself. */
const ghost: Endpoint = {
  containerId: '',
  container: 'ghost',
  address: '10.0.0.9',
  macAddress: '',
  machine: undefined,
};

const refused = { kind: 'engineRefused', address: '192.168.99.103:2376' } as const;

function suspects(
  endpoint: Endpoint,
  change: (world: { machines: SeenMachine[]; cluster: Cluster }) => void = () => undefined,
): string[] {
  const world = wellCluster();
  change(world);
  const networks = seen([overlay('my-net', { endpoints: [endpoint] })]);
  const found = suspectedEndpoints({ networks, ...without(world.cluster) }, byName(world.machines), [networks]);
  return found.map(({ network, endpoint: { container: name } }) => `${network} ${name}`);
}
const without = ({
  networks: _networks,
  staleEndpoints: _ghosts,
  ...rest
}: Cluster): Omit<Cluster, 'networks' | 'staleEndpoints'> => rest;
const byName = (machines: readonly SeenMachine[]): ReadonlyMap<string, SeenMachine> =>
  new Map(machines.map((each) => [each.name, each]));

test('one that no container answers for, with an id or without', () => {
  expect(suspects(ghost)).toEqual(['my-net ghost']);
  expect(suspects({ ...ghost, containerId: 'gid' })).toEqual(['my-net ghost']);
});

test('a manager may still say where it was', () => {
  expect(suspects({ ...ghost, containerId: 'gid', machine: 'swarm-node2' })).toEqual(['my-net ghost']);
});

test('one whose container is there, running or stopped, is none', () => {
  expect(suspects({ ...ghost, machine: 'swarm-node2' })).toEqual([]);
  expect(
    suspects({ ...ghost, containerId: 'gid' }, ({ machines }) => {
      const stopped = container('ghost', { id: 'gid', state: 'exited' });
      machines[3] = seenMachine(machine('swarm-node2'), { engine: seen(view('swarm-node2', {}, [stopped])) });
    }),
  ).toEqual([]);
});

test('one that no engine lists keeps no network from being removed: a manager lists stopped containers of hosts that are gone', () => {
  const of = (listed: readonly Endpoint[] | undefined, endpoint: Endpoint): (boolean | undefined)[] => {
    const { machines, cluster } = wellCluster();
    const networks = seen([overlay('my-net', { endpoints: [endpoint] })]);
    const engines = listed ? [seen([overlay('my-net', { endpoints: listed })])] : [];
    return suspectedEndpoints({ ...without(cluster), networks }, byName(machines), engines).map(
      ({ isBlocking }) => isBlocking,
    );
  };
  const told = { ...ghost, containerId: 'gid', address: '' };
  expect(of([], told)).toEqual([false]);
  expect(of(undefined, told)).toEqual([undefined]);
  expect(of([ghost], told)).toEqual([false]);
  expect(of([ghost], { ...ghost, containerId: 'gid' })).toEqual([true]);
  expect(of([ghost], ghost)).toEqual([true]);
});

test('nothing can be said while an engine does not answer', () => {
  expect(
    suspects(ghost, ({ machines }) => {
      machines[3] = { ...machines[3]!, engine: failed(refused) };
    }),
  ).toEqual([]);
});

test.each([
  ['whose record never got an address', { engine: failed<never>({ kind: 'addressUnknown', machine: 'swarm-node2' }) }],
  ['whose create failed late', { engine: failed<never>(refused), isUnfinished: true }],
])('a leftover %s is nobody to wait for', (_why, change) => {
  const registered = (...engines: readonly string[]): string[] =>
    suspects(ghost, (world) => {
      world.machines[3] = { ...world.machines[3]!, ...change };
      world.cluster = { ...world.cluster, store: { ...world.cluster.store!, state: seen(storeState({ engines })) } };
    });
  expect(registered('192.168.99.101:2376', '192.168.99.102:2376')).toEqual(['my-net ghost']);
  // Its host has an engine all the same, with containers that nobody sees.
  expect(registered('192.168.99.101:2376', '192.168.99.103:2376')).toEqual([]);
});

test('a leftover whose engine answers is heard, and one that may be only stopped is waited for', () => {
  expect(
    suspects(ghost, ({ machines }) => {
      machines[3] = { ...machines[3]!, isUnfinished: true };
    }),
  ).toEqual(['my-net ghost']);
  expect(
    suspects(ghost, ({ machines }) => {
      const stopped = { ...machine('swarm-node2'), address: undefined };
      machines[3] = seenMachine(stopped, { engine: failed({ kind: 'addressUnknown', machine: 'swarm-node2' }) });
    }),
  ).toEqual([]);
});

test.each([
  ['an engine that is no machine of ours uses the store', seen(storeState({ engines: ['192.168.99.200:2376'] }))],
  ['the store does not say who uses it', failed<never>({ kind: 'storeRefused', url: 'consul://x:8500' })],
])('nor while %s', (_why, state) => {
  expect(
    suspects(ghost, (world) => {
      world.cluster = { ...world.cluster, store: { ...world.cluster.store!, state } };
    }),
  ).toEqual([]);
});

test('an engine that advertises another address than its machine has is ours, too', () => {
  expect(
    suspects(ghost, (world) => {
      const engine = seen(view('swarm-node2', { clusterAdvertise: '10.1.1.3:2376' }));
      world.machines[3] = { ...world.machines[3]!, engine };
      const state = seen(storeState({ engines: ['192.168.99.101:2376', '10.1.1.3:2376'] }));
      world.cluster = { ...world.cluster, store: { ...world.cluster.store!, state } };
    }),
  ).toEqual(['my-net ghost']);
});

test('in swarm mode an engine tells of its own containers alone, and other nodes may have the rest', () => {
  const names = ['m1', 'm2', 'm3', 'm4', 'm5'];
  const of = (view: ReturnType<typeof viewOf>, endpoint: Endpoint): number => {
    const { machines, cluster } = swarmWorld(view, names);
    const networks = seen([overlay('my-net', { scope: 'swarm', endpoints: [endpoint] })]);
    return suspectedEndpoints({ ...without(cluster), networks }, byName(machines), [networks]).length;
  };
  const all = viewOf(richAnswers());
  const ours = { ...all, nodes: all.nodes.filter(({ hostname }) => names.includes(hostname)) };
  expect(of(ours, { ...ghost, containerId: 'gid' })).toBe(1);
  expect(of(ours, ghost)).toBe(0);
  expect(of(all, { ...ghost, containerId: 'gid' })).toBe(0);
});
