// A world of machines in memory: plans are carried out on it, and a picture is taken of it. No calls, no time.
import { inOrder } from '../../../src/base/graph.ts';
import { recognise } from '../../../src/cluster/recognise.ts';
import type { PlanningFacts } from '../../../src/cluster/comparison.ts';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import type { ManagerInfo } from '../../../src/model/classicSwarm.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Container, Engine } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { defaultImages } from '../../../src/model/images.ts';
import { parseStoreUrl, storeSchemes } from '../../../src/model/keyValueStore.ts';
import { engineFlag, type Machine } from '../../../src/model/machine.ts';
import type { OverlayNetwork } from '../../../src/model/network.ts';
import type { Action, Plan, Step, StoreReference } from '../../../src/model/plan.ts';
import type { Seen } from '../../../src/model/seen.ts';
import type { SeenMachine, Snapshot } from '../../../src/model/snapshot.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';

const at = new Date('2024-01-01T00:00:00Z');

/** One host and its record; what is undefined in it is broken. */
export interface Host {
  machine: Machine;
  containers: Container[];
  version: string;
  power: 'running' | 'stopped';
  /** Why the engine does not answer. */
  silent: Failure | undefined;
  recordFailure: Failure | undefined;
}

export interface ModelWorld {
  readonly hosts: Map<string, Host>;
  /** Containers that stay on hosts (by address) whose machine was forgotten. */
  readonly remains: Map<string, Container[]>;
  /** Hosts (by address) whose machine was forgotten while their engine was stopped: the next create waits for it in vain. */
  readonly asleep: Set<string>;
  networks: string[];
  authority: boolean;
  /** Version of the engines that are made. */
  version: string;
  apply(action: Action): void;
  run(plan: Plan): void;
  snapshot(): Snapshot;
}

export const facts: PlanningFacts = {
  images: defaultImages,
  unknownDrivers: new Map(),
  unreachable: new Map(),
  missingKeys: new Map(),
  store: undefined,
  unfinished: new Set(),
};

/** The spec of a good file. */
export async function specOf(text: string): Promise<ClusterSpec> {
  const { spec, problems } = await readClusterFile(text);
  if (!spec) throw new Error(JSON.stringify(problems));
  return spec;
}

export function container(name: string, more: Partial<Container> = {}): Container {
  return {
    id: name,
    name,
    image: '',
    state: 'running',
    status: 'Up',
    labels: {},
    mounts: [],
    networks: {},
    ...more,
  };
}

/** The steps in the order they run. */
export function ordered(plan: Plan): readonly Step[] {
  const steps = inOrder(plan.steps);
  if (!steps) throw new Error('a plan with a circle, or with a step after one that is not there');
  return steps;
}

export function newWorld(): ModelWorld {
  let next = 100;
  const world: ModelWorld = {
    hosts: new Map(),
    remains: new Map(),
    asleep: new Set(),
    networks: [],
    authority: false,
    version: '19.03.12',
    apply,
    run: (plan) => {
      for (const { action } of ordered(plan)) apply(action);
    },
    snapshot,
  };
  return world;

  function host(name: string): Host {
    const found = world.hosts.get(name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }

  function urlOf(store: StoreReference): string {
    if (store.kind === 'url') return store.url;
    return `${storeSchemes[store.type]}://${host(store.machine).machine.address ?? ''}:${String(store.port)}`;
  }

  function apply(action: Action): void {
    switch (action.kind) {
      case 'createMachine': {
        const wanted = action.machine;
        if (world.hosts.has(wanted.name)) throw new Error(`Host already exists: "${wanted.name}"`);
        const store = wanted.store && urlOf(wanted.store);
        next += 1;
        const address = String(wanted.options['generic-ip-address'] ?? `192.168.99.${String(next)}`);
        const left = world.remains.get(address) ?? [];
        if (world.asleep.has(address)) throw new Error('Maximum number of retries (60) exceeded');
        if (wanted.swarm && left.some(({ name }) => name.startsWith('swarm-agent')))
          throw new Error('409: swarm-agent');
        const swarm = wanted.swarm && store !== undefined;
        world.authority = true;
        world.hosts.set(wanted.name, {
          machine: {
            name: wanted.name,
            driver: wanted.driver,
            directory: `/store/machines/${wanted.name}`,
            address,
            enginePort: 2376,
            ssh: { user: 'docker', port: 22, key: undefined },
            engineFlags: [
              ...(store === undefined ? [] : [`cluster-store=${store}`, `cluster-advertise=${wanted.advertise}`]),
              ...wanted.engineOptions,
            ],
            engineLabels: wanted.labels,
            registryMirrors: wanted.registryMirrors,
            installUrl: wanted.installUrl || undefined,
            swarm: swarm
              ? {
                  isMaster: wanted.swarm.isMaster,
                  discovery: store,
                  managerPort: 3376,
                  image: wanted.swarm.image,
                  strategy: wanted.swarm.strategy,
                }
              : undefined,
            certificates: { authority: '', certificate: '', key: '' },
          },
          containers: [
            ...left,
            ...(swarm ? [container('swarm-agent')] : []),
            ...(swarm && wanted.swarm.isMaster ? [container('swarm-agent-master')] : []),
          ],
          version: world.version,
          power: 'running',
          silent: undefined,
          recordFailure: undefined,
        });
        return;
      }
      case 'removeMachine': {
        const { machine, containers, silent } = host(action.machine);
        if (machine.driver === 'generic') {
          world.remains.set(machine.address ?? '', containers);
          if (silent?.kind === 'engineRefused') world.asleep.add(machine.address ?? '');
        }
        world.hosts.delete(action.machine);
        return;
      }
      case 'startMachine':
        host(action.machine).power = 'running';
        return;
      case 'runContainer': {
        const { containers } = host(action.machine);
        const { name, image, labels, volume } = action.container;
        if (containers.some((each) => each.name === name)) throw new Error(`409: ${name}`);
        containers.push(container(name, { image, labels, mounts: [{ name: volume.name, destination: volume.path }] }));
        return;
      }
      case 'startContainer':
        replace(action.machine, action.container, (found) => ({ ...found, state: 'running' }));
        return;
      case 'removeContainer': {
        const found = host(action.machine);
        found.containers = found.containers.filter(({ name }) => name !== action.container);
        return;
      }
      case 'createNetwork':
        if (!world.networks.includes(action.network.name)) world.networks.push(action.network.name);
        return;
      case 'removeNetwork':
        world.networks = world.networks.filter((name) => name !== action.network);
        return;
      case 'awaitStore':
        if (!storeStands(urlOf(action.store))) throw new Error('the store does not answer');
        return;
      case 'awaitNodes':
        for (const node of action.nodes) if (!isUp(host(node))) throw new Error(`${node} is not healthy`);
        return;
      case 'checkEngineVersion':
        host(action.machine);
        return;
      case 'restoreEngine': {
        const found = host(action.machine);
        found.silent = undefined;
        found.containers = found.containers.filter(({ name }) => !action.containers.includes(name));
        return;
      }
      case 'introduceEngine':
        host(action.machine);
        return;
      case 'pullImage':
      case 'removeVolume':
        return;
    }
  }

  function replace(machine: string, name: string, change: (found: Container) => Container): void {
    const found = host(machine);
    found.containers = found.containers.map((each) => (each.name === name ? change(each) : each));
  }

  function isUp({ power, silent, recordFailure }: Host): boolean {
    return power === 'running' && !silent && !recordFailure;
  }

  function storeStands(url: string): boolean {
    const address = parseStoreUrl(url)?.hosts[0]?.host;
    return [...world.hosts.values()].some(
      (each) =>
        each.machine.address === address &&
        isUp(each) &&
        each.containers.some(({ name, state }) => /consul|etcd|zookeeper/.test(name) && state === 'running'),
    );
  }

  function snapshot(): Snapshot {
    const machines = [...world.hosts.values()].map(seenMachine).sort((a, b) => (a.name < b.name ? -1 : 1));
    const records = [...world.hosts.values()].filter((each) => !each.recordFailure).map(({ machine }) => machine);
    const groups = recognise(records, (name) => {
      const found = host(name);
      return isUp(found) ? engineOf(found) : undefined;
    });
    return {
      at,
      storePath: '/store',
      storeFailure: undefined,
      hasAuthority: world.authority,
      machines,
      clusters: groups.map((group): Cluster => {
        const url = group.store?.url;
        const members = group.members.flatMap(({ machine }) => [host(machine)]);
        return {
          name: group.name,
          orchestration: group.orchestration,
          members: group.members,
          swarm: undefined,
          store: group.store && {
            url: group.store.url,
            parsed: group.store.parsed,
            machine: group.store.machine,
            state:
              url !== undefined && storeStands(url)
                ? seen({
                    version: '1',
                    leader: 'me',
                    engines: members
                      .filter((each) => isUp(each) && engineFlag(each.machine, 'cluster-store') === url)
                      .map(({ machine }) => `${machine.address ?? ''}:2376`),
                    swarmNodes: [],
                    overlays: new Map(),
                  })
                : failed({ kind: 'storeRefused', url: url ?? '' }),
            reach: new Map(),
          },
          managers: members
            .filter(({ machine }) => machine.swarm?.isMaster)
            .map((manager) => ({
              machine: manager.machine.name,
              address: `${manager.machine.address ?? ''}:3376`,
              info: isUp(manager)
                ? seen(managerInfo(members))
                : failed({ kind: 'engineRefused', address: manager.machine.address ?? '' }),
            })),
          networks: seen(world.networks.map(network)),
        };
      }),
    };
  }

  function seenMachine(each: Host): SeenMachine {
    const { machine, containers, power, silent, recordFailure } = each;
    const failure: Failure | undefined =
      recordFailure ?? silent ?? (power === 'stopped' ? { kind: 'engineRefused', address: '' } : undefined);
    return {
      name: machine.name,
      directory: machine.directory,
      record: recordFailure ? { failure: recordFailure } : { machine },
      engine: failure ? failed(failure) : seen({ engine: engineOf(each), containers }),
      power: silent && power === 'running' ? 'unknown' : power,
      refusedFlag: undefined,
      isSettling: false,
    };
  }

  function managerInfo(members: readonly Host[]): ManagerInfo {
    const nodes = members
      .filter(
        (each) =>
          isUp(each) && each.containers.some(({ name, state }) => name === 'swarm-agent' && state === 'running'),
      )
      .map(({ machine }) => ({
        name: machine.name,
        address: `${machine.address ?? ''}:2376`,
        status: 'Healthy',
      }));
    return { nodes } as unknown as ManagerInfo;
  }
}

function engineOf({ machine, version }: Host): Engine {
  return {
    id: machine.name,
    hostname: machine.name,
    version,
    labels: machine.engineLabels,
    clusterStore: engineFlag(machine, 'cluster-store') ?? '',
    swarm: { state: 'inactive', managers: [] },
  } as unknown as Engine;
}

function network(name: string): OverlayNetwork {
  return {
    id: name,
    name,
    scope: 'global',
    subnets: [{ subnet: '10.10.0.0/24', gateway: '10.10.0.1' }],
    isInternal: false,
    isAttachable: true,
    isIngress: false,
    isEncrypted: false,
    vnis: [],
    mtu: undefined,
    labels: {},
    created: undefined,
    endpoints: [],
  };
}

function seen<T>(value: T): Seen<T> {
  return { state: 'seen', value, at };
}

function failed<T>(failure: Failure): Seen<T> {
  return { state: 'failed', failure, at, last: undefined };
}
