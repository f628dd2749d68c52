/** Impact of stopping, restarting or removing machines or regenerating their certificates, computed from the snapshot. Pure. */
import { memberOf, type Cluster, type Role } from './cluster.ts';
import type { Container } from './engine.ts';
import type { Path } from '../base/hostPath.ts';
import { isIncomplete } from './incomplete.ts';
import { livesOnAfterRemoval } from './machine.ts';
import { lastOf } from './seen.ts';
import { clusterOf, machineOf, type SeenMachine, type Snapshot } from './snapshot.ts';
import { majority } from './swarmMode.ts';

export interface MachineStakes {
  readonly machine: string;
  /** Empty if its record cannot be read. */
  readonly driver: string;
  readonly cluster: string | undefined;
  readonly role: Role | undefined;
  /** Names of all its containers; `running` has the running ones. Undefined if its engine has never answered. */
  readonly containers: readonly string[] | undefined;
  readonly running: readonly string[];
  /** docker-machine cannot load its record: only this folder is deleted. */
  readonly folder?: Path;
  /** Its create never completed. */
  readonly isIncomplete: boolean;
  /** `rm` only removes the record. */
  readonly hostLivesOn: boolean;
  /** These machines include the last manager, and other machines of the cluster remain. */
  readonly isLastManager: boolean;
  /** It runs the key-value store that other machines of the cluster need. */
  readonly holdsStore: boolean;
  /** Swarm mode: the managers have a quorum now, and lose it without these machines. */
  readonly breaksMajority: boolean;
  /** It is a swarm node, and the remaining managers keep listing it. */
  readonly staysListed: boolean;
}

/** The impact on each of `names` in the snapshot when the action covers all of them. */
export function machineStakes(names: readonly string[], snapshot: Snapshot): readonly MachineStakes[] {
  const going = new Set(names);
  return snapshot.machines.filter(({ name }) => going.has(name)).map((seen) => stakesOf(seen, going, snapshot));
}

function stakesOf(seen: SeenMachine, going: ReadonlySet<string>, snapshot: Snapshot): MachineStakes {
  const cluster = clusterOf(snapshot, seen.name);
  const role = cluster && memberOf(cluster, seen.name)?.role;
  const driver = machineOf(seen)?.driver ?? '';
  const containers = lastOf(seen.engine)?.value.containers;
  const staying = cluster?.members.filter(({ machine }) => !going.has(machine)) ?? [];
  const isManager = role === 'manager';
  return {
    machine: seen.name,
    driver,
    cluster: cluster?.name,
    role,
    containers: containers && namesOf(containers),
    running: namesOf(containers?.filter(({ state }) => state === 'running') ?? []),
    isIncomplete: isIncomplete(seen),
    ...('failure' in seen.record && seen.record.failure.kind === 'recordUnloadable' ? { folder: seen.directory } : {}),
    hostLivesOn: livesOnAfterRemoval(driver),
    isLastManager: isManager && staying.length > 0 && staying.every((each) => each.role !== 'manager'),
    holdsStore: cluster?.store?.machine === seen.name && staying.length > 0,
    breaksMajority: isManager && staying.length > 0 && breaksMajority(cluster, going, snapshot),
    staysListed: cluster?.swarm !== undefined && staying.length > 0 && nodeId(seen) !== '',
  };
}

function breaksMajority(cluster: Cluster | undefined, going: ReadonlySet<string>, snapshot: Snapshot): boolean {
  const view = cluster?.swarm && lastOf(cluster.swarm.view)?.value;
  const managers = view?.nodes.filter(({ manager }) => manager !== undefined) ?? [];
  const reachable = managers.filter(({ manager }) => manager?.reachability === 'reachable');
  const lost = new Set(snapshot.machines.filter(({ name }) => going.has(name)).map(nodeId));
  const left = reachable.filter(({ id }) => !lost.has(id));
  const needed = majority(managers.length);
  return reachable.length >= needed && left.length < needed;
}

const nodeId = ({ engine }: SeenMachine): string => lastOf(engine)?.value.engine.swarm.nodeId ?? '';

const namesOf = (containers: readonly Container[]): readonly string[] => containers.map(({ name }) => name).sort();
