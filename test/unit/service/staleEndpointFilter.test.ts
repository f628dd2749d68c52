// What looks like a ghost is told as one when it has done so for a while.
import { expect, test } from 'vitest';
import type { StaleEndpoint } from '../../../src/model/cluster.ts';
import { now } from '../../../src/model/seen.ts';
import { StaleEndpointFilter } from '../../../src/service/staleEndpointFilter.ts';
import { noon, overlay, seen, snapshot, wellCluster } from '../samples.ts';

const ghost = (container: string): StaleEndpoint => ({
  networkId: 'id-of-my-net',
  network: 'my-net',
  isBlocking: !container.startsWith('free'),
  endpoint: { containerId: '', container, address: '10.0.0.9', macAddress: '', machine: undefined },
});

test('one that stays is told, one that goes in between begins anew', () => {
  const lasting = new StaleEndpointFilter();
  const at = (second: number, ...containers: string[]): string[] => {
    const { machines, cluster } = wellCluster();
    const picture = snapshot(machines, [{ ...cluster, staleEndpoints: containers.map(ghost) }]);
    const told = lasting.of({ ...picture, at: new Date(noon.getTime() + second * 1000) });
    return told.clusters[0]!.staleEndpoints.map(({ endpoint }) => endpoint.container);
  };
  const next = (second: number): number | undefined => {
    const end = lasting.next(new Date(noon.getTime() + second * 1000));
    return end === undefined ? undefined : (end - noon.getTime()) / 1000;
  };
  expect(at(0, 'a')).toEqual([]);
  expect(at(20, 'a', 'b')).toEqual([]);
  expect(next(20)).toBe(40);
  expect(next(21)).toBe(40);
  expect(at(39, 'a', 'b')).toEqual([]);
  expect(at(40, 'a', 'b')).toEqual(['a']);
  // Nothing tells of its remedy.
  expect(next(40)).toBeLessThan(41);
  expect(next(41)).toBeLessThan(42);
  expect([lasting.isSuspectedIn('demo'), lasting.isSuspectedIn('dem')]).toEqual([true, false]);
  expect(at(50, 'a')).toEqual(['a']);
  expect(at(61, 'a', 'b')).toEqual(['a']);
  expect(at(102, 'b')).toEqual(['b']);
  expect(at(103)).toEqual([]);
  expect(next(103)).toBeUndefined();
  expect(lasting.isSuspectedIn('demo')).toBe(false);
});

test('one that blocks nothing is never told, and goes on being looked at', () => {
  const lasting = new StaleEndpointFilter();
  const told = (second: number, ...containers: string[]): string[] => {
    const { machines, cluster } = wellCluster();
    const picture = snapshot(machines, [{ ...cluster, staleEndpoints: containers.map(ghost) }]);
    return lasting
      .of({ ...picture, at: new Date(noon.getTime() + second * 1000) })
      .clusters[0]!.staleEndpoints.map(({ endpoint }) => endpoint.container);
  };
  expect(told(0, 'free')).toEqual([]);
  expect(told(50, 'free')).toEqual([]);
  expect(lasting.isSuspectedIn('demo')).toBe(true);
  expect(lasting.next(new Date(noon.getTime() + 50_000))).toBe(noon.getTime() + 60_000);
});

test('one that a manager lists alone for long is no endpoint any more', () => {
  const endpoint = { containerId: 'gid', container: 'c1', address: '', macAddress: '', machine: undefined };
  const living = { ...endpoint, containerId: 'id', container: 'c2', address: '10.0.0.2' };
  const { machines, cluster } = wellCluster();
  const shown = (lasting: StaleEndpointFilter, second: number, isBlocking: boolean | undefined): string[] => {
    const networks = seen([overlay('my-net', { endpoints: [endpoint, living] })]);
    const staleEndpoints = [{ networkId: 'id-my-net', network: 'my-net', endpoint, isBlocking }];
    const { clusters } = lasting.of({
      ...snapshot(machines, [{ ...cluster, networks, staleEndpoints }]),
      at: new Date(noon.getTime() + second * 1000),
    });
    return now(clusters[0]!.networks)![0]!.endpoints.map(({ container }) => container);
  };
  const asked = new StaleEndpointFilter();
  expect(shown(asked, 0, false)).toEqual(['c1', 'c2']);
  expect(shown(asked, 40, true)).toEqual(['c1', 'c2']);
  expect(shown(asked, 41, false)).toEqual(['c2']);
  const unasked = new StaleEndpointFilter();
  expect(shown(unasked, 0, undefined)).toEqual(['c1', 'c2']);
  expect(shown(unasked, 50, undefined)).toEqual(['c1', 'c2']);
});

test('of very many networks those with staleEndpoints are looked at more seldom', () => {
  const lasting = new StaleEndpointFilter();
  const { machines, cluster } = wellCluster();
  const many = seen(Array.from({ length: 200 }, (_, index) => overlay(`net-${String(index)}`)));
  for (const second of [0, 50])
    lasting.of({
      ...snapshot(machines, [{ ...cluster, networks: many, staleEndpoints: [ghost('a')] }]),
      at: new Date(noon.getTime() + second * 1000),
    });
  const at = noon.getTime() + 50_000;
  expect((lasting.next(new Date(at)) ?? 0) - at).toBeGreaterThan(5000);
});
