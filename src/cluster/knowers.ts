/** Who knows whether nodes are well where engines share a store: the classic manager, or without one the store and each engine. */
import type { CallOptions } from '../docker/doors.ts';
import { classicIdentity, matchNodes, type ClassicIdentity } from '../model/classicNodes.ts';
import { isWellNode, tellsOfFormerId, type ClassicNode } from '../model/classicSwarm.ts';
import type { Failure } from '../model/failure.ts';
import { isRegistered } from '../model/health.ts';
import { storeUrlText, type StoreUrl } from '../model/keyValueStore.ts';
import { findMachine, type World } from './performWorld.ts';

/** Somebody who knows of nodes. */
export interface Knower {
  readonly who: string;
  ask(nodes: readonly string[], call: CallOptions): Promise<readonly Word[]>;
}

/** What is wrong with a node: undefined when it is well. `cause`: why nobody tells of it. */
export interface Word {
  readonly machine: string;
  readonly word: string | undefined;
  readonly cause?: Failure;
  /** Who tells of nodes answers, and has never heard of it. */
  readonly isUnlisted?: boolean;
  /** Who tells of nodes knows it by an ID that its engine had before. */
  readonly isOfFormerId?: boolean;
}

export function byManager(manager: string, world: World): Knower {
  return {
    who: manager,
    ask: async (nodes, call): Promise<readonly Word[]> => {
      // Each time anew: a record may gain its address, or go.
      const own = await findMachine(manager, world);
      const info = own.ok ? await world.doors.engines.manager(own.value).manager(call) : own;
      if (!info.ok)
        return nodes.map((machine) => ({
          machine,
          word: world.t('the manager does not answer'),
          cause: info.error,
        }));
      const listed = info.value.nodes;
      const found = await Promise.all(nodes.map((machine) => identityOf(machine, listed, world, call)));
      const known = matchNodes(listed, found);
      return nodes.map((machine) => {
        const node = known.get(machine);
        if (!node) return { machine, word: world.t("not in the manager's list"), isUnlisted: true };
        if (isWellNode(node)) return { machine, word: undefined };
        return {
          machine,
          word: node.error ? `${node.status}: ${node.error}` : node.status,
          isOfFormerId: tellsOfFormerId(node.error),
        };
      });
    },
  };
}

/**
 * What a machine is known by among the listed nodes. A host may have any name, so that counts only where there is no address; the engine
 * is asked where other hosts know it by another address than this computer.
 */
async function identityOf(
  name: string,
  listed: readonly ClassicNode[],
  world: World,
  call: CallOptions,
): Promise<ClassicIdentity> {
  const found = await findMachine(name, world);
  if (!found.ok || found.value.address === undefined)
    return { name, hostname: name, engineId: undefined, advertised: '', address: undefined };
  const { address } = classicIdentity(found.value, undefined);
  const isListed = listed.some((node) => node.address === address);
  const engine = isListed ? undefined : await world.doors.engines.engine(found.value).engine(call);
  return { ...classicIdentity(found.value, engine?.ok ? engine.value : undefined), hostname: '' };
}

/** Engines without swarm: those that have registered in the store and answer. */
export function byStore(url: StoreUrl, world: World): Knower {
  return {
    who: storeUrlText(url),
    ask: async (nodes, call) => {
      const state = await world.doors.keyValueStores.ask(url, call);
      return Promise.all(
        nodes.map(async (machine) => {
          if (!state.ok) return { machine, word: world.t('the store does not answer'), cause: state.error };
          const found = await findMachine(machine, world);
          if (!found.ok) return { machine, word: world.t('there is no such machine') };
          const engine = await world.doors.engines.engine(found.value).engine(call);
          const advertised = engine.ok ? engine.value.clusterAdvertise : undefined;
          if (!isRegistered(found.value, state.value.engines, advertised))
            return { machine, word: world.t('not registered in the store') };
          return { machine, word: engine.ok ? undefined : world.t('its engine does not answer') };
        }),
      );
    },
  };
}
