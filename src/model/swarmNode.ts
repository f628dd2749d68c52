/** Which node of a swarm a machine is. */
import type { Address } from './failure.ts';
import { lastOf } from './seen.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';
import type { SwarmNode } from './swarmMode.ts';

/**
 * By the node's ID that its engine gives, else by its address; by its name only while neither is known. Of several of one name,
 * which a host leaves that joins anew, one that is not down.
 */
export function findSwarmNode(nodes: readonly SwarmNode[], seen: SeenMachine): SwarmNode | undefined {
  const id = lastOf(seen.engine)?.value.engine.swarm.nodeId;
  if (id) {
    const own = nodes.find((node) => node.id === id);
    if (own) return own;
  }
  const address = machineOf(seen)?.address;
  if (address)
    return living(nodes.filter((node) => node.address === address || hostOf(node.manager?.address) === address));
  return id ? undefined : living(nodes.filter(({ hostname }) => hostname === seen.name));
}

const living = (nodes: readonly SwarmNode[]): SwarmNode | undefined =>
  nodes.find(({ state }) => state !== 'down') ?? nodes[0];

const hostOf = (address: Address = ''): string => address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
