/** Which entry of a manager's list is a machine of the store. */
import type { Address } from './failure.ts';
import { lastOf } from './seen.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';
import type { SwarmNode } from './swarmMode.ts';

/**
 * By the id that its engine has in its swarm, else by its address; by its hostname only while neither is known. Among several of one
 * name (a host that was made anew leaves its former life in the list) one that is not down.
 */
export function findSwarmNode(nodes: readonly SwarmNode[], seen: SeenMachine): SwarmNode | undefined {
  const id = lastOf(seen.engine)?.value.engine.swarm.nodeId;
  const address = machineOf(seen)?.address;
  const living = (found: readonly SwarmNode[]): SwarmNode | undefined =>
    found.find(({ state }) => state !== 'down') ?? found[0];
  if (id) {
    const own = nodes.find((node) => node.id === id);
    if (own) return own;
  }
  if (address !== undefined) {
    const there = living(nodes.filter((node) => isAt(node, address)));
    if (there) return there;
  }
  return id || address !== undefined ? undefined : living(nodes.filter(({ hostname }) => hostname === seen.name));
}

/** Whether a node's heartbeats, or its words as a manager, come from there. */
export function isAt({ address, manager }: SwarmNode, host: string): boolean {
  return address === host || (manager !== undefined && hostOf(manager.address) === host);
}

/** `10.0.0.5:2377` → `10.0.0.5`, `[::1]:2377` → `::1`. */
export function hostOf(address: Address): string {
  return address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}
