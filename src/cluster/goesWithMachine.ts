/** What people have on a machine and lose with it: worth saying before it is removed, whatever plan removes it. Pure. */
import { naturally } from '../base/naturally.ts';
import type { Cluster } from '../model/cluster.ts';
import { isIncomplete } from '../model/incomplete.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Warning } from '../model/plan.ts';
import { lastOf } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';
import { findStoreContainer } from '../model/findStoreContainer.ts';
import { ownContainers } from './standing.ts';

/** On the containers that a swarm's managers started: they go with their service. */
const taskLabel = 'com.docker.swarm.task.id';

/** `driver`: the one that takes it down, as a record may not say. */
export function goesWithMachine(
  machine: SeenMachine,
  driver: string,
  cluster: Cluster | undefined,
): readonly Warning[] {
  if (livesOnAfterRemoval(driver)) return [];
  const { name } = machine;
  // On what was never finished there is nothing of people’s, as far as anybody can tell.
  if (!lastOf(machine.engine)) return isIncomplete(machine) ? [] : [{ kind: 'contentsUnknown', machine: name }];
  const containers = containersOf(machine, cluster);
  return containers.length === 0 ? [] : [{ kind: 'containersGo', machine: name, containers }];
}

/** People's own containers, as they were last seen. */
function containersOf(machine: SeenMachine, cluster: Cluster | undefined): readonly string[] {
  const containers = lastOf(machine.engine)?.value.containers ?? [];
  const type = cluster?.store?.machine === machine.name ? cluster.store.parsed?.type : undefined;
  const store = type && findStoreContainer(containers, type);
  return ownContainers(containers)
    .filter((container) => container !== store && container.labels[taskLabel] === undefined)
    .map(({ name }) => name)
    .toSorted(naturally);
}
