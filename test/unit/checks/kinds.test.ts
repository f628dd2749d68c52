// What is found with a cluster that is well but for one thing, and what a command can do about it.
import { expect, test } from 'vitest';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import { failed, kvUrl, managerInfo, seen, snapshot } from '../samples.ts';
import { asManager, swarmNode, swarmView } from '../swarms.ts';
import { changedArticle, changedSwarm, leaderless, refused } from './changedClusters.ts';

test('diskFull: its engine refused something, and says why', () => {
  const { set, machines, cluster } = changedArticle();
  set('swarm-node2', { fullDisk: 'no space left on device' });
  expect(machineHealth(machines[3]!, cluster)).toMatchObject({
    level: 'degraded',
    findings: [{ check: 'diskSpace', kind: 'diskFull', severity: 'warning', said: 'no space left on device' }],
  });
});

test('nodeMoved: the manager looks for an engine where it was', () => {
  const self = changedArticle();
  self.says('swarm-node2', { status: 'Unhealthy', address: '192.168.99.250:2376' });
  const [manager] = self.cluster.managers;
  const nodes = manager!.info.state === 'seen' ? manager!.info.value.nodes : [];
  self.cluster = {
    ...self.cluster,
    managers: [{ ...manager!, nodes: new Map(nodes.map((each) => [each.name, each])) }],
  };
  const moved = { kind: 'nodeMoved', machine: 'swarm-node2', from: '192.168.99.250:2376', to: '192.168.99.103:2376' };
  const given = self.machines[3]!;
  if (!('machine' in given.record)) throw new Error('the record cannot be read');
  const engineFlags = [...given.record.machine.engineFlags, 'cluster-advertise=192.168.99.103:2376'];
  self.set('swarm-node2', { record: { machine: { ...given.record.machine, engineFlags } } });
  expect(self.of('swarm-node2')).toMatchObject({ level: 'down', findings: [moved] });
  expect(machineHealth(self.machines[3]!, self.cluster).findings[0]!.remedies[0]).toEqual({
    command: 'recreateAgent',
    args: { machine: 'swarm-node2' },
  });
});

test('noPrimary: every manager is a replica that lists nothing', () => {
  const self = changedArticle();
  const [manager] = self.cluster.managers;
  const info = seen(managerInfo([], { role: 'replica', otherFacts: [['Primary', '']] }));
  self.cluster = { ...self.cluster, managers: [{ ...manager!, info }] };
  expect(self.all().findings).toEqual([{ kind: 'noPrimary' }]);
});

test('storeNotFromHere: nothing is wrong, and the level stays', () => {
  const { store, all } = changedArticle();
  store({ state: failed({ kind: 'storeUsesTls', url: kvUrl }) });
  expect(all()).toMatchObject({ level: 'healthy', findings: [{ kind: 'storeNotFromHere', url: kvUrl }] });
});

test('externalNodeUnreachable: a manager that is not a machine here', () => {
  const { told, all } = changedSwarm();
  const far = swarmNode('far', {
    address: '10.0.0.9',
    manager: asManager('far', { reachability: 'unreachable', address: '10.0.0.9:2377' }),
  });
  told(seen(swarmView({ nodes: [...swarmView().nodes, far] })));
  expect(all().findings).toEqual([
    { kind: 'externalNodeUnreachable', cluster: 'cloud', hostname: 'far', node: far.id },
  ]);
});

test('sameNodeId: the disk of one machine was copied to another', () => {
  const self = changedSwarm();
  const claims = { taken: new Set(['node-w1']), shared: new Map([['node-w1', ['w1', 'w2']]]) };
  self.says('w2', { nodeId: 'node-w1' });
  self.cluster = { ...self.cluster, swarm: { ...self.cluster.swarm!, claims } };
  self.told(seen(swarmView({ nodes: swarmView().nodes.filter(({ hostname }) => hostname !== 'w2') })));
  expect(self.of('w2').findings).toEqual([{ kind: 'sameNodeId', machine: 'w2', others: ['w1'], node: 'node-w1' }]);
});

test('quorumLost: of the cluster, as an error', () => {
  const { told, set, machines, cluster } = changedSwarm();
  for (const name of ['m1', 'm2']) set(name, { engine: failed(refused) });
  told(failed(leaderless, swarmView()));
  const self = { ...cluster, swarm: { ...cluster.swarm!, view: failed<never>(leaderless) } };
  expect(clusterHealth(self, snapshot(machines, [self])).findings[0]).toMatchObject({
    check: 'quorum',
    kind: 'quorumLost',
    severity: 'error',
    subject: { of: 'cluster', cluster: 'cloud' },
  });
});
