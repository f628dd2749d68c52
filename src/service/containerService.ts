/** Actions on single containers, run on the engine of their machine. */
import { err, ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { CallOptions, Doors, EngineDoor } from '../docker/doors.ts';
import { containersOf, findContainer } from '../model/containerStakes.ts';
import type { Container } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { findMachine, type Snapshot } from '../model/snapshot.ts';
import type { ContainerAction, ContainerPlace, ContainerService, ContainerTarget } from './actions.ts';
import { untilShown } from './pictureWait.ts';
import type { ClusterStore } from './services.ts';

export interface ContainerServiceOptions {
  readonly doors: Doors;
  readonly clusters: ClusterStore;
  /** How long to wait until the snapshot, which follows the engine's events, shows the result. */
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
    find: async (place) => {
      const engine = await engineOf(place.machine);
      if (!engine.ok) return engine;
      const seen = containerAt(clusters.snapshot, place);
      if (seen) return ok({ machine: place.machine, container: seen.name, id: seen.id });
      const listed = await engine.value.containers();
      if (!listed.ok) return listed;
      const found = findContainer(listed.value, place.container);
      return found
        ? ok({ machine: place.machine, container: found.name, id: found.id })
        : err({ kind: 'containerUnknown', ...place });
    },

    change: async (verb, { id, ...place }, { signal }) => {
      const engine = await engineOf(place.machine);
      if (!engine.ok) return engine;
      const before = containersOf(place.machine, clusters.snapshot);
      // An engine reports a missing container as removed, even if another container has its name now.
      const gone = verb === 'remove' ? await replacedBy(engine.value, { id, ...place }) : undefined;
      if (gone) return err(gone);
      // Engines accept an ID as well as a name, and never reuse an ID.
      const done = await calls[verb](engine.value, id, { signal });
      if (!done.ok) return err(await whyNot(done.error, engine.value, { id, ...place }));
      const shown = await untilShown(clusters, shownBy(verb, { id, ...place }, before), patience, signal);
      const container = containerWith(shown, { id, ...place });
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
  place: ContainerTarget,
  before: readonly Container[],
): (snapshot: Snapshot) => boolean {
  return (snapshot) => {
    const state = containerWith(snapshot, place)?.state;
    switch (verb) {
      case 'start':
        return state === 'running';
      case 'restart':
        // It was running before as well: only a new list proves the restart.
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

const containerWith = (snapshot: Snapshot, { machine, id }: ContainerTarget): Container | undefined =>
  containersOf(machine, snapshot).find((each) => each.id === id);

/** If the container no longer exists, checks whether another one has its name. */
async function whyNot(failure: Failure, engine: EngineDoor, { id, ...place }: ContainerTarget): Promise<Failure> {
  const unknown = asUnknown(failure, place);
  return unknown.kind === 'containerUnknown' ? ((await replacedBy(engine, { id, ...place })) ?? unknown) : unknown;
}

async function replacedBy(engine: EngineDoor, { container, id }: ContainerTarget): Promise<Failure | undefined> {
  const listed = await engine.containers();
  if (!listed.ok || listed.value.some((each) => each.id === id)) return undefined;
  const other = listed.value.find(({ name }) => name === container);
  return other && { kind: 'targetChanged', what: 'container', name: container, part: 'id', was: id, now: other.id };
}

/** Maps Docker's answer for a missing container. */
function asUnknown(failure: Failure, place: ContainerPlace): Failure {
  return failure.kind === 'engineError' && failure.status === 404 && /no such container/i.test(failure.said)
    ? { kind: 'containerUnknown', ...place }
    : failure;
}
