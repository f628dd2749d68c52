// Values of the model for tests: whole by default, so that a test names only what it is about.
import type { ClassicNode, ManagerInfo } from '../../src/model/classicSwarm.ts';
import type { Cluster, Member } from '../../src/model/cluster.ts';
import type { Container, Engine, SwarmMembership } from '../../src/model/engine.ts';
import { parseStoreUrl, type StoreState } from '../../src/model/keyValueStore.ts';
import type { Machine, MachineIdentity, SwarmRecord } from '../../src/model/machine.ts';
import type { OverlayNetwork } from '../../src/model/network.ts';
import type { Seen } from '../../src/model/seen.ts';
import type { EngineView, SeenMachine, Snapshot } from '../../src/model/snapshot.ts';

export const storePath = '/store';
/** When everything in these samples was seen. */
export const noon = new Date('2026-11-23T12:00:00Z');

export function machine(name: string, wanted: Partial<Machine> = {}): Machine {
  const directory = `${storePath}/machines/${name}`;
  return {
    name,
    driver: 'virtualbox',
    directory,
    address: undefined,
    enginePort: 2376,
    ssh: { user: 'docker', port: 22, key: `${directory}/id_rsa` },
    engineFlags: [],
    engineLabels: {},
    registryMirrors: [],
    installUrl: undefined,
    swarm: undefined,
    certificates: {
      authority: `${directory}/ca.pem`,
      certificate: `${directory}/cert.pem`,
      key: `${directory}/key.pem`,
    },
    ...wanted,
  };
}

/** What is known of which machine it is: nothing but what is wanted. */
export function identity(
  wanted: Partial<Omit<MachineIdentity, 'folder'>> & { readonly folder?: string } = {},
): MachineIdentity {
  const { folder, ...rest } = wanted;
  return {
    driver: undefined,
    id: undefined,
    address: undefined,
    key: undefined,
    ...rest,
    folder: folder === undefined ? undefined : { inode: folder, born: undefined },
  };
}

export function swarmRecord(discovery: string, wanted: Partial<SwarmRecord> = {}): SwarmRecord {
  return { isMaster: false, discovery, managerPort: 3376, image: 'swarm:latest', strategy: 'spread', ...wanted };
}

/** A machine as the article's script makes nodes and the manager. */
export function swarmMachine(name: string, address: string, url: string, isMaster = false): Machine {
  return machine(name, {
    address,
    engineFlags: [`cluster-store=${url}`, 'cluster-advertise=eth1:2376'],
    swarm: swarmRecord(url, { isMaster }),
  });
}

export const kvUrl = 'consul://192.168.99.100:8500';

/** The four machines of the article's script. */
export function articleMachines(): Machine[] {
  return [
    machine('kvstore', { address: '192.168.99.100' }),
    swarmMachine('swarm-manager', '192.168.99.101', kvUrl, true),
    swarmMachine('swarm-node1', '192.168.99.102', kvUrl),
    swarmMachine('swarm-node2', '192.168.99.103', kvUrl),
  ];
}

export const noSwarm: SwarmMembership = {
  state: 'inactive',
  nodeId: '',
  nodeAddress: '',
  isManager: false,
  clusterId: undefined,
  managers: [],
  counts: undefined,
  error: '',
  settings: undefined,
};

export function engine(hostname: string, wanted: Partial<Engine> = {}): Engine {
  return {
    id: `ID:${hostname}`,
    hostname,
    version: '20.10.5',
    apiVersion: '1.41',
    operatingSystem: 'Debian GNU/Linux 11 (bullseye)',
    kernel: '5.10.0',
    architecture: 'x86_64',
    cpus: 1,
    memory: 1_073_741_824,
    storageDriver: 'overlay2',
    rootDirectory: '/var/lib/docker',
    containers: { total: 1, running: 1, paused: 0, stopped: 0 },
    images: 1,
    labels: {},
    registryMirrors: [],
    clusterStore: '',
    clusterAdvertise: '',
    swarm: noSwarm,
    warnings: [],
    clockSkew: 3,
    ...wanted,
  };
}

export function container(name: string, wanted: Partial<Container> = {}): Container {
  return {
    id: `id-${name}`,
    name,
    image: 'busybox',
    state: 'running',
    status: 'Up 3 minutes',
    labels: {},
    mounts: [],
    networks: {},
    ...wanted,
  };
}

export function view(
  hostname: string,
  wanted: Partial<Engine> = {},
  containers: readonly Container[] = [],
): EngineView {
  return { engine: engine(hostname, wanted), containers };
}

export function classicNode(name: string, address: string, wanted: Partial<ClassicNode> = {}): ClassicNode {
  return {
    name,
    address,
    id: `ID:${name}`,
    status: 'Healthy',
    containers: { total: 1, running: 1, paused: 0, stopped: 0 },
    reservedCpus: { used: 0, of: 1 },
    reservedMemory: { used: 0, of: 1_073_741_824, text: '0 B / 1 GiB' },
    labels: {},
    error: undefined,
    updatedAt: noon,
    serverVersion: '20.10.5',
    otherFacts: [],
    ...wanted,
  };
}

export function managerInfo(nodes: readonly ClassicNode[], wanted: Partial<ManagerInfo> = {}): ManagerInfo {
  return {
    version: 'swarm/1.2.9',
    role: 'primary',
    strategy: 'spread',
    filters: ['health', 'port'],
    containers: { total: 4, running: 4, paused: 0, stopped: 0 },
    images: 3,
    cpus: 3,
    memory: 3_221_225_472,
    name: 'aed3691008e7',
    kernel: '5.10.0',
    operatingSystem: 'linux',
    architecture: 'amd64',
    nodes,
    otherFacts: [],
    ...wanted,
  };
}

export function storeState(wanted: Partial<StoreState> = {}): StoreState {
  return {
    version: '1.20.6',
    leader: '127.0.0.1:8300',
    engines: [],
    swarmNodes: [],
    overlays: new Map(),
    ...wanted,
  };
}

export function overlay(name: string, wanted: Partial<OverlayNetwork> = {}): OverlayNetwork {
  return {
    id: `id-${name}`,
    name,
    scope: 'global',
    subnets: [{ subnet: '10.0.0.0/24', gateway: '10.0.0.1' }],
    isInternal: false,
    isAttachable: false,
    isIngress: false,
    isEncrypted: false,
    vnis: [],
    mtu: undefined,
    labels: {},
    created: noon,
    endpoints: [],
    ...wanted,
  };
}

export function seen<T>(value: T, at: Date = noon): Seen<T> {
  return { state: 'seen', value, at };
}

export function failed<T>(
  failure: Extract<Seen<T>, { state: 'failed' }>['failure'],
  last?: T,
  at: Date = noon,
): Seen<T> {
  return { state: 'failed', failure, at, last: last === undefined ? undefined : { value: last, at: noon } };
}

export function seenMachine(record: Machine, wanted: Partial<SeenMachine> = {}): SeenMachine {
  return {
    name: record.name,
    directory: record.directory,
    record: { machine: record },
    engine: seen(view(record.name)),
    power: 'unknown',
    refusedFlag: undefined,
    fullDisk: undefined,
    isSettling: false,
    hasJustFailed: false,
    making: undefined,
    isUnfinished: false,
    ...wanted,
  };
}

export function cluster(name: string, members: readonly Member[], wanted: Partial<Cluster> = {}): Cluster {
  return {
    name,
    orchestration: 'classic',
    members,
    store: undefined,
    managers: [],
    swarm: undefined,
    networks: seen([]),
    isBeingMade: false,
    isNew: false,
    staleEndpoints: [],
    ...wanted,
  };
}

export function snapshot(machines: readonly SeenMachine[], clusters: readonly Cluster[] = []): Snapshot {
  return {
    at: noon,
    storePath,
    storeFailure: undefined,
    lostAt: undefined,
    hasAuthority: true,
    realStorePath: storePath,
    machines,
    clusters,
  };
}

/** The article's cluster with everybody well: what a test then breaks. */
export function wellCluster(): { readonly machines: SeenMachine[]; readonly cluster: Cluster } {
  const records = articleMachines();
  const nodes = records.slice(1);
  return {
    machines: records.map((record) => seenMachine(record)),
    cluster: cluster(
      'demo',
      [
        { machine: 'kvstore', role: 'keyValueStore' },
        { machine: 'swarm-manager', role: 'manager' },
        { machine: 'swarm-node1', role: 'node' },
        { machine: 'swarm-node2', role: 'node' },
      ],
      {
        store: {
          url: kvUrl,
          parsed: parseStoreUrl(kvUrl),
          machine: 'kvstore',
          state: seen(
            storeState({
              engines: nodes.map(({ address }) => `${String(address)}:2376`),
              swarmNodes: nodes.map(({ address }) => `${String(address)}:2376`),
            }),
          ),
          reach: new Map(),
        },
        managers: [
          {
            machine: 'swarm-manager',
            address: '192.168.99.101:3376',
            info: seen(managerInfo(nodes.map(({ name, address }) => classicNode(name, `${String(address)}:2376`)))),
          },
        ],
      },
    ),
  };
}
