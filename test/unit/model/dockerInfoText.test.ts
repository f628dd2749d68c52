import { describe, expect, test } from 'vitest';
import { readManagerInfo } from '../../../src/docker/classicInfo.ts';
import { readEngine } from '../../../src/docker/engineSchemas.ts';
import { engineInfoText, managerInfoText } from '../../../src/model/dockerInfoText.ts';
import { infoFromText } from '../docker/infoTextReader.ts';
import { record, recordJson } from '../records.ts';

/** The client's lines behind `Server:`, without those whose facts we do not read, and without what it says of other things. */
function clientLines(name: string, without: RegExp): string[] {
  const text = record(name);
  return text
    .slice(text.indexOf('Server:'))
    .split('\n')
    .filter((line) => line !== '' && !without.test(line))
    .map((line) => line.replace(/\|\d+\.\d+\.\d+\.\d+:\d+$/, ''));
}

function managerText(body: unknown): string {
  const info = readManagerInfo(body);
  if (!info.ok) throw new Error(info.error);
  return managerInfoText(info.value);
}

/** Of a manager these say nothing. */
const empty =
  /^ (Plugins|Swarm|Docker Root Dir|Debug Mode|Experimental|Live Restore Enabled):|^ {2}(Volume|Network|Log|NodeID|Is Manager|Node Address):/;

describe('of a manager', () => {
  test.each(['recipe-serial/docker-info.stdout', 'recipe-consul/docker-info.stdout', 'faults/sd-info.stdout'])(
    'line for line what the client printed: %s',
    (name) => {
      const body = { ...infoFromText(record(name)), MemTotal: 79620981348 };
      expect(managerText(body).trimEnd().split('\n')).toEqual(clientLines(name, empty));
    },
  );

  test('from the API, as the client printed it a second later', () => {
    const lines = (all: string[]): string[] => all.filter((line) => !line.includes('UpdatedAt'));
    expect(lines(managerText(recordJson('api/mgr-info.stdout')).trimEnd().split('\n'))).toEqual(
      lines(clientLines('api/docker-info-mgr-client28.stdout', empty)),
    );
  });

  test("swarm 1.2.3: the article's text comes back", () => {
    const text = managerText(infoFromText(record('article-docker-info.txt')));
    const bare = (all: string): string[] => all.split('\n').map((line) => line.trim());
    expect(bare(text)).toEqual(expect.arrayContaining(bare(record('article-docker-info.txt'))));
  });

  test('a replica and a missing node', () => {
    const text = managerText({
      ServerVersion: 'swarm/1.2.9',
      SystemStatus: [
        ['Role', 'replica'],
        ['Primary', '10.0.0.1:3376'],
        ['Nodes', '2'],
        [' (unknown)', '10.0.0.2:2376'],
        ['  └ Status', 'Pending'],
        ['  └ Containers', '0'],
        ['  └ Novelty', 'x'],
      ],
    });
    expect(text).toContain(
      [
        ' Role: replica',
        ' Primary: 10.0.0.1:3376',
        ' Strategy: ',
        ' Filters: ',
        ' Nodes: 2',
        '  (unknown): 10.0.0.2:2376',
      ].join('\n'),
    );
    expect(text).toContain('   └ Containers: 0\n');
    expect(text).toContain('   └ Novelty: x\n');
  });
});

describe('of an engine', () => {
  const span = { from: new Date(), to: new Date() };
  const textOf = (name: string): string => {
    const engine = readEngine(recordJson(name), span, { apiVersion: '1.41' });
    if (!engine) throw new Error('no engine');
    return engineInfoText(engine);
  };

  test('line for line what the client printed, of the fields we read', () => {
    const others =
      /^ {1,2}(Backing|Supports|Native|userxattr|Logging|Cgroup|Plugins|Volume|Network|Log|Runtimes|Default Runtime|Init|containerd|runc|init|Security|seccomp|OSType|Debug|Experimental|Insecure|Live Restore)|^ {2}127\.0\.0\.0|^ {3}Profile/;
    const own = textOf('api/node1-info.stdout')
      .split('\n\n')[0]
      ?.split('\n')
      // The client of today has no line for the cluster store.
      .filter((line) => !line.startsWith(' Cluster '));
    expect(own).toEqual(clientLines('api/docker-info-node1.stdout', others));
  });

  test('cluster store, address and warnings', () => {
    const text = textOf('api/node1-info.stdout');
    expect(text).toContain(' Cluster Store: etcd://10.99.0.11:2379\n Cluster Advertise: 10.99.0.13:2376\n');
    expect(text).toMatch(/\n\nWARNING: node discovery/);
  });

  test('in swarm mode', () => {
    expect(textOf('swarmmode/api-s1-info.json')).toContain(
      [
        ' Swarm: active',
        '  NodeID: ydyy9msdnfe09ky6urj1qm341',
        '  Is Manager: true',
        '  ClusterID: thnlyz52x6lri4ze8ys6re7m3',
        '  Node Address: 10.99.0.11',
        '  Manager Addresses:',
        '   10.99.0.11:2377',
        ' Kernel Version:',
      ].join('\n'),
    );
  });
});
