/** Whether a swarm has come to rest. Pure. */
import { isConverging, type SwarmView } from './swarmMode.ts';
import { hasEnded, isWanted } from './swarmTask.ts';

/**
 * Whether a swarm is as it is to be: every node is ready, every manager reachable, every service has what it wants, and no task is
 * still on its way out. While it is not, what managers say changes without an event.
 */
export function isAtRest(view: SwarmView): boolean {
  if (view.nodes.some(({ state }) => state !== 'ready')) return false;
  if (view.nodes.some(({ manager }) => manager && manager.reachability !== 'reachable')) return false;
  if (view.services.some((service) => isConverging(service, view))) return false;
  return view.tasks.every((task) => isWanted(task) || hasEnded(task));
}
