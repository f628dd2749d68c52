/** Creates overlay networks. */
import type { Outcome } from '../model/failure.ts';
import type { OverlayNetwork } from '../model/network.ts';
import type { NetworkToCreate } from '../model/plan.ts';
import { confirmMachine, onDoor, until, type Doing, type World } from './performWorld.ts';

export async function createNetwork({ via, network }: Doing<'createNetwork'>, world: World): Promise<Outcome<void>> {
  const confirmed = await confirmMachine(via.machine, world);
  if (!confirmed.ok) return confirmed;
  return onDoor(via, world, async (door) => {
    const made = await door.createNetwork(network, { ...world.call, onMade: world.madeObject });
    // A network without a driver was accepted by swarm mode's managers but has no addresses yet.
    const isThere = !made.ok && made.error.kind === 'networkExists' && ['overlay', ''].includes(made.error.driver);
    if (!made.ok && !isThere) return made;
    // A classic manager answers once its engines have created it.
    if (made.ok && via.kind === 'manager') return made;
    return until(world, world.patience.probe, network.name, {
      ask: async (call) => {
        const overlays = await door.overlays(call);
        if (!overlays.ok) return overlays.error;
        const found = overlays.value.find(({ name }) => name === network.name);
        if (!found) return 'notYet';
        return made.ok || isAsWanted(found, network) ? 'true' : made.error;
      },
      atLast: () =>
        made.ok || made.error.kind !== 'networkExists' || made.error.driver === ''
          ? { kind: 'networkNotMade', network: network.name }
          : made.error,
    });
  });
}

/** Compares only what was requested. Attachable matters only in swarm mode: with a key-value store any container may join. */
function isAsWanted(found: OverlayNetwork, wanted: NetworkToCreate): boolean {
  return (
    (wanted.subnet === '' || found.subnets.some(({ subnet }) => subnet === wanted.subnet)) &&
    (wanted.gateway === '' || found.subnets.some(({ gateway }) => gateway === wanted.gateway)) &&
    found.isInternal === wanted.isInternal &&
    found.isEncrypted === wanted.isEncrypted &&
    (found.scope !== 'swarm' || found.isAttachable === wanted.isAttachable) &&
    (wanted.mtu === 0 || found.mtu === undefined || found.mtu === wanted.mtu)
  );
}
