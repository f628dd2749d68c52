/** The steps that take a cluster down, whoever made it and however little of it still answers. Pure. */
import { ok } from '../base/result.ts';
import type { Cluster, Role } from '../model/cluster.ts';
import type { Outcome } from '../model/failure.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Plan, Warning } from '../model/plan.ts';
import { lastOf } from '../model/seen.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import { ownContainers } from './standing.ts';
import { newSteps, type Ids } from './steps.ts';
import { takeOffSteps } from './takeOff.ts';
import { findStoreContainer } from '../model/storeContainer.ts';

export interface DownOptions {
  /** The store's data goes too, where its host lives on; elsewhere it goes with the machine anyway. */
  readonly removeVolumes: boolean;
}

/** Nodes first, then managers, then the store: who still answers can be told by those that remain. */
const order: readonly Role[] = ['node', 'manager', 'keyValueStore'];

/** The plan that removes every machine of the cluster. A machine that cannot be removed keeps no other from going. */
export function planDown(cluster: Cluster, seen: Snapshot, options: DownOptions): Outcome<Plan> {
  const steps = newSteps();
  const warnings: Warning[] = [];
  let before: Ids = [];
  for (const role of order) {
    const removed: string[] = [];
    for (const member of cluster.members.filter((each) => each.role === role)) {
      const machine = findMachine(seen, member.machine);
      // Somebody else has removed it meanwhile.
      if (machine) removed.push(remove(machine, before));
    }
    if (removed.length > 0) before = removed;
  }
  const networks = networksThatGo(cluster, seen, options);
  if (networks.length > 0) warnings.push({ kind: 'networksGo', networks });
  return ok({ verb: 'down', cluster: cluster.name, steps: steps.all, warnings, standing: [] });

  function remove(machine: SeenMachine, after: Ids): string {
    const { name } = machine;
    const driver = machineOf(machine)?.driver ?? '';
    let last = after;
    if (livesOnAfterRemoval(driver)) {
      const off = takeOffSteps(
        {
          seen: machine,
          store: storeOn(machine, cluster),
          removeVolumes: options.removeVolumes,
          cause: 'livesOn',
          after,
        },
        steps,
      );
      last = off.ids;
      warnings.push(...off.warnings);
    } else {
      const containers = containersOf(machine, cluster);
      if (containers.length > 0) warnings.push({ kind: 'containersGo', machine: name, containers });
    }
    return steps.add(`remove ${name}`, { kind: 'removeMachine', machine: name, driver }, 'goes', last, {
      mayFail: true,
    });
  }
}

/** Which store runs on the machine; a half-made cluster does not know of its store yet. */
function storeOn(machine: SeenMachine, { store, members }: Cluster): Parameters<typeof takeOffSteps>[0]['store'] {
  if (store?.machine === machine.name) return store.parsed?.type ?? 'ours';
  return members.some((member) => member.machine === machine.name && member.role === 'keyValueStore') || !store
    ? 'ours'
    : undefined;
}

/** People's own containers on a machine that goes, as they were last seen. */
function containersOf(machine: SeenMachine, cluster: Cluster): readonly string[] {
  const containers = lastOf(machine.engine)?.value.containers ?? [];
  const type = cluster.store?.machine === machine.name ? cluster.store.parsed?.type : undefined;
  const store = type && findStoreContainer(containers, type);
  return ownContainers(containers)
    .filter((container) => container !== store)
    .map(({ name }) => name);
}

function networksThatGo(
  { store, networks }: Cluster,
  seen: Snapshot,
  { removeVolumes }: DownOptions,
): readonly string[] {
  const machine = store?.machine === undefined ? undefined : findMachine(seen, store.machine);
  if (!machine) return [];
  const stays = livesOnAfterRemoval(machineOf(machine)?.driver ?? '') && !removeVolumes;
  return stays ? [] : (lastOf(networks)?.value ?? []).map(({ name }) => name);
}
