/** Health sources for nodes that share a key-value store: the classic manager or, without one, the store and each engine. */
import type { CallOptions } from '../docker/doors.ts';
import { classicIdentity, matchNodes, type ClassicIdentity } from '../model/classicNodes.ts';
import { isWellNode, tellsOfFormerId, type ClassicNode } from '../model/classicSwarm.ts';
import type { Failure } from '../model/failure.ts';
import type { Address } from '../model/address.ts';
import { isRegistered } from '../model/registration.ts';
import { storeUrlText, type StoreUrl } from '../model/keyValueStore.ts';
import { findMachine, type World } from './performWorld.ts';

/** A source of node health. */
export interface Knower {
  readonly who: string;
  ask(nodes: readonly string[], call: CallOptions): Promise<readonly Word[]>;
}

/** What is wrong with a node; undefined if healthy. `cause`: why no report is available. */
export interface Word {
  readonly machine: string;
  readonly word: string | undefined;
  readonly cause?: Failure;
  /** The health source answers but does not list the node. */
  readonly isUnlisted?: boolean;
  /** The health source knows it by an ID that its engine had before. */
  readonly isOfFormerId?: boolean;
  /** Its address in the manager's list. */
  readonly address?: Address;
}

export function byManager(manager: string, world: World): Knower {
  return {
    who: manager,
    ask: async (nodes, call): Promise<readonly Word[]> => {
      // Look it up each time: the record may gain an address or be removed.
      const found = await findMachine(manager, world);
      const info = found.ok ? await world.doors.engines.manager(found.value).manager(call) : found;
      if (!info.ok)
        return nodes.map((machine) => ({ machine, word: world.t('the manager does not answer'), cause: info.error }));
      const identities = await Promise.all(nodes.map((machine) => identityOf(machine, world, call)));
      const listed = nodesOf(identities, info.value.nodes);
      return nodes.map((machine) => {
        const node = listed.get(machine);
        if (!node) return { machine, word: world.t("not in the manager's list"), isUnlisted: true };
        const { status, error, address } = node;
        if (isWellNode(node)) return { machine, word: undefined, address };
        return { machine, word: error ? `${status}: ${error}` : status, isOfFormerId: tellsOfFormerId(error) };
      });
    },
  };
}

/** By machine. To the manager, hosts with the same engine ID are one node: only one of them counts as healthy. */
function nodesOf(
  identities: readonly ClassicIdentity[],
  nodes: readonly ClassicNode[],
): ReadonlyMap<string, ClassicNode> {
  const own = new Map<ClassicNode, string>();
  for (const [machine, node] of matchNodes(nodes, identities)) if (!own.has(node)) own.set(node, machine);
  return new Map([...own].map(([node, machine]) => [machine, node]));
}

/** How the manager's list and the key-value store may identify a machine: by its record and by what its engine reports now. */
export async function identityOf(name: string, world: World, call: CallOptions): Promise<ClassicIdentity> {
  const found = await findMachine(name, world);
  if (!found.ok) return { name, hostname: name, engineId: undefined, advertised: '', address: undefined };
  const engine = await world.doors.engines.engine(found.value).engine(call);
  return classicIdentity(found.value, engine.ok ? engine.value : undefined);
}

/** Engines without swarm: healthy if registered in the store and answering. */
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
