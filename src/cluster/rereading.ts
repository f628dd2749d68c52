/**
 * A classic manager on ZooKeeper may miss a node for good. Swarm 1.2.9 reads its list when a child comes or goes: while it is empty
 * still (libkv makes the child first and writes its address then), or before it listens for the next. Agents only write their address
 * again later on, which tells it nothing.
 */
import { named } from '../base/text.ts';
import { swarmManagerName } from '../model/engine.ts';
import type { Knower } from './knowers.ts';
import { onEngine, type World } from './performWorld.ts';

/** The same knower, which has the manager read its list anew, once, when nodes are missing from it for long. */
export function rereading(knower: Knower, manager: string, world: World): Knower {
  let since: number | undefined;
  let isDone = false;
  return {
    who: knower.who,
    ask: async (nodes, call) => {
      const words = await knower.ask(nodes, call);
      const unlisted = words.filter(({ isUnlisted }) => isUnlisted).map(({ machine }) => machine);
      since = unlisted.length > 0 ? (since ?? Date.now()) : undefined;
      if (isDone || since === undefined || Date.now() - since < world.patience.unlisted) return words;
      isDone = true;
      world.said(world.t('{0} has missed {1}; it is started anew to read its list', manager, named(unlisted, world.t)));
      // Where that fails, what is missing is told in the end as it would be without.
      await onEngine(manager, world, (engine) => engine.restartContainer(swarmManagerName, world.call));
      return words;
    },
  };
}
