/** Compares the desired cluster with the observed one and adds the facts that planning needs. Pure. */
import type { Cluster } from '../model/cluster.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Images } from '../model/images.ts';
import { storePorts, storeSchemes, type StoreState } from '../model/keyValueStore.ts';
import { clusterOf, findCluster, type Snapshot } from '../model/snapshot.ts';
import type { ClusterSpec, KeyValueStoreSpec, MachineSpec } from '../model/spec.ts';
import type { Introductions } from './introductions.ts';
import { standingOf, type Standing, type Wanted } from './standing.ts';
import { wantedSwarm, type WantedSwarm } from './wantedSwarm.ts';

/** Facts that planning needs besides the snapshot, collected by `preflight`. */
export interface PlanningFacts {
  /** Configured images by purpose. */
  readonly images: Images;
  /** By driver unknown to docker-machine: its error message. */
  readonly unknownDrivers: ReadonlyMap<string, string>;
  /** The driver virtualbox is to create or start a machine, but VBoxManage is not on docker-machine's PATH. */
  readonly isVBoxManageMissing: boolean;
  /** By driver whose help was read: the environment variable of each option that has one. */
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By machine to create on an existing host: why that host does not answer. */
  readonly unreachable: ReadonlyMap<string, { readonly address: string; readonly cause: Failure }>;
  /** By machine: the SSH key that its options name and that cannot be read. */
  readonly missingKeys: ReadonlyMap<string, Path>;
  /** The state of an existing key-value store; undefined if the cluster runs its own. */
  readonly store: Outcome<StoreState> | undefined;
  /** Machines whose last create failed, according to our journal. */
  readonly unfinished: ReadonlySet<string>;
  /** Whether engines that started together have been introduced to each other since, according to our journal. */
  readonly introductions: Introductions;
}

/** A desired machine and its status. */
export interface Member extends Wanted {
  readonly name: string;
  readonly standing: Standing;
}

/** Fields common to all orchestrations. */
interface Compared {
  readonly spec: ClusterSpec;
  readonly snapshot: Snapshot;
  readonly facts: PlanningFacts;
  /** Store machine first, then managers, then nodes. */
  readonly members: readonly Member[];
  /** The discovered cluster. */
  readonly cluster: Cluster | undefined;
}

/** Engines that share a key-value store: `classic` and `none`. */
export interface StoreComparison extends Compared {
  readonly store: KeyValueStoreSpec;
  /** The key-value store URL passed to engines, if known before anything runs. */
  readonly storeUrl: string | undefined;
  readonly swarm?: undefined;
}

/** Engines in swarm mode, whose managers hold the shared state. */
export interface SwarmComparison extends Compared {
  readonly swarm: WantedSwarm;
  readonly store?: undefined;
}

/** The diff between the desired and the observed cluster. */
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

/** The key-value store's URL before anything runs: given, or at the address of a running machine or of a host named in the file. */
function knownUrl(store: KeyValueStoreSpec, own: Member | undefined): string | undefined {
  if (store.at.kind === 'url') return store.at.url;
  if (!own) return undefined;
  // A stopped machine may come back with another address.
  const address =
    own.standing.kind === 'standing' ? own.standing.machine.address : own.machine.driver.options['generic-ip-address'];
  if (address === undefined || address === '' || own.standing.kind === 'stopped') return undefined;
  return `${storeSchemes[store.type]}://${String(address)}:${String(storePorts[store.type])}`;
}

/** True if the machine must be created or recreated. */
export function isToMake({ standing }: Pick<Member, 'standing'>): boolean {
  return standing.kind === 'missing' || standing.kind === 'leftover';
}

const portOptions = ['generic-engine-port', 'azure-docker-port', 'vmwarevcloudair-docker-port'];

/** The port that engines listen on; some drivers let users choose it. */
export function enginePort({ driver }: MachineSpec): number {
  const option = portOptions.find((each) => driver.options[each] !== undefined) ?? '';
  const port = Number(driver.options[option] ?? 2376);
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : 2376;
}
