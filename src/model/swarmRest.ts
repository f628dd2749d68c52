/** Whether a swarm has converged. Pure. */
import { isConverging, type SwarmView } from './swarmMode.ts';
import { hasEnded, isWanted } from './swarmTask.ts';

/**
 * Whether every node is ready, every manager reachable, every service at its desired count, and no task still shutting down. Until then the
 * managers' state changes without events.
 */
export function isAtRest(view: SwarmView): boolean {
  if (view.nodes.some(({ state }) => state !== 'ready')) return false;
  if (view.nodes.some(({ manager }) => manager && manager.reachability !== 'reachable')) return false;
  if (view.services.some((service) => isConverging(service, view))) return false;
  return view.tasks.every((task) => isWanted(task) || hasEnded(task));
}
