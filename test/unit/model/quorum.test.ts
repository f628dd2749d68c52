// When a swarm has lost its quorum, and when it is only electing.
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { quorumOf } from '../../../src/model/quorum.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { failed, seen } from '../samples.ts';
import { asManager, managerAddresses, swarmView, viewWith, wellSwarm } from '../swarms.ts';
import { changedSwarm, leaderless, refused, silent } from '../checks/changedClusters.ts';

describe('a quorum that is lost', () => {
  test('is told of the cluster, which is down; its machines are what they are', () => {
    const { told, set, all, of } = changedSwarm();
    for (const name of ['m1', 'm2']) set(name, { engine: failed(refused) });
    told(failed(leaderless, swarmView()));
    const { level, healthy, findings } = all();
    expect({ level, healthy }).toEqual({ level: 'down', healthy: 3 });
    expect(findings[0]).toEqual({ kind: 'quorumLost', reachable: 1, of: 3 });
    expect(of('w1')).toEqual({ level: 'healthy', findings: [] });
  });

  test('is known before managers own up to it: a living one that does not answer, and too few beside it', () => {
    const { told, set, all } = changedSwarm();
    for (const name of ['m1', 'm2']) set(name, { engine: failed(refused) });
    told(failed(silent, swarmView()));
    expect(all().findings[0]).toEqual({ kind: 'quorumLost', reachable: 1, of: 3 });
  });

  test('is an election while enough are there', () => {
    const { told, set, all } = changedSwarm();
    set('m1', { engine: failed(silent) });
    told(failed(silent, swarmView()));
    expect(all()).toMatchObject({ level: 'down', findings: [{ kind: 'noLeader', reachable: 2, of: 3 }, {}] });
  });

  test('counts managers that are no machines of ours as they last were, until the swarm owns up', () => {
    const { machines, cluster } = wellSwarm();
    const m1 = machines.slice(0, 1);
    const alone = (failure: Failure): Cluster => ({
      ...cluster,
      members: cluster.members.slice(0, 1),
      swarm: { ...cluster.swarm!, view: failed(failure, swarmView()) },
    });
    expect(quorumOf(alone(silent), m1)).toEqual({ state: 'leaderless', reachable: 3, of: 3 });
    expect(quorumOf(alone(leaderless), m1)).toEqual({ state: 'lost', reachable: 1, of: 3 });
  });

  test('is measured by the addresses that engines know where managers never told', () => {
    const { told, set, cluster, machines } = changedSwarm();
    for (const name of ['m1', 'm2']) set(name, { engine: failed(refused) });
    told(failed(leaderless));
    expect(cluster.swarm?.managers).toEqual(managerAddresses);
    const untold = { ...cluster, swarm: { ...cluster.swarm!, view: failed<SwarmView>(leaderless) } };
    expect(quorumOf(untold, machines)).toEqual({ state: 'lost', reachable: 1, of: 3 });
  });
});

describe('managers that still reach one that has just ceased to answer', () => {
  const self = changedSwarm();
  const { told, set } = self;
  const quorum = (): unknown => quorumOf(self.cluster, self.machines);

  test('have not noticed, so that no number is claimed', () => {
    set('m2', { engine: failed(refused), hasJustFailed: true });
    expect(quorum()).toEqual({ state: 'checking', of: 3 });
  });

  test('are counted when they have noticed', () => {
    told(seen(viewWith({ m2: { manager: asManager('m2', { reachability: 'unreachable' }) } })));
    expect(quorum()).toEqual({ state: 'holds', reachable: 2, of: 3, leader: 'm1' });
  });

  test('are believed when they still say so a while later: only this computer does not reach it', () => {
    told(seen(swarmView()));
    set('m2', { engine: failed(refused), hasJustFailed: false });
    expect(quorum()).toEqual({ state: 'holds', reachable: 3, of: 3, leader: 'm1' });
  });
});
