/** Who reaches whom over the networks that they share. */
import type { Attachment, Container, Host, Network } from './nouns.ts';
import { isUp, type World } from './world.ts';

export interface Neighbour extends Attachment {
  /** Its name is known to the others: on every network but those that engines make by themselves. */
  readonly isNamed: boolean;
  readonly isReached: boolean;
}

/** The other ends of a container's networks: what an engine knows of them outlives its store and its managers. */
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
