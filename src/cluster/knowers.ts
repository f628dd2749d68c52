/** Who knows whether nodes are well where engines share a store: the classic manager, or without one the store and each engine. */
import type { CallOptions } from '../docker/doors.ts';
import { isWellNode, tellsOfFormerId, type ClassicNode } from '../model/classicSwarm.ts';
import type { Failure } from '../model/failure.ts';
import { isRegistered } from '../model/health.ts';
import { storeUrlText, type StoreUrl } from '../model/keyValueStore.ts';
import type { Machine } from '../model/machine.ts';
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
      const found = await findMachine(manager, world);
      const info = found.ok ? await world.doors.engines.manager(found.value).manager(call) : found;
      return Promise.all(
        nodes.map(async (machine) => {
          if (!info.ok) return { machine, word: world.t('the manager does not answer'), cause: info.error };
          const entry = await findMachine(machine, world);
          const node = info.value.nodes.find((each) => isNode(each, machine, entry.ok ? entry.value : undefined));
          if (!node) return { machine, word: world.t("not in the manager's list"), isUnlisted: true };
          if (isWellNode(node)) return { machine, word: undefined };
          return {
            machine,
            word: node.error ? `${node.status}: ${node.error}` : node.status,
            isOfFormerId: tellsOfFormerId(node.error),
          };
        }),
      );
    },
  };
}

function isNode(node: ClassicNode, name: string, machine: Machine | undefined): boolean {
  return machine?.address === undefined
    ? node.name === name
    : node.address === `${machine.address}:${String(machine.enginePort)}`;
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
