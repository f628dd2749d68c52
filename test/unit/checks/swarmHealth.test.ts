// How well a swarm is and why: three managers and two workers with one thing wrong after the other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/model/cluster.ts';
import { conditions } from '../../../src/checks/conditions.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import { quorumOf } from '../../../src/model/quorum.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import type { SwarmNode, SwarmView } from '../../../src/model/swarmMode.ts';
import { healthInShort } from '../inShort.ts';
import { failed, noSwarm, noon, seen, snapshot } from '../samples.ts';
import { asManager, managerAddresses, swarmNode, swarmView, viewWith, wellSwarm } from '../swarms.ts';
import {
  changedSwarm,
  kinds,
  leaderless,
  notAManager,
  refused,
  silent,
  waiting,
  type ChangedSwarm,
} from './changedClusters.ts';

const locked: Failure = { kind: 'swarmLocked', address: '10.0.0.1:2376' };

test('a swarm in which everybody is well', () => {
  const { all, of } = changedSwarm();
  expect(all()).toEqual({
    level: 'healthy',
    healthy: 5,
    of: 5,
    findings: [],
    isHalfMade: false,
    isChecking: false,
    isBeingMade: false,
  });
  expect(of('m1')).toEqual({ level: 'healthy', findings: [] });
});

test.each(['pause', 'drain'] as const)('a node that is on %s is as somebody wants it', (availability) => {
  const { told, all } = changedSwarm();
  told(seen(viewWith({ w1: { availability }, m1: { availability } })));
  expect(all()).toMatchObject({ level: 'healthy', healthy: 5, findings: [] });
});

test('before anybody has answered nothing is known, and nothing is wrong', () => {
  const { machines, set, told, all } = changedSwarm();
  for (const { name } of machines) set(name, { engine: waiting });
  told(waiting);
  expect(all()).toEqual({
    level: 'unknown',
    healthy: 0,
    of: 5,
    findings: [],
    isHalfMade: false,
    isChecking: true,
    isBeingMade: false,
  });
});

describe('a node that its managers do not call ready', () => {
  test.each([
    ['down', 'heartbeat failure', 'down'],
    ['disconnected', '', 'down'],
    // After an election the new leader has heard of nobody yet.
    ['unknown', 'Node moved to "unknown" state due to leadership change in cluster', 'degraded'],
  ] as const)('is %s although its engine answers', (state, message, level) => {
    const { told, of, all } = changedSwarm();
    told(seen(viewWith({ w1: { state, message } })));
    expect(of('w1')).toEqual({
      level,
      findings: [{ kind: 'nodeNotReady', machine: 'w1', manager: 'm1', state, message, answers: true }],
    });
    expect(all()).toMatchObject({ level: 'degraded', healthy: 4, of: 5 });
  });

  test('says so beside what is wrong with its engine', () => {
    const { told, set, of } = changedSwarm();
    set('w1', { engine: failed(refused) });
    expect(kinds(of('w1'))).toEqual(['engineDown']);
    told(seen(viewWith({ w1: { state: 'down', message: 'heartbeat failure' } })));
    expect(of('w1')).toMatchObject({ level: 'down', findings: [{ kind: 'engineDown' }, { answers: false }] });
  });

  test('is known before its engine has answered', () => {
    const { told, set, of } = changedSwarm();
    set('w1', { engine: waiting });
    expect(of('w1')).toEqual({ level: 'unknown', findings: [] });
    told(seen(viewWith({ w1: { state: 'down' } })));
    expect(kinds(of('w1'))).toEqual(['nodeNotReady']);
  });

  test('was so once: while nobody tells it is not said', () => {
    const { told, of } = changedSwarm();
    told(failed(refused, viewWith({ w1: { state: 'down' } })));
    expect(of('w1')).toEqual({ level: 'healthy', findings: [] });
  });
});

describe('a manager that the others do not reach', () => {
  const unreachable = { manager: asManager('m2', { reachability: 'unreachable' }) };
  test('degrades, with the quorum as it is', () => {
    const { told, of, all, machines, cluster } = changedSwarm();
    told(seen(viewWith({ m2: unreachable })));
    expect(of('m2')).toEqual({
      level: 'degraded',
      findings: [{ kind: 'managerUnreachable', machine: 'm2', manager: 'm1' }],
    });
    expect(all()).toMatchObject({ level: 'degraded', healthy: 4 });
    const changed = { ...cluster, swarm: { ...cluster.swarm!, view: seen(viewWith({ m2: unreachable })) } };
    expect(quorumOf(changed, machines)).toEqual({ state: 'holds', reachable: 2, of: 3, leader: 'm1' });
  });

  test('is told once where its node is down or its engine dead', () => {
    const { told, set, of } = changedSwarm();
    told(seen(viewWith({ m2: { ...unreachable, state: 'down' } })));
    expect(kinds(of('m2'))).toEqual(['nodeNotReady']);
    told(seen(viewWith({ m2: unreachable })));
    set('m2', { engine: failed(silent) });
    expect(kinds(of('m2'))).toEqual(['engineDown']);
  });
});

describe('an engine that is not with its swarm', () => {
  test.each([
    ['inactive', { kind: 'notInSwarm', machine: 'w1' }, 'degraded'],
    ['pending', { kind: 'swarmPending', machine: 'w1', said: 'its words' }, 'degraded'],
    ['error', { kind: 'swarmFails', machine: 'w1', said: 'its words' }, 'down'],
    ['locked', { kind: 'swarmLocked', machine: 'w1' }, 'down'],
  ] as const)('is %s, which is told before what managers say of it', (state, finding, level) => {
    const { says, told, of, all } = changedSwarm();
    told(seen(viewWith({ w1: { state: 'down' } })));
    says('w1', { state, error: 'its words' });
    expect(of('w1')).toEqual({ level, findings: [finding] });
    expect(all()).toMatchObject({ level: 'degraded', healthy: 4, of: 5 });
  });

  test('takes itself for a node that managers have removed', () => {
    const { told, of } = changedSwarm();
    told(seen(viewWith({ w1: undefined })));
    expect(of('w1')).toEqual({
      level: 'down',
      findings: [{ kind: 'nodeRemoved', machine: 'w1', manager: 'm1' }],
    });
  });
});

describe('a swarm of which no manager tells', () => {
  test('since their engines are dead is down', () => {
    const { told, set, all } = changedSwarm();
    for (const name of ['m1', 'm2', 'm3']) set(name, { engine: failed(refused) });
    told(failed(refused, swarmView()));
    expect(all()).toMatchObject({ level: 'down', healthy: 2 });
    expect(kinds(all())).toEqual(['swarmUntold', 'engineDown', 'engineDown', 'engineDown']);
  });

  test('since they are locked says so of each', () => {
    const { told, says, all } = changedSwarm();
    for (const name of ['m1', 'm2', 'm3']) says(name, { state: 'locked', isManager: false });
    told(failed(locked, swarmView()));
    expect(kinds(all())).toEqual(['swarmLocked', 'swarmLocked', 'swarmLocked']);
    expect(all().level).toBe('down');
  });

  test('since none is ours is no worse for that', () => {
    const { machines, cluster } = wellSwarm();
    const workers: Cluster = {
      ...cluster,
      members: cluster.members.slice(3),
      swarm: { id: undefined, source: undefined, view: failed(notAManager), managers: managerAddresses },
    };
    expect(healthInShort(clusterHealth(workers, snapshot(machines.slice(3), [workers])))).toMatchObject({
      level: 'healthy',
      healthy: 2,
      of: 2,
    });
  });
});

describe('a node that is no machine of the cluster', () => {
  const withNodes = (...more: SwarmNode[]): SwarmView => swarmView({ nodes: [...swarmView().nodes, ...more] });
  const stranger = swarmNode('x1', { address: '10.0.0.9' });
  test('counts, and is not grave when it is down', () => {
    const { told, all } = changedSwarm();
    told(seen(withNodes(stranger)));
    expect(all()).toMatchObject({ level: 'healthy', healthy: 6, of: 6 });
    told(seen(withNodes({ ...stranger, state: 'down', message: 'heartbeat failure' })));
    expect(all()).toMatchObject({
      level: 'degraded',
      healthy: 5,
      of: 6,
      findings: [{ kind: 'externalNodeNotReady', hostname: 'x1', node: 'node-x1', state: 'down' }],
    });
  });

  test('stays in the number of nodes while nobody tells, and is not called well', () => {
    const { told, all } = changedSwarm();
    told(failed(leaderless, withNodes(stranger)));
    expect(all()).toMatchObject({ healthy: 5, of: 6, level: 'down' });
  });

  test('that is only joining is not counted twice, nor before it has said who it is', () => {
    const { told, says, set, all } = changedSwarm();
    // docker-machine names the host after its machine; its engine has not told its node yet, nor where it is.
    const joining = swarmNode('w2', { id: 'new', address: '0.0.0.0', state: 'unknown' });
    const nameless = swarmNode('', { id: 'newer', address: '', state: 'unknown', role: 'worker' });
    const others = swarmView().nodes.filter(({ hostname }) => hostname !== 'w2');
    says('w2', { state: 'pending', nodeId: '' });
    told(seen(swarmView({ nodes: [...others, joining, nameless] })));
    expect(all()).toMatchObject({ healthy: 4, of: 5, findings: [{ kind: 'swarmPending', machine: 'w2' }] });
    set('w2', { engine: waiting });
    expect(all()).toMatchObject({ of: 5, findings: [] });
  });

  test('that a host left behind when it joined anew does not count, but is told', () => {
    const { told, all } = changedSwarm();
    told(seen(withNodes(swarmNode('w1', { id: 'old', state: 'down' }))));
    expect(all()).toEqual({
      level: 'degraded',
      healthy: 5,
      of: 5,
      findings: [{ kind: 'staleNodeEntry', cluster: 'cloud', hostname: 'w1', node: 'old' }],
      isHalfMade: false,
      isChecking: false,
      isBeingMade: false,
    });
  });
});

describe('machines that nobody has put into a swarm', () => {
  const notInSwarm: Failure = { kind: 'notInSwarm', address: '10.0.0.1:2376' };
  const halfMade = (): ChangedSwarm => {
    const self = changedSwarm();
    for (const { name } of self.machines) self.says(name, { ...noSwarm });
    self.told(failed(notInSwarm));
    return self;
  };
  test('are half a cluster, which is told once', () => {
    const { all, of } = halfMade();
    expect(all()).toEqual({
      level: 'degraded',
      healthy: 0,
      of: 5,
      findings: [{ kind: 'clusterIncomplete' }],
      isHalfMade: true,
      isChecking: false,
      isBeingMade: false,
    });
    expect(of('m1')).toEqual({ level: 'degraded', findings: [{ kind: 'notInSwarm', machine: 'm1' }] });
  });

  test('are no half cluster while a run makes the others: it puts them into the swarm', () => {
    const self = halfMade();
    self.cluster = { ...self.cluster, isBeingMade: true };
    self.set('w2', { making: { since: noon, stage: 'engine' } });
    expect(self.all()).toMatchObject({ isHalfMade: false, isBeingMade: true, level: 'unknown' });
    expect(kinds(self.all())).toEqual(['creating']);
    expect(self.of('m1')).toEqual({ level: 'healthy', findings: [] });
  });

  test('are not called so before all have answered, nor when one is in a swarm', () => {
    const { set, says, all } = halfMade();
    set('w1', { engine: waiting });
    expect(all().isHalfMade).toBe(false);
    says('w1', {});
    expect(all().isHalfMade).toBe(false);
    set('w1', { engine: failed(refused) });
    expect(all()).toMatchObject({
      isHalfMade: true,
      findings: [{ kind: 'engineDown' }, { kind: 'clusterIncomplete' }],
    });
  });
});

describe('an engine that died of a flag', () => {
  const record = { ...wellSwarm().machines[0]!, engine: failed<never>(refused) };
  test('says which', () => {
    expect(healthInShort(machineHealth({ ...record, refusedFlag: 'cluster-store' }, undefined))).toEqual({
      level: 'down',
      findings: [{ kind: 'flagRefused', machine: 'm1', flag: 'cluster-store' }],
    });
  });
  test('is stopped first, where its machine is', () => {
    const stopped: SeenMachine = { ...record, refusedFlag: 'cluster-store', power: 'stopped' };
    expect(kinds(machineHealth(stopped, undefined))).toEqual(['machineStopped']);
  });
});

test('whatever is said and not said: counts fit, a healthy swarm has no finding, and nothing throws', () => {
  const node = fc.record({
    state: fc.constantFrom('ready', 'down', 'unknown', 'disconnected'),
    hostname: fc.constantFrom('m1', 'm2', 'm3', 'w1', 'w2', 'x'),
    address: fc.constantFrom('10.0.0.1', '10.0.0.4', '10.0.0.9', '0.0.0.0', ''),
    reachability: fc.constantFrom('reachable', 'unreachable', 'unknown', undefined),
    isLeader: fc.boolean(),
  });
  const failure = fc.constantFrom<Failure>(silent, refused, leaderless, locked, notAManager);
  const engine = fc.constantFrom('seen', 'failed', 'waiting', 'inactive', 'pending', 'error', 'locked');
  fc.assert(
    fc.property(
      fc.array(node, { maxLength: 7 }),
      fc.constantFrom('seen', 'failed', 'failedWithLast', 'waiting'),
      failure,
      fc.array(engine, { minLength: 5, maxLength: 5 }),
      fc.array(fc.constantFrom('node-m1', 'node-w1', '0', '1', ''), { minLength: 5, maxLength: 5 }),
      (nodes, state, why, engines, ids) => {
        const self = changedSwarm();
        const view = swarmView({
          nodes: nodes.map(({ reachability, isLeader, hostname, ...wanted }, index) =>
            swarmNode(hostname, {
              ...wanted,
              id: String(index),
              manager: reachability && asManager(hostname, { reachability, isLeader }),
            }),
          ),
        });
        self.told(
          state === 'seen'
            ? seen(view)
            : state === 'waiting'
              ? waiting
              : failed(why, state === 'failedWithLast' ? view : undefined),
        );
        for (const [index, { name }] of [...self.machines].entries()) {
          const says = engines[index]!;
          if (says === 'failed') self.set(name, { engine: failed(refused) });
          else if (says === 'waiting') self.set(name, { engine: waiting });
          else self.says(name, { state: says === 'seen' ? 'active' : says, nodeId: ids[index]! });
        }
        const health = self.all();
        expect(health.of).toBeGreaterThanOrEqual(5);
        expect(health.healthy).toBeLessThanOrEqual(health.of);
        if (health.level === 'healthy') expect(health).toMatchObject({ findings: [], healthy: health.of });
        expect(health.findings.length > 0).toBe(health.level === 'degraded' || health.level === 'down');
        const quorum = quorumOf(self.cluster, self.machines);
        if (quorum && 'reachable' in quorum) expect(quorum.reachable).toBeLessThanOrEqual(Math.max(quorum.of, 0));
        const [first, second] = conditions(self.cluster, snapshot(self.machines, [self.cluster]));
        expect([first?.id, second?.id]).toEqual(['quorum', 'reach']);
        expect(second?.evidence).toHaveLength(5);
      },
    ),
  );
});
