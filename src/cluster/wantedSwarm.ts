/**
 * The status of a file's swarm: whether it exists, which of the file's machines are in it, and through whom the others join. Pure. An
 * engine's own report comes first; for silent engines the managers' node list.
 */
import { hostOf, type Address } from '../model/address.ts';
import type { ClusterSwarm } from '../model/cluster.ts';
import type { Engine, SwarmMembership } from '../model/engine.ts';
import type { Failure } from '../model/failure.ts';
import { lastOf, now } from '../model/seen.ts';
import { clusterOf, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import type { NodeClaims, SwarmNode } from '../model/swarmMode.ts';
import { claimsOf, findSwarmNode } from '../model/swarmNode.ts';
import type { Standing, Wanted } from './standing.ts';

/** A machine's relation to the desired swarm. */
export type Place =
  /** In no swarm. */
  | { readonly kind: 'outside' }
  | {
      readonly kind: 'inside';
      readonly nodeId: string;
      readonly isManager: boolean;
      /** Its entry in the managers' list; undefined: none reported. */
      readonly node: SwarmNode | undefined;
    }
  /** By name only: its join did not finish, or the managers removed it from their list. It must leave first. */
  | { readonly kind: 'lost' }
  /** `by` is its cluster, empty if unknown. */
  | { readonly kind: 'elsewhere'; readonly by: string; readonly managers: readonly Address[] }
  /** A manager of an autolocked swarm whose engine was restarted. */
  | { readonly kind: 'locked'; readonly address: Address }
  /** Its engine has never answered, and no manager reports it. */
  | { readonly kind: 'unknown' };

export interface WantedSwarm {
  /** The machine whose manager is asked, and through which others join; it may have to be created or started first. */
  readonly source: string;
  /** No swarm exists yet: create it on `source`. */
  readonly isToMake: boolean;
  /** The nodes that a manager reports now, if any. */
  readonly nodes: readonly SwarmNode[] | undefined;
  /** Why none does, if known. */
  readonly failure: Failure | undefined;
  /** By machine of the file. */
  readonly places: ReadonlyMap<string, Place>;
}

interface WantedMachine extends Wanted {
  readonly name: string;
  readonly standing: Standing;
}

export function wantedSwarm(members: readonly WantedMachine[], cluster: string, snapshot: Snapshot): WantedSwarm {
  const keyOf = swarmKeys(snapshot);
  const ours = oursAmong(members, keyOf);
  const own = members.filter((each) => ours !== undefined && keyOf(engineOf(each)?.swarm) === ours);
  const group = own.map(({ name }) => clusterOf(snapshot, name)).find((each) => each?.swarm)?.swarm;
  const nodes = group && now(group.view)?.nodes;
  const owner = (name: string): string => {
    const by = clusterOf(snapshot, name)?.name ?? '';
    return by === cluster ? '' : by;
  };
  const places = new Map(
    members.map((member): [string, Place] => [
      member.name,
      placeOf(member, { ours, keyOf, nodes, by: owner(member.name), claims: claimsOf(snapshot.machines) }),
    ]),
  );
  const { source, isToMake } = sourceOf(members, places, ours, { keyOf, group, snapshot });
  return { source, isToMake, nodes, failure: ours === undefined ? undefined : whyNobodyTells(own, group), places };
}

type KeyOf = (swarm: SwarmMembership | undefined) => string | undefined;

/** Identifies a swarm: managers know its ID, workers only their managers' addresses. Undefined: in no swarm. */
function swarmKeys({ machines }: Snapshot): KeyOf {
  const ids = new Map<string, string>();
  for (const seen of machines) {
    const swarm = lastOf(seen.engine)?.value.engine.swarm;
    if (!swarm?.clusterId) continue;
    for (const host of [swarm.nodeAddress, ...swarm.managers.map(hostOf)]) if (host) ids.set(host, swarm.clusterId);
  }
  return (swarm) => {
    if (!swarm || !isMember(swarm)) return undefined;
    const hosts = swarm.managers.map(hostOf).sort();
    return swarm.clusterId ?? hosts.map((host) => ids.get(host)).find(Boolean) ?? (hosts.join(',') || undefined);
  };
}

/** An unfinished join is pending too, but without a node ID: only members have one. */
function isMember({ state, nodeId }: SwarmMembership): boolean {
  return state !== 'inactive' && (state !== 'pending' || nodeId !== '');
}

/** The swarm with most of the file's machines, among those that one of them manages or managed. */
function oursAmong(members: readonly WantedMachine[], keyOf: KeyOf): string | undefined {
  const addresses = new Set(members.flatMap(({ standing }) => ('machine' in standing ? standing.machine.address : [])));
  const counts = new Map<string, number>();
  const managed = new Set<string>();
  for (const member of members) {
    const swarm = engineOf(member)?.swarm;
    const key = keyOf(swarm);
    if (!swarm || key === undefined) continue;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (swarm.isManager || swarm.managers.some((address) => addresses.has(hostOf(address)))) managed.add(key);
  }
  return [...counts].filter(([key]) => managed.has(key)).sort(([, a], [, b]) => b - a)[0]?.[0];
}

function placeOf(
  member: WantedMachine,
  world: {
    readonly ours: string | undefined;
    readonly keyOf: KeyOf;
    readonly nodes: readonly SwarmNode[] | undefined;
    readonly by: string;
    readonly claims: NodeClaims;
  },
): Place {
  const { standing } = member;
  if (standing.kind === 'missing' || standing.kind === 'leftover') return { kind: 'outside' };
  if (standing.kind !== 'standing' && standing.kind !== 'stopped') return { kind: 'unknown' };
  const { seen, machine } = standing;
  const swarm = engineOf(member)?.swarm;
  if (!swarm) return fromList(seen, world.nodes, world.claims);
  if (swarm.state === 'inactive') return { kind: 'outside' };
  if (swarm.state === 'locked')
    return { kind: 'locked', address: `${machine.address ?? member.name}:${String(machine.enginePort)}` };
  if (!isMember(swarm)) return { kind: 'lost' };
  if (world.keyOf(swarm) !== world.ours) return { kind: 'elsewhere', by: world.by, managers: swarm.managers };
  const node = world.nodes?.find(({ id }) => id === swarm.nodeId);
  // Observed: a worker removed by force still reports itself active.
  if (world.nodes && !node) return { kind: 'lost' };
  return { kind: 'inside', nodeId: swarm.nodeId, isManager: node ? node.role === 'manager' : swarm.isManager, node };
}

/** The place of a machine whose engine has not answered yet, from the managers' list. */
function fromList(seen: SeenMachine, nodes: readonly SwarmNode[] | undefined, claims: NodeClaims): Place {
  if (!nodes) return { kind: 'unknown' };
  const node = findSwarmNode(nodes, seen, claims);
  return node ? { kind: 'inside', nodeId: node.id, isManager: node.role === 'manager', node } : { kind: 'outside' };
}

function sourceOf(
  members: readonly WantedMachine[],
  places: ReadonlyMap<string, Place>,
  ours: string | undefined,
  {
    keyOf,
    group,
    snapshot,
  }: { readonly keyOf: KeyOf; readonly group: ClusterSwarm | undefined; readonly snapshot: Snapshot },
): Pick<WantedSwarm, 'source' | 'isToMake'> {
  const managers = members.filter(({ role }) => role === 'manager');
  const [first] = managers;
  const is = (kind: Place['kind']) => (member: WantedMachine) => places.get(member.name)?.kind === kind;
  const unknown = managers.find(is('unknown'));
  if (ours === undefined) {
    // A stopped manager may bring back its swarm, but not one that a running manager does not know.
    const free = unknown && managers.find((each) => is('outside')(each) && each.standing.kind === 'standing');
    return { source: (free ?? unknown ?? first)?.name ?? '', isToMake: !unknown || free !== undefined };
  }
  const answers = (seen: SeenMachine): boolean => {
    const swarm = now(seen.engine)?.engine.swarm;
    return swarm?.state === 'active' && swarm.isManager && swarm.error === '' && keyOf(swarm) === ours;
  };
  const answering = [
    ...snapshot.machines.filter(({ name }) => name === group?.source),
    ...members.flatMap(({ standing }) => ('machine' in standing ? standing.seen : [])),
    ...snapshot.machines,
  ].find(answers);
  const silent = members.find((member) => {
    const place = places.get(member.name);
    return place?.kind === 'inside' && place.isManager;
  });
  return { source: (answering ?? silent ?? unknown ?? first)?.name ?? '', isToMake: false };
}

function whyNobodyTells(own: readonly WantedMachine[], group: ClusterSwarm | undefined): Failure | undefined {
  if (group) return group.view.state === 'failed' ? group.view.failure : undefined;
  const managers = own.flatMap(({ standing }) => {
    const swarm = 'machine' in standing ? now(standing.seen.engine)?.engine.swarm : undefined;
    return swarm?.isManager && 'machine' in standing ? [{ swarm, machine: standing.machine }] : [];
  });
  const [first] = managers;
  if (!first || managers.some(({ swarm }) => swarm.error === '')) return undefined;
  const address = `${first.machine.address ?? first.machine.name}:${String(first.machine.enginePort)}`;
  return { kind: 'swarmWithoutLeader', address, said: first.swarm.error };
}

function engineOf({ standing }: WantedMachine): Engine | undefined {
  return 'machine' in standing ? lastOf(standing.seen.engine)?.value.engine : undefined;
}
