// What a cluster file means: a name alone, and what is said besides it.
import { describe, expect, test } from 'vitest';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import { told } from './toldProblems.ts';

describe('a name alone is the cluster of the article', () => {
  test('with every default', async () => {
    const { spec, problems } = await readClusterFile('name: demo\n');
    expect(problems).toEqual([]);
    const virtualbox = { name: 'virtualbox', options: {} };
    expect(spec).toMatchObject({
      name: 'demo',
      orchestration: 'classic',
      advertiseInterface: 'eth1',
      keyValueStore: {
        type: 'consul',
        at: { kind: 'machine', machine: { name: 'kvstore', driver: virtualbox }, image: '' },
      },
      managers: [{ name: 'swarm-manager', driver: virtualbox }],
      nodes: [
        { name: 'swarm-node1', driver: virtualbox },
        { name: 'swarm-node2', driver: virtualbox },
      ],
      swarm: { image: '', strategy: 'spread', options: [] },
      networks: [],
    });
  });

  test('as JSON, with CRLF, and behind a byte order mark', async () => {
    for (const text of ['{"name": "demo"}', 'name: demo\r\nnodes:\r\n  - name: a\r\n', '\ufeffname: demo\n'])
      expect(await told(text)).toEqual([]);
    expect(await told('\ufeffname: demo\r\nnodez: []\r\n')).toEqual(['error "nodez" unknownKey nodez nodes']);
  });

  test('a key that is there already is not offered for another', async () => {
    expect(await told('name: demo\nnodes: []\nnodez: []\n')).toEqual(['error "nodez" unknownKey nodez ']);
    expect(await told('name: demo\nnodes: [{ name: a, nmae: b }]\n')).toEqual([
      'error "nmae" unknownKey nodes[0].nmae ',
    ]);
    expect(await told('name: demo\nnodes: [{ name: a, drivr: {} }]\n')).toEqual([
      'error "drivr" unknownKey nodes[0].drivr driver',
    ]);
  });
});

describe('what a file says', () => {
  test("a machine's options come on top of the cluster's, unless it has another driver", async () => {
    const { spec } = await readClusterFile(`
name: demo
driver: { name: generic, options: { generic-ssh-user: root, generic-ssh-port: 22 } }
keyValueStore: { machine: { name: kv, driver: { name: virtualbox } } }
nodes:
  - { name: a, driver: { options: { generic-ssh-port: 2222, generic-ip-address: 10.0.0.1 } } }
`);
    expect(spec?.keyValueStore?.at).toMatchObject({
      machine: { driver: { name: 'virtualbox', options: {} } },
    });
    expect(spec?.nodes[0]?.driver).toEqual({
      name: 'generic',
      options: { 'generic-ssh-user': 'root', 'generic-ssh-port': 2222, 'generic-ip-address': '10.0.0.1' },
    });
  });

  test('digits of an option stay as they are written', async () => {
    const { spec } = await readClusterFile(
      'name: demo\ndriver: { options: { openstack-tenant-id: 0012e3, n: 12 } }\nengine: { labels: { rack: 007 } }',
    );
    expect(spec?.nodes[0]?.driver.options).toEqual({ 'openstack-tenant-id': '0012e3', n: 12 });
    expect(spec?.engine.labels).toEqual({ rack: '007' });
  });

  test('a store that exists already, of several hosts', async () => {
    const { spec } = await readClusterFile('name: demo\nkeyValueStore: { url: "zk://10.0.0.1,10.0.0.2:2182/docker/" }');
    expect(spec?.keyValueStore).toEqual({
      type: 'zookeeper',
      at: { kind: 'url', url: 'zk://10.0.0.1:2181,10.0.0.2:2182/docker' },
    });
  });

  test('without swarm nobody manages', async () => {
    const { spec } = await readClusterFile('name: demo\norchestration: none');
    expect(spec).toMatchObject({ managers: [], nodes: [{ name: 'swarm-node1' }, { name: 'swarm-node2' }] });
    const kept = await readClusterFile('name: demo\norchestration: none\nmanagers: [{name: m}]\nnodes: []');
    expect(kept.spec).toMatchObject({ managers: [], nodes: [{ name: 'm' }] });
    expect(kept.problems).toMatchObject([{ severity: 'warning', problem: { kind: 'conflict', key: 'managers' } }]);
  });

  test('swarm mode has no store', async () => {
    const { spec } = await readClusterFile('name: demo\norchestration: swarm-mode');
    expect(spec).toMatchObject({ keyValueStore: undefined, managers: [{ name: 'swarm-manager' }] });
  });
});
