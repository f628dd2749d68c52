/** The status of a desired machine: whether it exists, is complete, and is ours. Pure. */
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

/** A machine of the file with its role in the cluster. */
export interface Wanted {
  readonly machine: MachineSpec;
  readonly role: Role;
}

export type Standing =
  | { readonly kind: 'missing' }
  /** A failed create left a record and perhaps a host: both are removed before the machine is recreated. */
  | { readonly kind: 'leftover'; readonly seen: SeenMachine }
  | { readonly kind: 'stopped'; readonly seen: SeenMachine; readonly machine: Machine; readonly isAdopted: boolean }
  | { readonly kind: 'standing'; readonly seen: SeenMachine; readonly machine: Machine; readonly isAdopted: boolean }
  /** Its address is unknown, and it may be running: a wrong guess would remove it. */
  | { readonly kind: 'unclear'; readonly why: Failure }
  /** Belongs to `by`, another cluster; empty for a standalone machine. */
  | { readonly kind: 'taken'; readonly by: string };

export interface StandingQuestion {
  readonly spec: ClusterSpec;
  readonly snapshot: Snapshot;
  /** Machines whose last create failed, according to our journal. */
  readonly unfinished: ReadonlySet<string>;
  /** The key-value store URL passed to the cluster's engines, if known. */
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
  // A machine that was complete since is only silent.
  if (isUnfinished && !wasWhole(machine, seen.engine)) return { kind: 'leftover', seen };
  // Check before `isUnclear`: a stopped VirtualBox VM has no address either.
  if (seen.power === 'stopped') return { kind: 'stopped', seen, machine, isAdopted };
  if (isUnclear(seen)) return { kind: 'unclear', why: whyUnclear(seen) };
  return looksIncomplete(seen, machine) ? { kind: 'leftover', seen } : { kind: 'standing', seen, machine, isAdopted };
}

/** Why its location is unknown, if reported; otherwise even its state is unknown. */
function whyUnclear({ name, engine }: SeenMachine): Failure {
  const failure = engine.state === 'failed' ? engine.failure : undefined;
  return failure?.kind === 'addressUntold' || failure?.kind === 'engineNotAsked'
    ? failure
    : { kind: 'machineUnclear', machine: name };
}

function labelOf(seen: SeenMachine, machine: Machine): string | undefined {
  return machine.engineLabels[clusterLabel] || lastOf(seen.engine)?.value.engine.labels[clusterLabel] || undefined;
}

/** True if a machine without a cluster label, such as one from a script, matches the file. */
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

/** True if no machine of the swarm carries another cluster's label; does not check which swarm it is. */
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
 * A create that failed at its last stage ("Unable to pull image") leaves a working engine without swarm. It is recreated only if the
 * journal says so: an agent may have been removed by hand from a machine that answers.
 */
function isWithoutSwarm(machine: Machine, containers: readonly Container[], isUnfinished: boolean): boolean {
  return lacksSwarm(machine, containers) && isUnfinished;
}

/** True if its record says classic swarm but some of its swarm containers are missing. */
function lacksSwarm({ swarm }: Machine, containers: readonly Container[]): boolean {
  // A discovery alone does not prove that it was created to join.
  if (!swarm || swarm.isUnconfirmed) return false;
  const names = new Set(containers.map(({ name }) => name));
  const wanted = swarm.isMaster ? [swarmAgentName, swarmManagerName] : [swarmAgentName];
  return !wanted.every((name) => names.has(name));
}

/** True if the record has no address and the driver does not report it as stopped: it may be running. */
export function isUnclear(seen: SeenMachine): boolean {
  const machine = machineOf(seen);
  if (!machine || machine.address !== undefined || seen.power === 'stopped') return false;
  // The generic driver stores the address from the start; without it there is no host.
  return machine.driver !== 'generic';
}

/** True if it was complete when it last answered: a failed create was fixed since, perhaps by hand. */
export function wasWhole(machine: Machine, engine: Seen<EngineView>): boolean {
  const last = lastOf(engine)?.value;
  return last !== undefined && !lacksSwarm(machine, last.containers);
}

/** The user's containers, without those that form a cluster. */
export function ownContainers(containers: readonly Container[]): readonly Container[] {
  const ours = new Set([swarmAgentName, swarmManagerName, ...storeTypes.map(storeContainerName)]);
  return containers.filter(({ name }) => !ours.has(name));
}
