/** A cluster as it is wanted beside the cluster as it is, and what planning must know beside the two. Pure. */
import type { Cluster } from '../model/cluster.ts';
import type { Failure, Outcome, Path } from '../model/failure.ts';
import type { Images } from '../model/images.ts';
import { storePorts, storeSchemes, type StoreState } from '../model/keyValueStore.ts';
import { clusterOf, findCluster, type Snapshot } from '../model/snapshot.ts';
import type { ClusterSpec, KeyValueStoreSpec, MachineSpec } from '../model/spec.ts';
import type { Introductions } from './introductions.ts';
import { standingOf, type Standing, type Wanted } from './standing.ts';
import { wantedSwarm, type WantedSwarm } from './wantedSwarm.ts';

/** What planning must know of the world beside the picture; `preflight` finds it out. */
export interface PlanningFacts {
  /** What settings name for each purpose. */
  readonly images: Images;
  /** By driver, for those that docker-machine does not know: its words. */
  readonly unknownDrivers: ReadonlyMap<string, string>;
  /** The driver virtualbox is to create or start a machine, and VBoxManage is not on docker-machine's PATH. */
  readonly isVBoxManageMissing: boolean;
  /** By driver, of those whose help was read: the environment variable of each option that has one. */
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By machine that is still to be made on a host of its own: why that host does not answer. */
  readonly unreachable: ReadonlyMap<string, { readonly address: string; readonly cause: Failure }>;
  /** By machine: the SSH key that its options name and that cannot be read. */
  readonly missingKeys: ReadonlyMap<string, Path>;
  /** What the store that exists already says; undefined: the cluster brings its own. */
  readonly store: Outcome<StoreState> | undefined;
  /** Machines whose last create, by our own journal, did not end well. */
  readonly unfinished: ReadonlySet<string>;
  /** Engines that started together, by our own journal: whether they have been introduced to each other since. */
  readonly introductions: Introductions;
}

/** A wanted machine and how it stands. */
export interface Member extends Wanted {
  readonly name: string;
  readonly standing: Standing;
}

/** What every cluster has, whatever joins its engines. */
interface Compared {
  readonly spec: ClusterSpec;
  readonly snapshot: Snapshot;
  readonly facts: PlanningFacts;
  /** Store machine first, then managers, then nodes. */
  readonly members: readonly Member[];
  /** What was recognised of it. */
  readonly cluster: Cluster | undefined;
}

/** Engines that share a key-value store: classic swarm, and none. */
export interface StoreComparison extends Compared {
  readonly store: KeyValueStoreSpec;
  /** The store as engines are told it, where that is known before anything runs. */
  readonly storeUrl: string | undefined;
  readonly swarm?: undefined;
}

/** Engines whose managers share what there is among themselves: swarm mode. */
export interface SwarmComparison extends Compared {
  readonly swarm: WantedSwarm;
  readonly store?: undefined;
}

/** The cluster as it is wanted beside the cluster as it is. */
export type Comparison = StoreComparison | SwarmComparison;

export function compare(spec: ClusterSpec, snapshot: Snapshot, facts: PlanningFacts): Comparison {
  const question = { spec, snapshot, unfinished: facts.unfinished };
  const member = (role: Wanted['role'], storeUrl: string | undefined) => (machine: MachineSpec) => ({
    name: machine.name,
    machine,
    role,
    standing: standingOf({ machine, role }, { ...question, storeUrl }),
  });
  const store = spec.keyValueStore;
  const own = store?.at.kind === 'machine' ? member('keyValueStore', undefined)(store.at.machine) : undefined;
  const storeUrl = store && knownUrl(store, own);
  const members = [
    ...(own ? [own] : []),
    ...spec.managers.map(member('manager', storeUrl)),
    ...spec.nodes.map(member('node', storeUrl)),
  ];
  if (!store) {
    const swarm = wantedSwarm(members, spec.name, snapshot);
    const inside = members.find(({ name }) => swarm.places.get(name)?.kind === 'inside');
    const cluster = inside ? clusterOf(snapshot, inside.name) : recognised(spec, members, snapshot);
    return { spec, snapshot, facts, members, cluster, swarm };
  }
  return { spec, snapshot, facts, members, cluster: recognised(spec, members, snapshot), store, storeUrl };
}

function recognised({ name }: ClusterSpec, members: readonly Member[], snapshot: Snapshot): Cluster | undefined {
  return (
    findCluster(snapshot, name) ??
    members
      .filter(({ standing }) => standing.kind === 'standing')
      .map((member) => clusterOf(snapshot, member.name))
      .find((each) => each !== undefined)
  );
}

/** The store's URL before anything runs: given, or at the address of a machine that stands or whose host is named in the file. */
function knownUrl(store: KeyValueStoreSpec, own: Member | undefined): string | undefined {
  if (store.at.kind === 'url') return store.at.url;
  if (!own) return undefined;
  // One that is stopped may come back with another address.
  const address =
    own.standing.kind === 'standing' ? own.standing.machine.address : own.machine.driver.options['generic-ip-address'];
  if (address === undefined || address === '' || own.standing.kind === 'stopped') return undefined;
  return `${storeSchemes[store.type]}://${String(address)}:${String(storePorts[store.type])}`;
}

/** Whether it must be created, for the first time or anew. */
export function isToMake({ standing }: Pick<Member, 'standing'>): boolean {
  return standing.kind === 'missing' || standing.kind === 'leftover';
}

const portOptions = ['generic-engine-port', 'azure-docker-port', 'vmwarevcloudair-docker-port'];

/** The port engines listen on, which some drivers let one choose. */
export function enginePort({ driver }: MachineSpec): number {
  const option = portOptions.find((each) => driver.options[each] !== undefined) ?? '';
  const port = Number(driver.options[option] ?? 2376);
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : 2376;
}
