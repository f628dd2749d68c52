/**
 * A classic manager on ZooKeeper may miss a node forever. Swarm 1.2.9 rereads its list when a child is added or removed, but then the child
 * may still be empty (libkv creates it before writing its address), or the manager is not watching yet. Agents later only rewrite their
 * address, which triggers nothing. On any store it watches again only a minute after an outage.
 */
import { named } from '../base/text.ts';
import { swarmManagerName } from '../model/engine.ts';
import type { StoreUrl } from '../model/keyValueStore.ts';
import { identityOf, type Knower } from './knowers.ts';
import { changeOnEngine, type World } from './performWorld.ts';

/** Wraps a health source: restarts the manager, once, if it misses a node for long or lists one by a former engine ID. */
export function rereading(knower: Knower, manager: string, url: StoreUrl, world: World): Knower {
  /** By machine. */
  const since = new Map<string, number>();
  let isDone = false;
  return {
    who: knower.who,
    ask: async (nodes, call) => {
      const words = await knower.ask(nodes, call);
      const unlisted = words.filter(({ isUnlisted }) => isUnlisted).map(({ machine }) => machine);
      for (const machine of since.keys()) if (!unlisted.includes(machine)) since.delete(machine);
      for (const machine of unlisted) if (!since.has(machine)) since.set(machine, Date.now());
      const late = unlisted.filter((machine) => Date.now() - (since.get(machine) ?? 0) >= world.patience.unlisted);
      const renamed = words.filter(({ isOfFormerId }) => isOfFormerId).map(({ machine }) => machine);
      if (isDone) return words;
      const { t } = world;
      if (renamed.length > 0) {
        isDone = true;
        const names = named(renamed, t);
        await restart(t('{0} lists {1} with its previous engine ID; restarting it', manager, names));
        return words;
      }
      if (late.length === 0) return words;
      // A node that is not in the store was not missed: a restart would not help and would break connections through the manager.
      const state = await world.doors.keyValueStores.ask(url, call);
      const registered = new Set(state.ok ? state.value.swarmNodes : []);
      const identities = await Promise.all(late.map((machine) => identityOf(machine, world, call)));
      const missed = identities
        .filter(({ address = '', advertised }) => registered.has(address) || registered.has(advertised))
        .map(({ name }) => name);
      if (missed.length === 0) return words;
      isDone = true;
      await restart(t('{0} does not list {1}; restarting it', manager, named(missed, t)));
      return words;
    },
  };

  /** If this fails, the final report is the same as without it. */
  async function restart(why: string): Promise<void> {
    world.said(why);
    await changeOnEngine(manager, world, (engine) => engine.restartContainer(swarmManagerName, world.call));
  }
}
