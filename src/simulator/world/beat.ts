/** A tick of the world: renews and expires registrations, updates managers, runs swarm elections and scheduling. */
import type { ClassicManagers } from './classicManager.ts';
import { register } from './discovery.ts';
import { expire } from './stores.ts';
import { beatSwarm, retryJoins } from './swarmBeat.ts';
import type { World } from './world.ts';

/** Runs one tick; the caller sets the interval. */
export function beat(world: World, managers: ClassicManagers): void {
  register(world);
  expire(world);
  managers.lookAround();
  retryJoins(world);
  for (const swarm of world.state.swarms) beatSwarm(world, swarm);
}
