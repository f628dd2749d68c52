/** Machines that a cluster file asks for, and which of them exist. Pure. */
import { clusterLabel, type Cluster, type Role } from '../../model/cluster.ts';
import { lastOf } from '../../model/seen.ts';
import {
  clusterOf,
  findCluster,
  findMachine,
  machineOf,
  type SeenMachine,
  type Snapshot,
} from '../../model/snapshot.ts';
import type { ClusterSpec, MachineSpec } from '../../model/spec.ts';

export interface WantedMachine extends MachineSpec {
  readonly role: Role;
}

/** Key-value store first, then managers, then nodes. */
export function wantedMachines({ keyValueStore, managers, nodes }: ClusterSpec): readonly WantedMachine[] {
  const store = keyValueStore?.at;
  return [
    ...(store?.kind === 'machine' ? [{ ...store.machine, role: 'keyValueStore' } as const] : []),
    ...managers.map((machine) => ({ ...machine, role: 'manager' }) as const),
    ...nodes.map((machine) => ({ ...machine, role: 'node' }) as const),
  ];
}

/** The machine of that name, unless it is labelled for another cluster. */
export function standsFor(cluster: string, name: string, snapshot: Snapshot): SeenMachine | undefined {
  const seen = findMachine(snapshot, name);
  const label = seen && labelOf(seen);
  return label === undefined || label === cluster ? seen : undefined;
}

/** The cluster of a file in the snapshot: by name, or the one that its machines belong to. */
export function clusterFor(spec: ClusterSpec, snapshot: Snapshot): Cluster | undefined {
  const named = findCluster(snapshot, spec.name);
  if (named) return named;
  const standing = wantedMachines(spec).filter(({ name }) => standsFor(spec.name, name, snapshot) !== undefined);
  return standing.map(({ name }) => clusterOf(snapshot, name)).find((each) => each !== undefined);
}

function labelOf(seen: SeenMachine): string | undefined {
  return (
    machineOf(seen)?.engineLabels[clusterLabel] || lastOf(seen.engine)?.value.engine.labels[clusterLabel] || undefined
  );
}
