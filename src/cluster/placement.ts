/** Which nodes of a swarm take tasks of a service. Pure. */
import type { SwarmNode, SwarmService, SwarmTask, SwarmView } from '../model/swarmMode.ts';

/** States behind which a task does not run any more. */
const ended = new Set(['complete', 'shutdown', 'failed', 'rejected', 'orphaned', 'remove']);

/** A task that runs or is on its way to. Of a node that is down the last word may be old: nothing lives there. */
export function isAlive(task: SwarmTask, { nodes }: SwarmView): boolean {
  return !ended.has(task.state) && nodes.find(({ id }) => id === task.nodeId)?.state !== 'down';
}

/** Whether the manager wants it to run: not one that is being ended. */
export const isWanted = ({ desired }: SwarmTask): boolean => ['running', 'ready', 'complete'].includes(desired);

/** Whether a node gets new tasks at all. A new leader calls a node unknown until it has heard from it, and leaves its tasks there. */
export function takesTasks({ availability, state }: SwarmNode): boolean {
  return availability === 'active' && (state === 'ready' || state === 'unknown');
}

/** Whether a service's constraints allow the node. What is not known of it (platform, memory left) is taken to fit. */
export function fits({ placement }: SwarmService, node: SwarmNode): boolean {
  return (placement?.constraints ?? []).every((constraint) => holds(constraint, node));
}

/** How many more tasks of a service the other nodes take. */
export function roomBeside(node: SwarmNode, service: SwarmService, view: SwarmView): number {
  const places = view.nodes.filter((each) => each.id !== node.id && takesTasks(each) && fits(service, each));
  const most = service.placement?.mostPerNode ?? 0;
  if (most === 0) return places.length === 0 ? 0 : Infinity;
  const countOn = (place: SwarmNode): number =>
    view.tasks.filter(
      (task) => task.serviceId === service.id && task.nodeId === place.id && isWanted(task) && isAlive(task, view),
    ).length;
  return places.reduce((sum, place) => sum + Math.max(0, most - countOn(place)), 0);
}

function holds(constraint: string, node: SwarmNode): boolean {
  const [, key = '', operator, value = ''] = /^\s*([^\s=!]+)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint) ?? [];
  const known = knownOf(key, node);
  if (operator === undefined || known === undefined) return true;
  // As managers compare: without regard to case; a label that is not there is empty.
  return (known.toLowerCase() === value.toLowerCase()) === (operator === '==');
}

function knownOf(key: string, node: SwarmNode): string | undefined {
  switch (key.toLowerCase()) {
    case 'node.id':
      return node.id;
    case 'node.hostname':
      return node.hostname;
    case 'node.role':
      return node.role;
    default: {
      const [, whose, label = ''] = /^(node|engine)\.labels\.(.+)$/i.exec(key) ?? [];
      if (whose === undefined) return undefined;
      return (whose.toLowerCase() === 'node' ? node.labels : node.engineLabels)[label] ?? '';
    }
  }
}
