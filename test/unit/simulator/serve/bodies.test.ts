/** What simulated engines and managers answer, against what real ones did: no field that they do not have, none of another kind. */
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { inspectedContainer, listedContainer } from '../../../../src/simulator/serve/api/containerBodies.ts';
import { infoBody, versionBody } from '../../../../src/simulator/serve/api/infoBodies.ts';
import { managerInfo } from '../../../../src/simulator/serve/api/managerInfo.ts';
import { inspectedNetwork, listedNetwork } from '../../../../src/simulator/serve/api/networkBodies.ts';
import { clusterBody, nodeBody, serviceBody, taskBody } from '../../../../src/simulator/serve/api/swarmBodies.ts';
import { eventBody } from '../../../../src/simulator/serve/api/systemRoutes.ts';
import { containerRequest, networkRequest } from '../../../../src/simulator/serve/api/requestBodies.ts';
import { createContainer, requireContainer, startContainer } from '../../../../src/simulator/world/containers.ts';
import { addImage } from '../../../../src/simulator/world/images.ts';
import { createNetwork, findNetwork } from '../../../../src/simulator/world/networks.ts';
import type { Host } from '../../../../src/simulator/world/nouns.ts';
import { createService } from '../../../../src/simulator/world/services.ts';
import { initSwarm, joinSwarm } from '../../../../src/simulator/world/swarmEntry.ts';
import type { WorldEvent } from '../../../../src/simulator/world/world.ts';
import { record, recordJson } from '../../records.ts';
import { HandWorld } from '../handWorld.ts';

/** Parts whose keys are names and ids, not fields. */
const named = /\.(Labels|Options|Containers|Networks|Services|Runtimes|IndexConfigs|Attributes|PortBindings|Ports)$/;

const kindOf = (value: unknown): string =>
  value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'list' : typeof value;

/** What of `own` is not in any of `reals`, as paths. */
function invented(own: unknown, reals: readonly unknown[], path = ''): string[] {
  const known = reals.filter((real) => kindOf(real) !== 'nothing');
  // Where the real one had nothing to tell, nothing can be compared.
  if (kindOf(own) === 'nothing' || (known.length === 0 && reals.length > 0)) return [];
  if (reals.length === 0) return [path];
  if (!known.some((real) => kindOf(real) === kindOf(own))) return [`${path}: ${kindOf(own)}`];
  if (Array.isArray(own))
    return own.flatMap((each) =>
      invented(
        each,
        known.flatMap((real): readonly unknown[] => real as readonly unknown[]),
        `${path}[]`,
      ),
    );
  if (kindOf(own) !== 'object') return [];
  const isNamed = named.test(path);
  return Object.entries(own as object).flatMap(([key, value]) => {
    const at = `${path}.${isNamed ? '*' : key}`;
    const counterparts = known.flatMap((real) =>
      isNamed
        ? (Object.values(real as object) as readonly unknown[])
        : key in (real as object)
          ? [(real as Record<string, unknown>)[key]]
          : [],
    );
    return isNamed && counterparts.length === 0 ? [] : invented(value, counterparts, at);
  });
}

const classic = new HandWorld();
const modern = new HandWorld();
const events: WorldEvent[] = [];

const run = (hand: HandWorld, host: Host, name: string, body: Readonly<Record<string, unknown>>): void => {
  addImage(hand.world, host, String(body['Image']));
  startContainer(hand.world, host, createContainer(hand.world, host, containerRequest(body, name)));
};

beforeAll(async () => {
  classic.world.state.engineVersion = '20.10.24+dfsg1';
  classic.world.onEvent((event) => events.push(event));
  await classic.machine(['create', '-d', 'virtualbox', 'kvstore']);
  run(classic, classic.host('kvstore'), 'etcd', {
    Image: 'coreos/etcd:v3.3.25',
    HostConfig: { PortBindings: { '2379/tcp': [{ HostPort: '2379' }] } },
  });
  classic.goOn(1000);
  const store = 'etcd://10.99.0.11:2379';
  const joins = [
    '--swarm',
    `--swarm-discovery=${store}`,
    `--engine-opt=cluster-store=${store}`,
    '--engine-opt=cluster-advertise=eth1:2376',
  ];
  await classic.machine(['create', '-d', 'virtualbox', ...joins, '--swarm-master', 'swarm-manager']);
  await classic.machine(['create', '-d', 'virtualbox', ...joins, 'swarm-node1']);
  await classic.machine(['create', '-d', 'virtualbox', ...joins, 'swarm-node2']);
  createNetwork(classic.world, classic.host('swarm-node1'), networkRequest({ Name: 'my-net', Driver: 'overlay' }));
  for (const [name, node] of [
    ['c1', 'swarm-node1'],
    ['c2', 'swarm-node2'],
  ] as const)
    run(classic, classic.host(node), name, {
      Image: 'busybox',
      Cmd: ['sleep', '86400'],
      HostConfig: { NetworkMode: 'my-net' },
    });
  classic.goOn(1000);

  modern.world.state.engineVersion = '26.1.5+dfsg1';
  for (const name of ['n1', 'n2', 'n3']) await modern.machine(['create', '-d', 'virtualbox', name]);
  initSwarm(modern.world, modern.host('n1'), {
    advertise: 'eth1',
    availability: 'active',
    addressPools: [],
    subnetSize: 24,
    dataPathPort: 4789,
    spec: {},
  });
  const [swarm] = modern.world.state.swarms;
  for (const name of ['n2', 'n3'])
    await joinSwarm(modern.world, modern.host(name), 'eth1', {
      remotes: ['10.99.0.11:2377'],
      token: swarm!.workerToken,
      availability: 'active',
    });
  createNetwork(
    modern.world,
    modern.host('n1'),
    networkRequest({ Name: 'my-net', Driver: 'overlay', Attachable: true }),
  );
  createService(modern.world, swarm!, {
    Name: 'web',
    Labels: {},
    TaskTemplate: {
      ContainerSpec: { Image: 'busybox:latest', Args: ['sleep', '999'] },
      Networks: [{ Target: 'my-net' }],
      ForceUpdate: 0,
    },
    Mode: { Replicated: { Replicas: 3 } },
    EndpointSpec: { Mode: 'vip' },
  });
  modern.goOn(3000);
});
afterAll(() => {
  classic.remove();
  modern.remove();
});

const node1 = (): Host => classic.host('swarm-node1');
const swarm = () => modern.world.state.swarms[0]!;

describe('a body that real engines and managers know', () => {
  const bodies: Readonly<Record<string, readonly [own: () => unknown, real: string]>> = {
    'info of an engine': [() => infoBody(classic.world, node1()), 'api/node1-info.stdout'],
    'info of a manager': [
      () => {
        const host = classic.host('swarm-manager');
        const manager = classic.managers.of(host, requireContainer(host, 'swarm-agent-master'));
        return managerInfo(classic.world, manager, host);
      },
      'api/mgr-info.stdout',
    ],
    'version of an engine': [() => versionBody(node1()), 'api/node1-version.stdout'],
    containers: [
      () => node1().engine.containers.map((each) => listedContainer(classic.world, node1(), each)),
      'api/node1-containers_json_all_1.stdout',
    ],
    'a network': [
      () => inspectedNetwork(classic.world, node1(), findNetwork(classic.world, node1(), 'my-net'), false),
      'api/node1-networks_ID.stdout',
    ],
    'info of a swarm manager': [() => infoBody(modern.world, modern.host('n1')), 'engine26/info-manager.json'],
    'info of a worker': [() => infoBody(modern.world, modern.host('n2')), 'engine26/info-worker.json'],
    'version of a newer engine': [() => versionBody(modern.host('n1')), 'engine26/version.json'],
    'the swarm': [() => clusterBody(swarm(), true), 'engine26/swarm.json'],
    nodes: [() => swarm().nodes.map((each) => nodeBody(modern.world, swarm(), each)), 'engine26/nodes.json'],
    services: [() => swarm().services.map(serviceBody), 'engine26/services.json'],
    tasks: [() => swarm().tasks.map((each) => taskBody(swarm(), each)), 'engine26/tasks.json'],
    'networks of a swarm manager': [() => swarm().networks.map(listedNetwork), 'engine26/networks-manager.json'],
    'a network of swarm mode, verbose': [
      () =>
        inspectedNetwork(modern.world, modern.host('n1'), findNetwork(modern.world, modern.host('n1'), 'my-net'), true),
      'engine26/network-verbose.json',
    ],
  };
  test.each(Object.entries(bodies))('%s', (_, [own, real]) => {
    const told = JSON.parse(JSON.stringify(own())) as unknown;
    expect(told).not.toEqual([]);
    expect(invented(told, [recordJson(real)])).toEqual([]);
  });

  test('events of containers and networks', () => {
    const real = record('api/node1-events.json')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    for (const event of events.filter(({ type }) => type === 'container' || type === 'network')) {
      const own = JSON.parse(JSON.stringify(eventBody(event))) as Readonly<Record<string, unknown>>;
      const alike = real.filter((each) => each['Type'] === own['Type']);
      expect(invented(own, alike)).toEqual([]);
    }
    const kinds = new Set(events.map(({ type, action }) => `${type} ${action}`));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['container create', 'container start', 'network connect', 'network create']),
    );
  });

  test('a container described has the fields of the list, and more', () => {
    const c1 = requireContainer(node1(), 'c1');
    expect(inspectedContainer(classic.world, node1(), c1)).toMatchObject({
      Name: '/c1',
      State: { Status: 'running', Running: true },
      Config: { Cmd: ['sleep', '86400'] },
      NetworkSettings: { Networks: { 'my-net': { IPAddress: '10.0.0.2', IPPrefixLen: 24 } } },
    });
  });
});

test('the comparison sees what is invented', () => {
  expect(invented({ a: 1, b: { c: [] } }, [{ a: 'x', b: {} }])).toEqual(['.a: number', '.b.c']);
});
