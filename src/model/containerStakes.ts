/** Impact of an action on containers, computed from the snapshot. Pure. */
import { swarmAgentName, swarmManagerName, type Container } from './engine.ts';
import { lastOf } from './seen.ts';
import { clusterOf, findMachine, type Snapshot } from './snapshot.ts';
import { findStoreContainer } from './findStoreContainer.ts';

export interface ContainerStakes {
  readonly machine: string;
  readonly container: string;
  readonly image: string;
  /** Its function in the cluster, if it has one. */
  readonly part: 'keyValueStore' | 'manager' | 'agent' | undefined;
  readonly cluster: string | undefined;
  /** The swarm mode service that it is a task of; empty if none. */
  readonly service: string;
}

/** Describes each container as far as known. One that is missing from the snapshot has no impact. */
export function containerStakes(
  places: readonly { readonly machine: string; readonly container: string }[],
  snapshot: Snapshot,
): readonly ContainerStakes[] {
  return places.map(({ machine, container: name }) => {
    const cluster = clusterOf(snapshot, machine);
    const containers = containersOf(machine, snapshot);
    const container = findContainer(containers, name);
    const type = cluster?.store?.machine === machine ? cluster.store.parsed?.type : undefined;
    const store = type && findStoreContainer(containers, type);
    return {
      machine,
      container: container?.name ?? name,
      image: container?.image ?? '',
      part: partOf(container, store),
      cluster: cluster?.name,
      service: container?.labels['com.docker.swarm.service.name'] ?? '',
    };
  });
}

function partOf(container: Container | undefined, store: Container | undefined): ContainerStakes['part'] {
  if (!container) return undefined;
  if (container === store) return 'keyValueStore';
  if (container.name === swarmManagerName) return 'manager';
  return container.name === swarmAgentName ? 'agent' : undefined;
}

export function containersOf(machine: string, snapshot: Snapshot): readonly Container[] {
  const seen = findMachine(snapshot, machine);
  return (seen && lastOf(seen.engine)?.value.containers) ?? [];
}

/** Finds by ID first, then by name: a container's name may equal another's ID. */
export function findContainer(containers: readonly Container[], container: string): Container | undefined {
  return containers.find(({ id }) => id === container) ?? containers.find(({ name }) => name === container);
}
