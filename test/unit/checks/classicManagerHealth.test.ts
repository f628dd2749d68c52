// What a classic manager says of its nodes, and how well these are while it says nothing.
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import { findNode } from '../../../src/model/classicNodes.ts';
import { healthInShort } from '../inShort.ts';
import {
  classicNode,
  failed,
  kvUrl,
  machine,
  managerInfo,
  noon,
  seen,
  seenMachine,
  snapshot,
  storeState,
  swarmMachine,
} from '../samples.ts';
import { changedArticle, kinds, silent } from './changedClusters.ts';

describe("the manager's word", () => {
  test.each(['Unhealthy', 'Pending', 'Disconnected'])('%s makes a node whose engine answers down', (status) => {
    const { says, of, all } = changedArticle();
    says('swarm-node1', { status, error: 'shows up with another ID' });
    expect(of('swarm-node1')).toEqual({
      level: 'down',
      findings: [
        {
          kind: 'managerSays',
          machine: 'swarm-node1',
          manager: 'swarm-manager',
          status,
          error: 'shows up with another ID',
        },
      ],
    });
    expect(all()).toMatchObject({ level: 'degraded', healthy: 2 });
  });

  test('Healthy with an old error beside it is Healthy', () => {
    const { says, of } = changedArticle();
    says('swarm-node1', { error: 'Cannot connect to the Docker daemon' });
    expect(of('swarm-node1').level).toBe('healthy');
  });

  test('is missing for a node that it does not list', () => {
    const { says, of } = changedArticle();
    says('swarm-node1', undefined);
    expect(of('swarm-node1')).toEqual({
      level: 'down',
      findings: [{ kind: 'notListed', machine: 'swarm-node1', manager: 'swarm-manager' }],
    });
  });

  test('may be missing for a while after an engine has begun to answer', () => {
    const { says, set, store, of } = changedArticle();
    says('swarm-node1', undefined);
    store({ state: seen(storeState({ engines: ['192.168.99.101:2376', '192.168.99.103:2376'] })) });
    set('swarm-node1', { isSettling: true });
    expect(of('swarm-node1')).toEqual({ level: 'unknown', findings: [{ kind: 'joining', machine: 'swarm-node1' }] });
    set('swarm-node1', { isSettling: false });
    expect(kinds(of('swarm-node1'))).toEqual(['notListed', 'notRegistered']);
  });

  test('that a node is unhealthy counts at once, also while it settles', () => {
    const { says, set, of } = changedArticle();
    set('swarm-node1', { isSettling: true });
    says('swarm-node1', { status: 'Unhealthy' });
    expect(kinds(of('swarm-node1'))).toEqual(['managerSays']);
  });

  test('is not asked for a machine that was not made to be in the swarm', () => {
    const { cluster, machines } = changedArticle();
    const guest = seenMachine(machine('guest', { address: '192.168.99.110', engineFlags: [`cluster-store=${kvUrl}`] }));
    const with5: Cluster = {
      ...cluster,
      members: [...cluster.members, { machine: 'guest', role: 'node' }],
      store: {
        ...cluster.store!,
        state: seen(
          storeState({
            engines: [...machines, guest].map(({ record }) =>
              'machine' in record ? `${record.machine.address ?? ''}:2376` : '',
            ),
          }),
        ),
      },
    };
    expect(machineHealth(guest, with5).level).toBe('healthy');
  });
});

describe('a manager that does not answer', () => {
  const gone: Failure = { kind: 'engineRefused', address: '192.168.99.101:3376' };
  test('is its own finding while its engine lives, and the cluster is down', () => {
    const { cluster, machines } = changedArticle();
    const [manager] = cluster.managers;
    const headless: Cluster = { ...cluster, managers: [{ ...manager!, info: failed(gone, managerInfo([])) }] };
    expect(healthInShort(machineHealth(machines[1]!, headless))).toEqual({
      level: 'down',
      findings: [{ kind: 'managerDown', machine: 'swarm-manager', cause: gone, since: noon }],
    });
    expect(machineHealth(machines[2]!, headless).level).toBe('healthy');
    expect(healthInShort(clusterHealth(headless, snapshot(machines, [headless])))).toMatchObject({
      level: 'down',
      healthy: 2,
      of: 3,
    });
  });

  test('is not told twice when its engine is gone too', () => {
    const { cluster, machines } = changedArticle();
    const [manager] = cluster.managers;
    const headless: Cluster = { ...cluster, managers: [{ ...manager!, info: failed(gone) }] };
    expect(kinds(machineHealth({ ...machines[1]!, engine: failed(silent) }, headless))).toEqual(['engineDown']);
  });

  test('leaves the word to another one', () => {
    const { cluster, machines } = changedArticle();
    const second = { ...cluster.managers[0]!, machine: 'swarm-node1' };
    const both: Cluster = { ...cluster, managers: [{ ...cluster.managers[0]!, info: failed(gone) }, second] };
    expect(healthInShort(clusterHealth(both, snapshot(machines, [both])))).toMatchObject({
      level: 'degraded',
      healthy: 2,
    });
  });

  test('and has no machine any more is said of the cluster', () => {
    const { cluster, machines } = changedArticle();
    const headless: Cluster = {
      ...cluster,
      managers: [],
      members: cluster.members.filter(({ role }) => role !== 'manager'),
    };
    const health = clusterHealth(headless, snapshot(machines, [headless]));
    expect(kinds(health)).toEqual(['noManager']);
    expect(health.level).toBe('degraded');
  });
});

describe('the node of a machine', () => {
  const record = swarmMachine('m', '10.0.0.1', kvUrl);
  const at = (address: string, wanted = {}) => classicNode('m', address, wanted);
  test.each([
    ['its address', [at('10.0.0.1:2376')], '10.0.0.1:2376'],
    ['its engine ID where it advertises another address', [at('172.16.0.1:2376', { id: 'ID:m' })], '172.16.0.1:2376'],
    ['its hostname, where one node alone has it', [at('10.0.0.2:2376', { id: '' })], '10.0.0.2:2376'],
    [
      'not a hostname that two nodes have',
      [at('10.0.0.2:2376', { id: '' }), at('10.0.0.3:2376', { id: '' })],
      undefined,
    ],
    ['not its hostname, where another engine has it', [at('10.0.0.2:2376', { id: 'ID:other' })], undefined],
  ])('is found by %s', (_how, nodes, expected) => {
    expect(findNode({ info: seen(managerInfo(nodes)) }, seenMachine(record), record)?.address).toBe(expected);
  });

  test('is found by name only while neither address nor engine is known', () => {
    const blank = machine('m');
    const info = seen(managerInfo([at('10.0.0.2:2376')]));
    expect(findNode({ info }, seenMachine(blank, { engine: failed(silent) }), blank)?.name).toBe('m');
  });
});
