// The conditions of a swarm: what is told of each, and why.
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/model/cluster.ts';
import { conditions } from '../../../src/checks/conditions.ts';
import type { Seen } from '../../../src/model/seen.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import type { SwarmNode, SwarmView } from '../../../src/model/swarmMode.ts';
import { failed, noSwarm, seen, snapshot } from '../samples.ts';
import { swarmView, viewWith } from '../swarms.ts';
import { changedSwarm, leaderless, notAManager, waiting } from './changedClusters.ts';

describe('the conditions of a swarm', () => {
  const read = ({ cluster, machines }: { cluster: Cluster; machines: SeenMachine[] }) =>
    conditions(cluster, snapshot(machines, [cluster]));
  const verdicts = (from: { cluster: Cluster; machines: SeenMachine[] }) =>
    read(from).map(({ id, verdict }) => `${id} ${verdict}`);

  test('stand in their order, and all pass in one that is well', () => {
    const self = changedSwarm();
    expect(verdicts(self)).toEqual(['quorum pass', 'reach pass', 'engines pass', 'hostnames pass']);
    expect(read(self)[0]?.evidence).toEqual([{ kind: 'quorumHolds', reachable: 3, of: 3, leader: 'm1' }]);
    expect(read(self)[1]?.evidence).toContainEqual({ kind: 'nodeReady', machine: 'w2' });
  });

  test.each<[string, Seen<SwarmView>, string, object]>([
    ['lost', failed(leaderless, swarmView()), 'fail', { kind: 'quorumLost', reachable: 3, of: 3 }],
    ['not told', failed(notAManager), 'unknown', { kind: 'quorumUnknown', failure: notAManager }],
    ['not asked for', waiting, 'unknown', { kind: 'quorumUnknown', failure: undefined }],
  ])('a quorum that is %s', (_what, view, verdict, evidence) => {
    const self = changedSwarm();
    self.told(view);
    expect(read(self)[0]).toEqual({ id: 'quorum', verdict, evidence: [evidence] });
    expect(read(self)[1]).toMatchObject({
      verdict: 'unknown',
      evidence: expect.arrayContaining([{ kind: 'nodeUnknown', machine: 'w1' }]) as object,
    });
  });

  test.each<[string, Record<string, Partial<SwarmNode> | undefined>, string, object]>([
    [
      'down',
      { w1: { state: 'down', message: 'm' } },
      'fail',
      { kind: 'nodeNotReady', machine: 'w1', state: 'down', message: 'm' },
    ],
    ['not listed', { w1: undefined }, 'fail', { kind: 'nodeNotReady', machine: 'w1', state: 'missing', message: '' }],
    ['not heard of yet', { w1: { state: 'unknown' } }, 'unknown', { kind: 'nodeUnknown', machine: 'w1' }],
  ])('a host that is %s', (_what, changes, verdict, evidence) => {
    const self = changedSwarm();
    self.told(seen(viewWith(changes)));
    expect(read(self)[1]).toMatchObject({ id: 'reach', verdict });
    expect(read(self)[1]?.evidence).toContainEqual(evidence);
  });

  test('a host that is in no swarm does not reach its managers, whatever they list', () => {
    const self = changedSwarm();
    self.says('w1', { ...noSwarm });
    expect(read(self)[1]?.evidence).toContainEqual({
      kind: 'nodeNotReady',
      machine: 'w1',
      state: 'missing',
      message: '',
    });
  });
});
