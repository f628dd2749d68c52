/** What a service's tasks come to: who fills which place now, what failed there, and how well the service is. Pure. */
import type { Level } from './cluster.ts';
import {
  isConverging,
  taskCount,
  type Resources,
  type SwarmService,
  type SwarmTask,
  type SwarmView,
  type TaskCount,
} from './swarmMode.ts';
import { hasFailed, isAlive, isWanted } from './swarmTask.ts';

/** A slot of a service, or a node of a global one, with the task that counts there; managers keep the older ones too. */
export interface Place {
  readonly task: SwarmTask;
  /** The newest task there that failed; it may be `task` itself. */
  readonly failure: SwarmTask | undefined;
  /** The node of `task` is down: it said `running` last, and may have ended since. */
  readonly isLost: boolean;
}

export interface ServiceState {
  readonly level: Level;
  readonly count: TaskCount;
  /** It is on its way to what is wanted. */
  readonly isConverging: boolean;
  /** Why it is not there yet, in an engine's or a manager's words; empty: nobody says. */
  readonly why: string;
  /** Nodes that are down, with tasks of it that nobody has put elsewhere yet. */
  readonly lostNodes: readonly string[];
}

/** In the order of slots, a global service's by node. */
export function placesOf(service: SwarmService, view: SwarmView): readonly Place[] {
  const down = new Set(view.nodes.filter(({ state }) => state === 'down').map(({ id }) => id));
  return tasksByPlace(service, view).flatMap((tasks): Place[] => {
    const task = tasks.find(isWanted) ?? tasks.slice(0, 1).find(isLast);
    if (!task) return [];
    return [{ task, failure: tasks.find(hasFailed), isLost: task.state === 'running' && down.has(task.nodeId) }];
  });
}

/** How well a service is, as long as what its managers said is true. */
export function serviceState(service: SwarmService, view: SwarmView): ServiceState {
  const count = taskCount(service, view);
  const places = placesOf(service, view);
  const isPaused = service.update?.state.endsWith('paused') ?? false;
  const why = places.map(placeError).find((error) => error !== '') ?? (isPaused ? (service.update?.message ?? '') : '');
  const lost = new Set(places.filter(({ isLost }) => isLost).map(({ task }) => task.nodeId));
  const lostNodes = view.nodes.filter(({ id }) => lost.has(id)).map(({ hostname }) => hostname);
  const isTroubled = why !== '' || lostNodes.length > 0;
  const isJob = service.mode === 'replicated-job' || service.mode === 'global-job';
  return { level: level(), count, isConverging: isConverging(service, view), why, lostNodes };

  function level(): Level {
    if (count.running >= count.desired) return isPaused ? 'degraded' : 'healthy';
    if (count.running === 0 && isTroubled) return 'down';
    // What a job has not done yet is no fault.
    return isJob && !isTroubled ? 'unknown' : 'degraded';
  }
}

/** Why nothing runs in a place: the task's own error, else that of the newest that failed there; empty where it is well. */
export function placeError({ task, failure }: Place): string {
  return isWell(task) ? '' : task.error || failure?.error || '';
}

/** How many wanted tasks run on a node; none on one that is down, whatever their last word was. */
export const runningOn = (nodeId: string, view: SwarmView): number =>
  placedOn(nodeId, view).filter(({ state }) => state === 'running').length;

/** What a manager has set aside on a node: for the tasks that run there, and from the moment it has placed them. */
export function reservedOn(nodeId: string, view: SwarmView): Resources {
  const reservations = new Map(view.services.map(({ id, reservation }) => [id, reservation]));
  return placedOn(nodeId, view).reduce(
    (sum, { serviceId }) => {
      const each = reservations.get(serviceId);
      return each ? { cpus: sum.cpus + each.cpus, memory: sum.memory + each.memory } : sum;
    },
    { cpus: 0, memory: 0 },
  );
}

/** Tasks that are wanted on a node and have not ended there. */
export const placedOn = (nodeId: string, view: SwarmView): readonly SwarmTask[] =>
  view.tasks.filter((task) => task.nodeId === nodeId && isWanted(task) && isAlive(task, view));

/** Newest first in each place. Tasks that wait for a node have a place of their own each. */
function tasksByPlace(service: SwarmService, { tasks, nodes }: SwarmView): readonly (readonly SwarmTask[])[] {
  const hostnames = new Map(nodes.map(({ id, hostname }) => [id, hostname]));
  const places = new Map<string, { readonly slot: number; readonly host: string; readonly tasks: SwarmTask[] }>();
  for (const task of tasks) {
    if (task.serviceId !== service.id) continue;
    const key = task.slot === undefined ? `node ${task.nodeId || task.id}` : `slot ${String(task.slot)}`;
    const host = hostnames.get(task.nodeId) ?? task.nodeId;
    const place = places.get(key) ?? { slot: task.slot ?? 0, host, tasks: [] };
    place.tasks.push(task);
    places.set(key, place);
  }
  return [...places.values()]
    .sort((a, b) => a.slot - b.slot || (a.host < b.host ? -1 : a.host > b.host ? 1 : 0))
    .map((place) => place.tasks.sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)));
}

const isWell = ({ state }: SwarmTask): boolean => state === 'running' || state === 'complete';

/** It ended by itself and none came in its place, as its service does not restart it. */
const isLast = ({ state, desired }: SwarmTask): boolean =>
  desired !== 'remove' && (state === 'complete' || state === 'failed' || state === 'rejected');
