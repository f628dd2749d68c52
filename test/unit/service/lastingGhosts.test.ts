// What looks like a ghost is told as one when it has done so for a while.
import { expect, test } from 'vitest';
import type { Ghost } from '../../../src/model/cluster.ts';
import { LastingGhosts } from '../../../src/service/lastingGhosts.ts';
import { noon, snapshot, wellCluster } from '../samples.ts';

const ghost = (container: string): Ghost => ({
  networkId: 'id-of-my-net',
  network: 'my-net',
  endpoint: { containerId: '', container, address: '10.0.0.9', macAddress: '', machine: undefined },
});

test('one that stays is told, one that goes in between begins anew', () => {
  const lasting = new LastingGhosts();
  const at = (second: number, ...containers: string[]): string[] => {
    const { machines, cluster } = wellCluster();
    const picture = snapshot(machines, [{ ...cluster, ghosts: containers.map(ghost) }]);
    const told = lasting.of({ ...picture, at: new Date(noon.getTime() + second * 1000) });
    return told.clusters[0]!.ghosts.map(({ endpoint }) => endpoint.container);
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
  expect(next(40)).toBe(60);
  expect([lasting.isSuspectedIn('demo'), lasting.isSuspectedIn('dem')]).toEqual([true, false]);
  expect(at(50, 'a')).toEqual(['a']);
  expect(at(61, 'a', 'b')).toEqual(['a']);
  expect(at(102, 'b')).toEqual(['b']);
  expect(at(103)).toEqual([]);
  expect(next(103)).toBeUndefined();
  expect(lasting.isSuspectedIn('demo')).toBe(false);
});
