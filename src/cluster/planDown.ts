/** The steps that remove a cluster, however it was created and however little of it still answers. Pure. */
import { naturally } from '../base/naturally.ts';
import { ok } from '../base/result.ts';
import type { Cluster, Role } from '../model/cluster.ts';
import type { Outcome } from '../model/failure.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Plan } from '../model/plan.ts';
import type { Warning } from '../model/planWarning.ts';
import { lastOf } from '../model/seen.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import { goesWithMachine } from './goesWithMachine.ts';
import { inLeavingOrder, isInSwarm, leaveSteps, leavingOf, listOf, reference, type Leaving } from './leaving.ts';
import { newSteps, type Ids } from './steps.ts';
import { takeOffSteps } from './takeOff.ts';
import { unclearMembers } from './unclearMembers.ts';

export interface DownOptions {
  /** Also remove the key-value store's data from a surviving host; others lose it anyway. */
  readonly removeVolumes: boolean;
}

/** Nodes first, then managers, then the store: the remaining ones can be told about each removal. */
const order: readonly Role[] = ['node', 'manager', 'keyValueStore'];

/** The plan that removes every machine of the cluster. A failed removal does not block the others. */
export function planDown(cluster: Cluster, seen: Snapshot, options: DownOptions): Outcome<Plan> {
  const steps = newSteps();
  const warnings: Warning[] = [];
  const leaving = leavingOf(cluster, seen);
  let before: Ids = [];
  for (const role of order) {
    const members = cluster.members
      .filter((each) => each.role === role)
      .toSorted((a, b) => naturally(a.machine, b.machine));
    // Remove managers one by one while there is quorum to keep.
    const isOneByOne = role === 'manager' && leaving.isOrderly && leaving.via !== undefined;
    const removed: string[] = [];
    for (const member of inLeavingOrder(members, leaving, seen)) {
      const machine = findMachine(seen, member.machine);
      // Removed meanwhile.
      if (!machine) continue;
      const gone = remove(machine, before);
      if (isOneByOne) before = [gone];
      else removed.push(gone);
    }
    if (removed.length > 0) before = removed;
  }
  warnings.push(...whatGoes(cluster, seen, options, leaving));
  return ok({ verb: 'down', cluster: cluster.name, steps: steps.all, warnings, standing: [] });

  function remove(machine: SeenMachine, after: Ids): string {
    const { name } = machine;
    const driver = machineOf(machine)?.driver ?? '';
    const last = takenOff(machine, driver, after);
    return steps.add(`remove ${name}`, { kind: 'removeMachine', machine: name, driver }, 'goes', last, {
      mayFail: true,
    });
  }

  /** Adds the steps that precede the removal. */
  function takenOff(machine: SeenMachine, driver: string, after: Ids): Ids {
    const isMember = isInSwarm(machine, cluster);
    const leave = (before: Ids): Ids =>
      leaving.isOrderly && isMember ? leaveSteps(machine, cluster, leaving, before, steps) : before;
    warnings.push(...goesWithMachine(machine, driver, cluster));
    if (!livesOnAfterRemoval(driver)) return leave(after);
    const takeOff = (before: Ids): Ids => {
      const off = takeOffSteps(
        {
          seen: machine,
          store: storeOn(machine, cluster),
          removeVolumes: options.removeVolumes,
          isInSwarm: isMember,
          node: reference(machine, listOf(cluster))?.id,
          cause: 'livesOn',
          after: before,
        },
        steps,
      );
      warnings.push(...off.warnings);
      return off.ids;
    };
    // Restore a stopped engine before it leaves: if it was removed from the list first, leaving may hang.
    return machine.engine.state === 'failed' ? leave(takeOff(after)) : takeOff(leave(after));
  }
}

/** The store on the machine; an incomplete cluster does not know its store yet. */
function storeOn(machine: SeenMachine, { store, members }: Cluster): Parameters<typeof takeOffSteps>[0]['store'] {
  if (store?.machine === machine.name) return store.parsed?.type ?? 'ours';
  return members.some((member) => member.machine === machine.name && member.role === 'keyValueStore') || !store
    ? 'ours'
    : undefined;
}

/** Warnings about data that only the key-value store or the managers hold. */
function whatGoes(cluster: Cluster, seen: Snapshot, options: DownOptions, { strangers }: Leaving): readonly Warning[] {
  const managers = strangers.some(({ manager }) => manager) ? 'stay' : 'go';
  const nodes = strangers.map(({ hostname }) => hostname);
  const swarm = cluster.orchestration === 'swarm-mode' && managers === 'go';
  const services = swarm ? ((cluster.swarm && lastOf(cluster.swarm.view)?.value.services) ?? []) : [];
  const all = lastOf(cluster.networks)?.value ?? [];
  // Every swarm has its own `ingress`.
  const networks = swarm
    ? all.filter(({ name, scope }) => !(name === 'ingress' && scope === 'swarm'))
    : goesWithStore(cluster, seen, options)
      ? all
      : [];
  const unclear = unclearMembers(cluster, seen);
  const url = cluster.store?.url ?? '';
  return [
    ...(unclear.length > 0 ? [{ kind: 'membershipUnclear', machines: unclear, url } as const] : []),
    ...(services.length > 0 ? [{ kind: 'servicesGo', services: services.map(({ name }) => name) } as const] : []),
    ...(networks.length > 0 ? [{ kind: 'networksGo', networks: networks.map(({ name }) => name) } as const] : []),
    ...(nodes.length > 0 ? [{ kind: 'strangersStay', nodes, managers } as const] : []),
  ];
}

function goesWithStore({ store }: Cluster, seen: Snapshot, { removeVolumes }: DownOptions): boolean {
  const machine = store?.machine === undefined ? undefined : findMachine(seen, store.machine);
  return machine !== undefined && (removeVolumes || !livesOnAfterRemoval(machineOf(machine)?.driver ?? ''));
}
