// How far one has come with the first steps, by the picture alone.
import { expect, test } from 'vitest';
import type { Endpoint } from '../../../src/model/network.ts';
import { containersTalk, isClusterWell } from '../../../src/ui/stepsTaken.ts';
import { failed, overlay, seen, snapshot, wellCluster } from '../samples.ts';

const endpoint = (container: string, machine: string | undefined): Endpoint => ({
  containerId: container,
  container,
  address: '10.0.0.2',
  macAddress: '',
  machine,
});

test('a cluster is well when all its nodes are', () => {
  const { machines, cluster } = wellCluster();
  expect(isClusterWell(snapshot([]))).toBe(false);
  expect(isClusterWell(snapshot(machines, [cluster]))).toBe(true);
  const refused = failed<never>({ kind: 'engineRefused', address: 'a' });
  const broken = machines.map((each) => (each.name === 'swarm-node1' ? { ...each, engine: refused } : each));
  expect(isClusterWell(snapshot(broken, [cluster]))).toBe(false);
});

test('containers talk when one overlay network has some on two hosts', () => {
  const { machines, cluster } = wellCluster();
  const talk = (...endpoints: Endpoint[]): boolean =>
    containersTalk(snapshot(machines, [{ ...cluster, networks: seen([overlay('a'), overlay('b', { endpoints })]) }]));
  expect(talk()).toBe(false);
  expect(talk(endpoint('c1', 'swarm-node1'), endpoint('c2', 'swarm-node1'))).toBe(false);
  expect(talk(endpoint('c1', 'swarm-node1'), endpoint('c2', undefined))).toBe(false);
  expect(talk(endpoint('c1', 'swarm-node1'), endpoint('c2', 'swarm-node2'))).toBe(true);
});
