// A world of machines in memory: plans are carried out on it, and a picture is taken of it. No calls, no time.
import { inOrder } from '../../../src/base/graph.ts';
import { recognise } from '../../../src/cluster/recognise.ts';
import type { PlanningFacts } from '../../../src/cluster/comparison.ts';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import type { ManagerInfo } from '../../../src/model/classicSwarm.ts';
import type { Cluster, ClusterSwarm } from '../../../src/model/cluster.ts';
import type { Container, Engine, SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { defaultImages } from '../../../src/model/images.ts';
import { parseStoreUrl, storeSchemes } from '../../../src/model/keyValueStore.ts';
import { engineFlag, type Machine } from '../../../src/model/machine.ts';
import type { OverlayNetwork } from '../../../src/model/network.ts';
import type { Action, Plan, Step, StoreReference } from '../../../src/model/plan.ts';
import type { Seen } from '../../../src/model/seen.ts';
import type { SeenMachine, Snapshot } from '../../../src/model/snapshot.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { newSwarms, type Membership, type Swarms } from './modelSwarms.ts';

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
  /** Its engine's place in a swarm. */
  swarm: Membership | undefined;
}

export interface ModelWorld {
  readonly hosts: Map<string, Host>;
  /** Containers that stay on hosts (by address) whose machine was forgotten. */
  readonly remains: Map<string, Container[]>;
  /** Hosts (by address) whose machine was forgotten while they were in a swarm. */
  readonly stillIn: Map<string, Membership>;
  readonly swarms: Swarms;
  /** Whether managers of swarm mode are asked for their list; else only engines tell of themselves. */
  asksManagers: boolean;
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
    stillIn: new Map(),
    swarms: newSwarms(livesIn),
    asksManagers: true,
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

  /** Whether the engine that has this place in a swarm is there to keep it. */
  function livesIn({ swarm, node }: Membership): boolean {
    const isIt = (each: Membership | undefined): boolean => each?.swarm === swarm && each.node === node;
    // A host does not mind what became of its machine's record.
    const runs = ({ power, silent }: Host): boolean => power === 'running' && !silent;
    return (
      [...world.hosts.values()].some((each) => runs(each) && isIt(each.swarm)) || [...world.stillIn.values()].some(isIt)
    );
  }

  /** What a host takes along when it is gone for good, networks too when it was the last. */
  function leave(membership: Membership | undefined): void {
    const isLast =
      membership &&
      ![...[...world.hosts.values()].map(({ swarm }) => swarm), ...world.stillIn.values()].some(
        (each) => each?.swarm === membership.swarm,
      );
    if (!isLast) return;
    world.swarms.end(membership.swarm);
    world.networks = [];
  }

  /** A manager that is asked; one that has no majority answers nothing. */
  function manager(name: string): string {
    const found = host(name);
    if (!found.swarm || !isUp(found)) throw new Error(`${name} is in no swarm`);
    world.swarms.mustManage(found.swarm);
    return found.swarm.swarm;
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
          swarm: world.stillIn.get(address),
        });
        world.stillIn.delete(address);
        return;
      }
      case 'removeMachine': {
        const { machine, containers, silent, swarm } = host(action.machine);
        if (machine.driver === 'generic') {
          world.remains.set(machine.address ?? '', containers);
          if (swarm) world.stillIn.set(machine.address ?? '', swarm);
          if (silent?.kind === 'engineRefused') world.asleep.add(machine.address ?? '');
        }
        world.hosts.delete(action.machine);
        leave(swarm);
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
        if (action.via.kind === 'engine' && host(action.via.machine).swarm) manager(action.via.machine);
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
        if (!action.leavesSwarm) return;
        const left = found.swarm;
        found.swarm = undefined;
        leave(left);
        return;
      }
      case 'initSwarm': {
        const found = host(action.machine);
        if (found.swarm || !isUp(found)) throw new Error(`${action.machine} makes no swarm`);
        found.swarm = world.swarms.init(found.machine, action.swarm);
        return;
      }
      case 'joinSwarm': {
        const found = host(action.machine);
        const swarm = manager(action.via);
        if (!isUp(found)) throw new Error(`${action.machine} is not up`);
        if (found.swarm?.swarm === swarm && world.swarms.lists(found.swarm)) return;
        if (found.swarm && found.swarm.swarm !== swarm) throw new Error(`${action.machine} is in another swarm`);
        found.swarm = world.swarms.join(swarm, found.machine, action.as);
        return;
      }
      case 'leaveSwarm': {
        const found = host(action.machine);
        const left = found.swarm;
        if (!left) return;
        if (!isUp(found)) throw new Error(`${action.machine} is not up`);
        found.swarm = undefined;
        leave(left);
        return;
      }
      case 'updateNode':
        world.swarms.update(manager(action.via), action.node.id, action.change);
        return;
      case 'removeNode':
        world.swarms.remove(manager(action.via), action.node.id);
        return;
      case 'awaitSwarm':
        for (const node of action.nodes) {
          const { swarm } = host(node);
          if (swarm?.swarm !== manager(action.managers[0]!)) throw new Error(`${node} is not in the swarm`);
          world.swarms.mustBeWell(swarm, action.managers.includes(node));
        }
        return;
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
      return isUp(found) ? engineOf(found, world.swarms) : undefined;
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
          swarm: group.orchestration === 'swarm-mode' && world.asksManagers ? swarmOf(members) : undefined,
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
          ghosts: [],
        };
      }),
    };
  }

  function swarmOf(members: readonly Host[]): ClusterSwarm {
    const managers = members.filter((each) => isUp(each) && each.swarm && world.swarms.manages(each.swarm));
    const [first] = managers;
    const told = first?.swarm && world.swarms.membership(first.swarm);
    const base = { id: told?.clusterId, source: first?.machine.name, managers: told?.managers ?? [] };
    if (!first?.swarm) return { ...base, view: failed({ kind: 'notAManager', address: '' }) };
    return told?.error === ''
      ? { ...base, view: seen({ nodes: world.swarms.nodes(first.swarm), services: [], tasks: [] }) }
      : { ...base, view: failed({ kind: 'swarmWithoutLeader', address: '', said: told?.error ?? '' }) };
  }

  function seenMachine(each: Host): SeenMachine {
    const { machine, containers, power, silent, recordFailure } = each;
    const failure: Failure | undefined =
      recordFailure ?? silent ?? (power === 'stopped' ? { kind: 'engineRefused', address: '' } : undefined);
    return {
      name: machine.name,
      directory: machine.directory,
      record: recordFailure ? { failure: recordFailure } : { machine },
      engine: failure ? failed(failure) : seen({ engine: engineOf(each, world.swarms), containers }),
      power: silent && power === 'running' ? 'unknown' : power,
      refusedFlag: undefined,
      fullDisk: undefined,
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

const inNone: SwarmMembership = {
  state: 'inactive',
  nodeId: '',
  nodeAddress: '',
  isManager: false,
  counts: undefined,
  clusterId: undefined,
  managers: [],
  error: '',
  settings: undefined,
};

function engineOf({ machine, version, swarm }: Host, swarms: Swarms): Engine {
  return {
    id: machine.name,
    hostname: machine.name,
    version,
    labels: machine.engineLabels,
    clusterStore: engineFlag(machine, 'cluster-store') ?? '',
    swarm: swarm ? swarms.membership(swarm) : inNone,
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
