/** How a machine that is wanted stands: whether it is there, whole, and ours. Pure. */
import { clusterLabel, type Cluster, type Role } from '../model/cluster.ts';
import { swarmAgentName, swarmManagerName, type Container } from '../model/engine.ts';
import type { Failure } from '../model/failure.ts';
import { looksIncomplete } from '../model/incomplete.ts';
import { parseStoreUrl, storeTypes, storeUrlText } from '../model/keyValueStore.ts';
import { engineFlag, type Machine } from '../model/machine.ts';
import type { ClusterSpec, MachineSpec } from '../model/spec.ts';
import { lastOf, now, type Seen } from '../model/seen.ts';
import {
  clusterOf,
  findMachine,
  machineOf,
  type EngineView,
  type SeenMachine,
  type Snapshot,
} from '../model/snapshot.ts';
import { storeContainerName } from '../model/storeContainer.ts';

/** A machine of the file with its place in the cluster. */
export interface Wanted {
  readonly machine: MachineSpec;
  readonly role: Role;
}

export type Standing =
  | { readonly kind: 'missing' }
  /** A create that did not end well left a record, and perhaps a host: both go before it is made again. */
  | { readonly kind: 'leftover'; readonly seen: SeenMachine }
  | { readonly kind: 'stopped'; readonly seen: SeenMachine; readonly machine: Machine; readonly isAdopted: boolean }
  | { readonly kind: 'standing'; readonly seen: SeenMachine; readonly machine: Machine; readonly isAdopted: boolean }
  /** Its address is not known, and it may live all the same: guessing wrong would remove it. */
  | { readonly kind: 'unclear'; readonly why: Failure }
  /** Somebody else's; `by` is the other cluster, empty for a machine on its own. */
  | { readonly kind: 'taken'; readonly by: string };

export interface StandingQuestion {
  readonly spec: ClusterSpec;
  readonly snapshot: Snapshot;
  /** Machines whose last create, by our own journal, did not end well. */
  readonly unfinished: ReadonlySet<string>;
  /** The store as the engines of the cluster are told it, where that is known. */
  readonly storeUrl: string | undefined;
}

export function standingOf({ machine: wanted, role }: Wanted, question: StandingQuestion): Standing {
  const seen = findMachine(question.snapshot, wanted.name);
  if (!seen) return { kind: 'missing' };
  const machine = machineOf(seen);
  if (!machine) return { kind: 'leftover', seen };
  const label = labelOf(seen, machine);
  const cluster = clusterOf(question.snapshot, wanted.name);
  if (label === undefined) {
    if (!fits(wanted, role, machine, cluster, question)) return { kind: 'taken', by: cluster?.name ?? '' };
  } else if (label !== question.spec.name) return { kind: 'taken', by: label };
  const isAdopted = label === undefined && cluster === undefined;
  const isUnfinished = question.unfinished.has(wanted.name);
  const isHalf = (view: EngineView): boolean => isWithoutSwarm(machine, view.containers, isUnfinished);
  const view = now(seen.engine);
  if (view) return isHalf(view) ? { kind: 'leftover', seen } : { kind: 'standing', seen, machine, isAdopted };
  // One that has been whole since only fell silent.
  if (isUnfinished && !wasWhole(machine, seen.engine)) return { kind: 'leftover', seen };
  // Before the next: a stopped VM of VirtualBox has no address either.
  if (seen.power === 'stopped') return { kind: 'stopped', seen, machine, isAdopted };
  if (isUnclear(seen)) return { kind: 'unclear', why: whyUnclear(seen) };
  return looksIncomplete(seen, machine) ? { kind: 'leftover', seen } : { kind: 'standing', seen, machine, isAdopted };
}

/** Why it is not known where it is, if that was said; else not even whether it runs is known. */
function whyUnclear({ name, engine }: SeenMachine): Failure {
  const failure = engine.state === 'failed' ? engine.failure : undefined;
  return failure?.kind === 'addressUntold' || failure?.kind === 'engineNotAsked'
    ? failure
    : { kind: 'machineUnclear', machine: name };
}

function labelOf(seen: SeenMachine, machine: Machine): string | undefined {
  return machine.engineLabels[clusterLabel] || lastOf(seen.engine)?.value.engine.labels[clusterLabel] || undefined;
}

/** Whether a machine that says nothing of any cluster, one made by a script, is what the file asks for. */
function fits(
  wanted: MachineSpec,
  role: Role,
  machine: Machine,
  cluster: Cluster | undefined,
  question: StandingQuestion,
): boolean {
  const { spec, storeUrl } = question;
  if (machine.driver !== wanted.driver.name) return false;
  const tells = engineFlag(machine, 'cluster-store');
  if (spec.orchestration === 'swarm-mode')
    return tells === undefined && !machine.swarm && (cluster === undefined || isOpen(cluster, question));
  if (role !== 'keyValueStore') return tells !== undefined && storeUrl !== undefined && isSameStore(tells, storeUrl);
  if (tells !== undefined || machine.swarm) return false;
  const others = new Set([...spec.managers, ...spec.nodes].map(({ name }) => name));
  return cluster === undefined || cluster.members.some((member) => others.has(member.machine));
}

/** A swarm that no other cluster has its name on; which of the swarms it is that are there, is not looked at here. */
function isOpen({ orchestration, members }: Cluster, { spec, snapshot }: StandingQuestion): boolean {
  if (orchestration !== 'swarm-mode') return false;
  return members.every((member) => {
    const seen = findMachine(snapshot, member.machine);
    const machine = seen && machineOf(seen);
    const label = machine && labelOf(seen, machine);
    return label === undefined || label === spec.name;
  });
}

export function isSameStore(a: string, b: string): boolean {
  const [first, second] = [parseStoreUrl(a), parseStoreUrl(b)];
  return first && second ? storeUrlText(first) === storeUrlText(second) : a === b;
}

/**
 * A create that failed at its last stage ("Unable to pull image") leaves a working engine without swarm. It is created again only if the
 * journal says so: an agent may have been removed by hand from a machine that answers.
 */
function isWithoutSwarm(machine: Machine, containers: readonly Container[], isUnfinished: boolean): boolean {
  return lacksSwarm(machine, containers) && isUnfinished;
}

/** Its record says that it is of a classic swarm, and it has not all the containers that make it one. */
function lacksSwarm({ swarm }: Machine, containers: readonly Container[]): boolean {
  // That it only names a discovery is no proof that it was made to join.
  if (!swarm || swarm.isUnconfirmed) return false;
  const names = new Set(containers.map(({ name }) => name));
  const wanted = swarm.isMaster ? [swarmAgentName, swarmManagerName] : [swarmAgentName];
  return !wanted.every((name) => names.has(name));
}

/** The record has no address, and the driver does not call the machine stopped: it may live all the same. */
export function isUnclear(seen: SeenMachine): boolean {
  const machine = machineOf(seen);
  if (!machine || machine.address !== undefined || seen.power === 'stopped') return false;
  // Generic keeps its address from the beginning on; without one there is no host.
  return machine.driver !== 'generic';
}

/** Whether it was whole when it last answered, so that a create that had failed was mended since, by hand perhaps. */
export function wasWhole(machine: Machine, engine: Seen<EngineView>): boolean {
  const last = lastOf(engine)?.value;
  return last !== undefined && !lacksSwarm(machine, last.containers);
}

/** The containers that people run, without those that make a cluster. */
export function ownContainers(containers: readonly Container[]): readonly Container[] {
  const ours = new Set([swarmAgentName, swarmManagerName, ...storeTypes.map(storeContainerName)]);
  return containers.filter(({ name }) => !ours.has(name));
}
