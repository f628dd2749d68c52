import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBytes, readManagerInfo } from '../../../src/docker/classicInfo.ts';
import type { ManagerInfo } from '../../../src/model/classicSwarm.ts';
import { record, recordJson } from '../records.ts';
import { infoFromText } from './infoTextReader.ts';

function read(body: unknown): ManagerInfo {
  const info = readManagerInfo(body);
  if (!info.ok) throw new Error(info.error);
  return info.value;
}

describe('swarm 1.2.9', () => {
  test('every field of a healthy manager is read', () => {
    const info = read(recordJson('api/mgr-info.stdout'));
    expect(info).toMatchObject({
      version: 'swarm/1.2.9',
      role: 'primary',
      strategy: 'spread',
      filters: ['health', 'port', 'containerslots', 'dependency', 'affinity', 'constraint', 'whitelist'],
      containers: { total: 6, running: 6, paused: 0, stopped: 0 },
      images: 5,
      cpus: 6,
      memory: 79620981348,
      name: 'aed3691008e7',
      kernel: '6.18.44-fc-v669',
      operatingSystem: 'linux',
      architecture: 'amd64',
      otherFacts: [],
    });
    expect(info.nodes.map((node) => node.name)).toEqual(['swarm-manager', 'swarm-node1', 'swarm-node2']);
    expect(info.nodes[1]).toEqual({
      name: 'swarm-node1',
      address: '10.99.0.13:2376',
      id: 'VUV7:4OM6:XRWO:MI2S:DB5F:EFRN:HSFL:5MZS:SX5P:KILJ:NDH7:ZPQP',
      status: 'Healthy',
      containers: { total: 2, running: 2, paused: 0, stopped: 0 },
      reservedCpus: { used: 0, of: 2 },
      reservedMemory: { used: 0, of: Math.round(24.72 * 1024 ** 3), text: '0 B / 24.72 GiB' },
      labels: {
        kernelversion: '6.18.44-fc-v669',
        operatingsystem: 'Debian GNU/Linux 12 (bookworm)',
        ostype: 'linux',
        provider: 'generic',
        storagedriver: 'overlay2',
      },
      error: undefined,
      updatedAt: new Date('2026-11-22T18:22:51Z'),
      serverVersion: '20.10.24+dfsg1',
      otherFacts: [],
    });
  });

  test('a stopped engine is unhealthy with its error, later gone', () => {
    const stopped = read(infoFromText(record('faults/sd-info.stdout'))).nodes[2];
    expect(stopped).toMatchObject({
      status: 'Unhealthy',
      containers: { total: 4, running: 0 },
      error: 'Cannot connect to the Docker daemon at tcp://10.99.0.14:2376. Is the docker daemon running?',
    });
    expect(read(recordJson('faults/sd-info-at-230s.json')).nodes).toHaveLength(2);
  });

  test('an engine with the ID of another is pending, and why', () => {
    const node = read(infoFromText(record('faults/dupid-info.stdout'))).nodes[2];
    expect(node).toMatchObject({ status: 'Pending' });
    expect(node?.error).toContain('shows up with another ID:VUV7');
  });

  test.each(['faults/duphost-info.stdout', 'faults/kv-info.stdout', 'faults/exp-mgr-info.stdout'])('%s', (name) => {
    const info = read(infoFromText(record(name)));
    expect(info.nodes).toHaveLength(3);
    expect(info.nodes.flatMap((node) => node.otherFacts)).toEqual([]);
  });
});

describe('the article, swarm 1.2.3', () => {
  const info = read(infoFromText(record('article-docker-info.txt')));

  test('the manager', () => {
    expect(info).toMatchObject({
      version: 'swarm/1.2.3',
      role: 'primary',
      strategy: 'spread',
      filters: ['health', 'port', 'containerslots', 'dependency', 'affinity', 'constraint'],
      containers: { total: 4, running: 4, paused: 0, stopped: 0 },
      images: 3,
      otherFacts: [],
    });
  });

  test('a node, every field', () => {
    expect(info.nodes[0]).toEqual({
      name: 'swarm-manager',
      address: '192.168.99.136:2376',
      id: 'NHHY:6GRG:PVKL:BUIX:Z4TH:626A:BCTR:UFBM:BAP5:H4BJ:DUPO:UMJ2',
      status: 'Healthy',
      containers: { total: 2, running: 0, paused: 0, stopped: 0 },
      reservedCpus: { used: 0, of: 1 },
      reservedMemory: { used: 0, of: Math.round(1.021 * 1024 ** 3), text: '0 B / 1.021 GiB' },
      labels: {
        executiondriver: '',
        kernelversion: '4.4.12-boot2docker',
        operatingsystem: 'Boot2Docker 1.11.2 (TCL 7.1); HEAD : a6645c3 - Wed Jun 1 22:59:51 UTC 2016',
        provider: 'virtualbox',
        storagedriver: 'aufs',
      },
      error: undefined,
      updatedAt: new Date('2016-06-13T04:20:30Z'),
      serverVersion: '1.11.2',
      otherFacts: [],
    });
  });

  test('the last node, cut off in the middle of a date, keeps what there is', () => {
    expect(info.nodes[2]).toMatchObject({
      name: 'swarm-node2',
      status: 'Healthy',
      updatedAt: undefined,
      serverVersion: undefined,
      otherFacts: [['UpdatedAt', '2016-06-']],
    });
  });
});

describe('older and odd managers', () => {
  test('swarm 1.0: DriverStatus, and backspaces where the client indents', () => {
    const info = read({
      Containers: 3,
      DriverStatus: [
        ['\bRole', 'primary'],
        ['\bStrategy', 'spread'],
        ['\bFilters', 'affinity, health'],
        ['\bNodes', '2'],
        ['agent1', '10.0.0.1:2376'],
        [' └ Containers', '3'],
        [' └ Reserved CPUs', '1 / 1'],
        [' └ Reserved Memory', '512 MiB / 1.021 GiB'],
        [' └ Labels', 'storagedriver=aufs'],
        ['(unknown)', '10.0.0.2:2376'],
        [' └ Status', 'Pending'],
      ],
    });
    expect(info).toMatchObject({
      role: 'primary',
      strategy: 'spread',
      filters: ['affinity', 'health'],
      otherFacts: [],
    });
    expect(info.nodes).toMatchObject([
      { name: 'agent1', status: 'Unknown', reservedMemory: { used: 512 * 1024 ** 2 } },
      { name: '(unknown)', address: '10.0.0.2:2376', status: 'Pending', id: '', containers: undefined },
    ]);
  });

  test('a replica names its primary', () => {
    const info = read({
      ServerVersion: 'swarm/1.2.9',
      SystemStatus: [
        ['Role', 'replica'],
        ['Primary', '10.0.0.1:3376'],
      ],
    });
    expect(info).toMatchObject({ role: 'replica', nodes: [], otherFacts: [['Primary', '10.0.0.1:3376']] });
  });

  test('a count that is not the number of nodes is kept', () => {
    const info = read({
      ServerVersion: 'swarm/1.2.9',
      SystemStatus: [
        ['Nodes', '3'],
        [' a', '1.2.3.4:2376'],
      ],
    });
    expect(info.otherFacts).toEqual([['Nodes', '3']]);
  });

  test('a label whose value has a comma', () => {
    const [node] = read({
      ServerVersion: 'swarm/1.2.9',
      SystemStatus: [
        ['Nodes', '1'],
        [' a', '1.2.3.4:2376'],
        ['  └ Labels', 'owner=Doe, Jane, rack=a'],
      ],
    }).nodes;
    expect(node?.labels).toEqual({ owner: 'Doe, Jane', rack: 'a' });
  });

  test('an engine is no manager', () => {
    expect(readManagerInfo(recordJson('api/node1-info.stdout'))).toEqual({
      ok: false,
      error: 'ServerVersion "20.10.24+dfsg1"',
    });
  });
});

test.each([
  ['0 B', 0],
  ['1.021 GiB', 1096290402],
  ['512 MiB', 536870912],
  ['2GB', 2e9],
  ['1 kB', 1000],
  ['12', 12],
  ['GiB', undefined],
  ['', undefined],
  ['1.2.3 MiB', undefined],
])('%s is %s bytes', (written, bytes) => {
  expect(parseBytes(written)).toBe(bytes);
});

describe('properties', () => {
  const word = fc.string({ minLength: 1, maxLength: 12 }).filter((each) => each.trim() !== '' && !/[└\b]/.test(each));
  const known = fc.constantFrom(
    'Status',
    'Containers',
    'Reserved CPUs',
    'Reserved Memory',
    'Labels',
    'Error',
    'UpdatedAt',
    'ID',
    'ServerVersion',
  );
  const fact = fc.tuple(
    fc.oneof(known, word),
    fc.oneof(fc.string(), fc.constantFrom('1 / 2', '3', '1 GiB / 2 GiB', 'a=b')),
  );

  test('anything at all never throws', () => {
    fc.assert(fc.property(fc.anything(), (body) => void readManagerInfo(body)));
    fc.assert(
      fc.property(fc.array(fc.anything()), (rows) => {
        read({ ServerVersion: 'swarm/1.2.9', SystemStatus: rows });
      }),
    );
  });

  test('the real answer with rows dropped, doubled and cut never throws', () => {
    const rows = (recordJson('api/mgr-info.stdout') as { SystemStatus: [string, string][] }).SystemStatus;
    fc.assert(
      fc.property(fc.shuffledSubarray(rows), fc.nat(20), (some, cut) => {
        read({ ServerVersion: 'swarm/1.2.9', SystemStatus: some.map(([a, b]) => [a.slice(0, cut), b.slice(cut)]) });
      }),
    );
  });

  test('no fact of a node is lost: it is read, or it is among the other facts', () => {
    fc.assert(
      fc.property(fc.array(fact), (facts) => {
        const [node] = read({
          ServerVersion: 'swarm/1.2.9',
          SystemStatus: [
            ['Nodes', '1'],
            [' n', '1.2.3.4:1'],
            ...facts.map(([label, value]) => [`  └ ${label}`, value]),
          ],
        }).nodes;
        const fields = [
          node?.containers,
          node?.reservedCpus,
          node?.reservedMemory,
          node?.error,
          node?.updatedAt,
          node?.serverVersion,
        ];
        const singles = new Set(facts.map(([label]) => label));
        const taken =
          fields.filter((each) => each !== undefined).length +
          (singles.has('ID') ? 1 : 0) +
          (singles.has('Status') ? 1 : 0) +
          // An unreadable first line of labels stays with the others.
          (singles.has('Labels') &&
          facts.filter(([label]) => label === 'Labels').length >
            node!.otherFacts.filter(([label]) => label === 'Labels').length
            ? 1
            : 0);
        expect(node!.otherFacts.length + taken).toBe(facts.length);
      }),
    );
  });

  test('any labels come back as they were', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9.]{0,9}$/);
    const value = fc.stringMatching(/^[ -+\--<>-~]{0,12}$/);
    fc.assert(
      fc.property(fc.dictionary(label, value, { noNullPrototype: true }), (labels) => {
        const written = Object.entries(labels)
          .map(([key, each]) => `${key}=${each}`)
          .join(', ');
        const [node] = read({
          ServerVersion: 'swarm/1.2.9',
          SystemStatus: [
            ['Nodes', '1'],
            [' n', '1.2.3.4:1'],
            ['  └ Labels', written],
          ],
        }).nodes;
        expect(node?.labels).toEqual(labels);
      }),
    );
  });
});

test('a value that is nested deeper than it can be written breaks nothing', () => {
  const written = (odd: unknown): unknown =>
    readManagerInfo({
      SystemStatus: [
        ['Role', 'primary'],
        ['Strategy', 'spread'],
        ['Odd', odd],
      ],
    });
  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  expect(written(deep)).toMatchObject({ ok: true });
  // VS Code's Node refuses such a value; newer ones write it.
  const refused = {
    toJSON: () => {
      throw new RangeError('Maximum call stack size exceeded');
    },
  };
  expect(written(refused)).toMatchObject({ ok: true, value: { otherFacts: [['Odd', '…']] } });
});
