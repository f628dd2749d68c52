/** What is done to single containers, each at the engine of the machine that it is on. */
import { err, ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { CallOptions, Doors, EngineDoor } from '../docker/doors.ts';
import { containersOf, findContainer } from '../model/containerStakes.ts';
import type { Container } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { findMachine, type Snapshot } from '../model/snapshot.ts';
import type { ContainerAction, ContainerPlace, ContainerService } from './actions.ts';
import { untilShown } from './pictureWait.ts';
import type { ClusterStore } from './services.ts';

export interface ContainerServiceOptions {
  readonly doors: Doors;
  readonly clusters: ClusterStore;
  /** How long is waited until the picture, which follows the engine's events, shows what was done. */
  readonly patience?: Milliseconds;
}

const defaultPatience = seconds(3);

export function createContainerService(options: ContainerServiceOptions): ContainerService {
  const { doors, clusters, patience = defaultPatience } = options;

  const engineOf = async (machine: string): Promise<Outcome<EngineDoor>> => {
    const seen = findMachine(clusters.snapshot, machine) ?? findMachine(await clusters.refresh(), machine);
    if (!seen) return err({ kind: 'machineUnknown', machine });
    return 'machine' in seen.record ? ok(doors.engines.engine(seen.record.machine)) : err(seen.record.failure);
  };

  return {
    change: async (verb, place, { signal }) => {
      const engine = await engineOf(place.machine);
      if (!engine.ok) return engine;
      const before = containersOf(place.machine, clusters.snapshot);
      const done = await calls[verb](engine.value, place.container, { signal });
      if (!done.ok) return err(asUnknown(done.error, place));
      const shown = await untilShown(clusters, shownBy(verb, place, before), patience, signal);
      const container = containerAt(shown, place);
      return ok({ ...place, verb, state: container?.state, status: container?.status ?? '' });
    },

    followLog: async (place, lines, follow) => {
      const engine = await engineOf(place.machine);
      if (!engine.ok) return engine;
      const ended = await engine.value.followLog(place.container, lines, follow);
      return ended.ok ? ended : err(asUnknown(ended.error, place));
    },
  };
}

const calls: Readonly<
  Record<ContainerAction, (door: EngineDoor, name: string, options: CallOptions) => Promise<Outcome<void>>>
> = {
  start: (door, name, options) => door.startContainer(name, options),
  stop: (door, name, options) => door.stopContainer(name, options),
  restart: (door, name, options) => door.restartContainer(name, options),
  remove: (door, name, options) => door.removeContainer(name, options),
};

function shownBy(
  verb: ContainerAction,
  place: ContainerPlace,
  before: readonly Container[],
): (snapshot: Snapshot) => boolean {
  return (snapshot) => {
    const state = containerAt(snapshot, place)?.state;
    switch (verb) {
      case 'start':
        return state === 'running';
      case 'restart':
        // It ran before, too: only a new list tells of it.
        return state === 'running' && containersOf(place.machine, snapshot) !== before;
      case 'stop':
        return state !== 'running';
      case 'remove':
        return state === undefined;
    }
  };
}

const containerAt = (snapshot: Snapshot, { machine, container }: ContainerPlace): Container | undefined =>
  findContainer(containersOf(machine, snapshot), container);

/** Docker's answer for a container that is not there. */
function asUnknown(failure: Failure, place: ContainerPlace): Failure {
  return failure.kind === 'engineError' && failure.status === 404 && /no such container/i.test(failure.said)
    ? { kind: 'containerUnknown', ...place }
    : failure;
}
