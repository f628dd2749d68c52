/** The world goes on by itself: registrations are renewed and expire, managers look around, swarms agree and schedule. */
import type { ClassicManagers } from './classicManager.ts';
import { register } from './discovery.ts';
import { expire } from './stores.ts';
import { beatSwarm, retryJoins } from './swarmBeat.ts';
import type { World } from './world.ts';

/** One step; whoever calls says how often. */
export function beat(world: World, managers: ClassicManagers): void {
  register(world);
  expire(world);
  managers.lookAround();
  retryJoins(world);
  for (const swarm of world.state.swarms) beatSwarm(world, swarm);
}
