/** Overlay networks, made where they are wanted. */
import { ok } from '../base/result.ts';
import type { Outcome } from '../model/failure.ts';
import type { OverlayNetwork } from '../model/network.ts';
import type { NetworkToCreate } from '../model/plan.ts';
import { onDoor, type Doing, type World } from './performWorld.ts';

export async function createNetwork({ via, network }: Doing<'createNetwork'>, world: World): Promise<Outcome<void>> {
  return onDoor(via, world, async (door) => {
    const made = await door.createNetwork(network, world.call);
    if (made.ok || made.error.kind !== 'networkExists' || made.error.driver !== 'overlay') return made;
    const overlays = await door.overlays(world.call);
    if (!overlays.ok) return overlays;
    const found = overlays.value.find(({ name }) => name === network.name);
    return found && isAsWanted(found, network) ? ok(undefined) : made;
  });
}

/** Only what was asked for is compared. Being attachable is swarm mode's matter: where engines share a store all may join. */
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
