/** Which containers reach each other over shared networks. */
import type { Attachment, Container, Host, Network } from './nouns.ts';
import { isUp, type World } from './world.ts';

export interface Neighbour extends Attachment {
  /** Whether others can resolve its name: on every network except those that engines create themselves. */
  readonly isNamed: boolean;
  readonly isReached: boolean;
}

/** Returns the endpoints on a container's networks. Engines still know them when their store or managers are unreachable. */
export function sharedNetworks(world: World, host: Host, container: Container): readonly Neighbour[] {
  const networks = allNetworks(world, host);
  return container.endpoints.flatMap(({ networkId }) => {
    const network = networks.find(({ id }) => id === networkId);
    return (network?.attached ?? []).map((each) => {
      const other = world.host(each.hostId);
      const stands = other !== undefined && isUp(other) && (other === host || other.cable === 'plugged');
      const runs = other?.engine.containers.some(({ id, state }) => id === each.containerId && state === 'running');
      const isReached = stands && runs === true && (other === host || host.cable === 'plugged');
      return { ...each, isNamed: network?.name !== 'bridge', isReached };
    });
  });
}

function allNetworks({ state }: World, host: Host): readonly Network[] {
  const ofStores = state.stores.flatMap(({ networks }) => networks.map(({ network }) => network));
  return [...host.engine.networks, ...ofStores, ...state.swarms.flatMap(({ networks }) => networks)];
}
