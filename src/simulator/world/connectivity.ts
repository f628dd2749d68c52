/** Who reaches whom over the networks that they share. */
import { visibleNetworks } from './networks.ts';
import type { Container, Host } from './nouns.ts';
import { isUp, type World } from './world.ts';

export interface Neighbour {
  readonly container: string;
  readonly address: string;
  readonly isReached: boolean;
}

/** The other ends of a container's networks. */
export function sharedNetworks(world: World, host: Host, container: Container): readonly Neighbour[] {
  const networks = visibleNetworks(world, host);
  return container.endpoints.flatMap(({ networkId }) =>
    (networks.find(({ id }) => id === networkId)?.attached ?? []).map((each) => {
      const other = world.host(each.hostId);
      const stands = other !== undefined && isUp(other) && (other === host || other.cable === 'plugged');
      const runs = other?.engine.containers.some(({ id, state }) => id === each.containerId && state === 'running');
      return { ...each, isReached: stands && runs === true && (other === host || host.cable === 'plugged') };
    }),
  );
}
