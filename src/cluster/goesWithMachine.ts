/** User data that is lost when a machine is removed, for warnings before any plan removes it. Pure. */
import { naturally } from '../base/naturally.ts';
import type { Cluster } from '../model/cluster.ts';
import { isIncomplete } from '../model/incomplete.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Warning } from '../model/planWarning.ts';
import { lastOf } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';
import { findStoreContainer } from '../model/findStoreContainer.ts';
import { ownContainers } from './standing.ts';

/** Label of containers that swarm managers started; they are removed with their service. */
const taskLabel = 'com.docker.swarm.task.id';

/** `driver` removes the machine; its record may not name one. */
export function goesWithMachine(
  machine: SeenMachine,
  driver: string,
  cluster: Cluster | undefined,
): readonly Warning[] {
  if (livesOnAfterRemoval(driver)) return [];
  const { name } = machine;
  // An incomplete machine has no known user data.
  if (!lastOf(machine.engine)) return isIncomplete(machine) ? [] : [{ kind: 'contentsUnknown', machine: name }];
  const containers = containersOf(machine, cluster);
  return containers.length === 0 ? [] : [{ kind: 'containersGo', machine: name, containers }];
}

/** The user's own containers as last observed. */
function containersOf(machine: SeenMachine, cluster: Cluster | undefined): readonly string[] {
  const containers = lastOf(machine.engine)?.value.containers ?? [];
  const type = cluster?.store?.machine === machine.name ? cluster.store.parsed?.type : undefined;
  const store = type && findStoreContainer(containers, type);
  return ownContainers(containers)
    .filter((container) => container !== store && container.labels[taskLabel] === undefined)
    .map(({ name }) => name)
    .toSorted(naturally);
}
