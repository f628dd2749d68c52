/** Which of a swarm's nodes a machine is. */
import type { SwarmNode } from './swarmMode.ts';
import { lastOf } from './seen.ts';
import { machineOf, type SeenMachine } from './snapshot.ts';

/**
 * By the engine's own word first, else by the machine's address; by name only while neither is known. Of several nodes of one
 * hostname, one that is not down: hosts that were made anew leave their former entries behind.
 */
export function findSwarmNode(nodes: readonly SwarmNode[], seen: SeenMachine): SwarmNode | undefined {
  const nodeId = lastOf(seen.engine)?.value.engine.swarm.nodeId;
  if (nodeId) return nodes.find(({ id }) => id === nodeId);
  const address = machineOf(seen)?.address;
  if (address !== undefined)
    return living(nodes.filter((node) => node.address === address || managerHost(node) === address));
  return living(nodes.filter(({ hostname }) => hostname === seen.name));
}

const living = (nodes: readonly SwarmNode[]): SwarmNode | undefined =>
  nodes.find(({ state }) => state !== 'down') ?? nodes[0];

const managerHost = ({ manager }: SwarmNode): string | undefined =>
  manager?.address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
