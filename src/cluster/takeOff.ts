/** Removes what `up` installed on a host that survives its machine: otherwise its machine cannot be recreated. Pure. */
import type { Failure } from '../model/failure.ts';
import { swarmAgentName, swarmManagerName, type Container } from '../model/engine.ts';
import type { StoreType } from '../model/keyValueStore.ts';
import { lastOf, now } from '../model/seen.ts';
import { machineOf, type SeenMachine } from '../model/snapshot.ts';
import type { Cause, ContainerToTakeOff } from '../model/plan.ts';
import type { Warning } from '../model/planWarning.ts';
import { findStoreContainer, makesCluster, storeLabel } from '../model/findStoreContainer.ts';
import { storeContainerName } from '../model/storeContainer.ts';
import type { Ids, Steps } from './steps.ts';

export interface TakeOff {
  readonly seen: SeenMachine;
  /** Type of the store that runs there; `ours`: whichever `up` installed; undefined: none. */
  readonly store: StoreType | 'ours' | undefined;
  readonly removeVolumes: boolean;
  /** Its engine is in a swarm: if started first, it rejoins. */
  readonly isInSwarm: boolean;
  /** The node that managers list for it; undefined: unknown. */
  readonly node?: string | undefined;
  readonly cause: Cause['kind'];
  readonly after: Ids;
}

/** Adds the steps; returns what the machine's removal depends on, and warnings for the user. */
export function takeOffSteps(
  { seen, store, removeVolumes, isInSwarm, node, cause, after }: TakeOff,
  steps: Steps,
): { readonly ids: Ids; readonly warnings: readonly Warning[] } {
  const { name } = seen;
  if (seen.engine.state === 'failed') {
    if (!machineOf(seen) || isHostGone(seen.engine.failure, isInSwarm))
      return { ids: after, warnings: [{ kind: 'hostSkipped', machine: name, failure: seen.engine.failure }] };
    const containers = expected(seen, store);
    return {
      ids: [restoreStep(seen, { containers, cause, leavesSwarm: isInSwarm, node }, after, steps)],
      warnings: [{ kind: 'hostLivesOn', machine: name }],
    };
  }
  const remove = ({ name: container, id }: Container, volumes: readonly string[] = []): string =>
    steps.add(
      `remove ${container} from ${name}`,
      {
        kind: 'removeContainer',
        machine: name,
        container,
        ...(id !== '' && { id }),
        ...(volumes.length > 0 && { volumes }),
      },
      cause,
      after,
      { mayFail: true },
    );
  const containers = now(seen.engine)?.containers ?? expected(seen, store);
  const ids = containers.filter((each) => isSwarm(each, seen)).map((each) => remove(each));
  const warnings: Warning[] = [{ kind: 'hostLivesOn', machine: name }];
  const found = storeIn(containers, store);
  if (found) {
    const volumes = found.mounts.map((mount) => mount.name).filter(Boolean);
    const gone = remove(found, removeVolumes ? volumes : []);
    ids.push(gone);
    for (const volume of volumes) {
      if (removeVolumes) {
        const container = found.id || undefined;
        const action = { kind: 'removeVolume', machine: name, volume, ...(container && { container }) } as const;
        ids.push(steps.add(`remove volume ${volume} from ${name}`, action, cause, [gone], { mayFail: true }));
      } else warnings.push({ kind: 'volumeStays', machine: name, volume });
    }
  }
  return { ids: ids.length > 0 ? ids : after, warnings };
}

/** True for an agent or manager of classic swarm, but not for a user's container of that name. */
export function isSwarm({ name, image, labels }: Container, seen: SeenMachine): boolean {
  if (![swarmAgentName, swarmManagerName].includes(name)) return false;
  // Those known only from the record have no image.
  return image === '' || image === machineOf(seen)?.swarm?.image || makesCluster({ image, labels });
}

/** The step that restores a host's engine; may fail, as the host may be gone. */
export function restoreStep(
  seen: SeenMachine,
  how: {
    readonly containers: readonly Pick<Container, 'name'>[];
    readonly cause: Cause['kind'];
    readonly leavesSwarm?: boolean;
    readonly node?: string | undefined;
  },
  after: Ids,
  steps: Steps,
): string {
  const { cause, leavesSwarm = false } = how;
  const machine = seen.name;
  const last = lastOf(seen.engine)?.value.engine;
  const action = {
    kind: 'restoreEngine',
    machine,
    containers: toTakeOff(how.containers, seen),
    leavesSwarm,
    ...((last ?? how.node) && { was: { engine: last?.id ?? '', node: last?.swarm.nodeId || (how.node ?? '') } }),
  } as const;
  return steps.add(`restore the engine of ${machine}`, action, cause, after, { mayFail: true });
}

/** Uses the IDs from the engine's last answer. */
function toTakeOff(containers: readonly Pick<Container, 'name'>[], seen: SeenMachine): readonly ContainerToTakeOff[] {
  const last = lastOf(seen.engine)?.value.containers ?? [];
  const image = machineOf(seen)?.swarm?.image;
  return containers.map(({ name }) => {
    const id = last.find((each) => each.name === name)?.id;
    if (id) return { name, id };
    return image && [swarmAgentName, swarmManagerName].includes(name) ? { name, image } : { name };
  });
}

/**
 * True if nothing answers there; a refused connection proves a host. So does an engine that accepts connections but is silent: a manager
 * whose swarm just lost quorum does not answer for 20 s (observed), and must leave the swarm.
 */
function isHostGone(failure: Failure, isInSwarm: boolean): boolean {
  if (failure.kind === 'engineSilent') return !(failure.connected && isInSwarm);
  return failure.kind === 'engineUnreachable' || failure.kind === 'addressUnknown';
}

function storeIn(containers: readonly Container[], store: TakeOff['store']): Container | undefined {
  if (store === undefined) return undefined;
  return store === 'ours'
    ? containers.find(({ labels }) => labels[storeLabel] !== undefined)
    : findStoreContainer(containers, store);
}

/** The containers expected from the record, for an engine that was never asked. */
function expected(seen: SeenMachine, store: TakeOff['store']): readonly Container[] {
  const swarm = machineOf(seen)?.swarm;
  const container = (name: string, volume?: string): Container => ({
    id: '',
    name,
    image: '',
    state: '',
    status: '',
    labels: volume === undefined ? {} : { [storeLabel]: volume },
    mounts: volume === undefined ? [] : [{ name: volume, destination: '' }],
    networks: {},
  });
  return [
    ...(swarm ? [container(swarmAgentName)] : []),
    ...(swarm?.isMaster ? [container(swarmManagerName)] : []),
    ...(store === undefined || store === 'ours'
      ? []
      : [{ ...container(storeContainerName(store), storeContainerName(store)), labels: { [storeLabel]: store } }]),
  ];
}
