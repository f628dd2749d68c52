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
  const textOf = (body: unknown): string => {
    const engine = readEngine(body, span, { apiVersion: '1.41' });
    if (!engine) throw new Error('no engine');
    return engineInfoText(engine);
  };
  /** What the client prints of things that we do not read. */
  const others =
    /^ {1,2}(Backing|Supports|Using|Native|userxattr|Logging|Cgroup|Plugins|Volume|Network|Log|Runtimes|Default Runtime|Init|containerd|runc|init|Security|seccomp|OSType|Debug|Experimental|Insecure|Live Restore)|^ {2}127\.0\.0\.0|^ {3}Profile/;

  test.each([
    ['api/node1-info.stdout', 'api/docker-info-node1.stdout'],
    ['engine26/info-manager.json', 'engine26/docker-info-manager.stdout'],
    ['engine26/info-worker.json', 'engine26/docker-info-worker.stdout'],
  ])('line for line what the client printed, of the fields we read: %s', (body, printed) => {
    const own = textOf(recordJson(body))
      .split('\n\n')[0]
      ?.trimEnd()
      .split('\n')
      // The client of today has no line for the cluster store.
      .filter((line) => !line.startsWith(' Cluster '));
    expect(own).toEqual(clientLines(printed, others));
  });

  test('cluster store, address and warnings', () => {
    const text = textOf(recordJson('api/node1-info.stdout'));
    expect(text).toContain(' Cluster Store: etcd://10.99.0.11:2379\n Cluster Advertise: 10.99.0.13:2376\n');
    expect(text).toMatch(/\n\nWARNING: node discovery/);
  });
});

describe('of a manager of swarm mode', () => {
  interface Info {
    Swarm: {
      LocalNodeState: string;
      Error: string;
      RemoteManagers: unknown[];
      Cluster: Record<string, unknown> & {
        Spec: Record<'CAConfig' | 'Dispatcher' | 'EncryptionConfig', Record<string, unknown>>;
      };
    };
  }
  /** The part about its swarm, after a change to what the engine said. */
  const swarmLines = (change: (swarm: Info['Swarm']) => void): string[] => {
    const info = recordJson('engine26/info-manager.json') as Info;
    change(info.Swarm);
    const engine = readEngine(info, { from: new Date(), to: new Date() }, { apiVersion: '1.45' });
    if (!engine) throw new Error('no engine');
    const lines = engineInfoText(engine).split('\n');
    const from = lines.findIndex((line) => line.startsWith(' Swarm:'));
    return lines.slice(
      from,
      lines.findIndex((line) => line.startsWith(' Kernel Version:')),
    );
  };

  // As client 28.2.2 printed it of the same answer.
  test('with address pools, autolock and managers in any order', () => {
    const lines = swarmLines((swarm) => {
      Object.assign(swarm.Cluster, {
        DefaultAddrPool: ['10.20.0.0/16', '10.30.0.0/16'],
        SubnetSize: 26,
        DataPathPort: 4800,
      });
      swarm.Cluster.Spec.EncryptionConfig['AutoLockManagers'] = true;
      swarm.RemoteManagers = [{ Addr: '10.99.0.13:2377' }, { Addr: '10.99.0.11:2377' }];
    });
    expect(lines.slice(4, 9)).toEqual([
      '  Managers: 1',
      '  Nodes: 3',
      '  Default Address Pool: 10.20.0.0/16  10.30.0.0/16  ',
      '  SubnetSize: 26',
      '  Data Path Port: 4800',
    ]);
    expect(lines).toContain('  Autolock Managers: true');
    expect(lines.slice(-3)).toEqual(['  Manager Addresses:', '   10.99.0.11:2377', '   10.99.0.13:2377']);
  });

  test('locked: nothing else is known', () => {
    expect(swarmLines((swarm) => (swarm.LocalNodeState = 'locked'))).toEqual([' Swarm: locked']);
  });

  test('with an error: without what it said of its swarm', () => {
    expect(
      swarmLines((swarm) => {
        swarm.LocalNodeState = 'pending';
        swarm.Error = 'broken';
      }),
    ).toEqual([
      ' Swarm: pending',
      '  NodeID: u140n24q0occ8qxb7a90edbq6',
      '  Error: broken',
      '  Is Manager: true',
      '  Node Address: 10.99.0.11',
      '  Manager Addresses:',
      '   10.99.0.11:2377',
    ]);
  });

  // Each as the client printed it.
  test.each([
    [0.0001, 'Less than a second'],
    [1 / 3600, '1 second'],
    [1 / 60, 'About a minute'],
    [0.75, '45 minutes'],
    [59.5 / 60, '59 minutes'],
    [1, 'About an hour'],
    [47, '47 hours'],
    [48, '2 days'],
    [335, '13 days'],
    [336, '2 weeks'],
    [1440, '2 months'],
    [17_496, '24 months'],
    [17_520, '2 years'],
  ])('certificates that live for %d hours', (hours, words) => {
    const lines = swarmLines((swarm) => (swarm.Cluster.Spec.CAConfig['NodeCertExpiry'] = hours * 3.6e12));
    expect(lines).toContain(`   Expiry Duration: ${words}`);
  });
});
