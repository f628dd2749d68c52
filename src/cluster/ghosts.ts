/** Endpoints that a network keeps of containers that are not there any more: their engine ended before it could give them back. Pure. */
import { hostOf } from '../model/address.ts';
import type { Cluster, Ghost } from '../model/cluster.ts';
import { isIncomplete } from '../model/incomplete.ts';
import type { Endpoint, OverlayNetwork } from '../model/network.ts';
import { now, type Seen } from '../model/seen.ts';
import { machineOf, type SeenMachine } from '../model/snapshot.ts';
import { strangersAmong } from '../model/swarmNode.ts';
import { isUnclear } from './standing.ts';

/**
 * The endpoints whose containers are in no engine's list. Only while every engine answers can that be said (a leftover without one is not waited for), and only
 * where all of them are machines of ours: what runs elsewhere is in nobody's list. Engines and managers tell of both sides at different times, so what has
 * just begun or ended looks like one for a moment. `lists`: what engines answer, which is what their store has. A classic manager makes its list of
 * containers that it knows, stopped ones and those of hosts that are gone too (swarm 1.2.9, UpdateNetworkContainers).
 */
export function suspectedGhosts(
  { members, networks, store, swarm }: Omit<Cluster, 'ghosts'>,
  machines: ReadonlyMap<string, SeenMachine>,
  lists: readonly Seen<readonly OverlayNetwork[]>[],
): readonly Ghost[] {
  const nowhere = (now(networks) ?? []).flatMap((network) =>
    network.endpoints.filter((endpoint) => isUnplaced(network, endpoint)).map((endpoint) => ({ network, endpoint })),
  );
  if (nowhere.length === 0) return [];
  const known = members.flatMap(({ machine }) => machines.get(machine) ?? []);
  const seen = known.filter((each) => isUnclear(each) || !isIncomplete(each) || now(each.engine) !== undefined);
  const views = seen.flatMap(({ engine }) => now(engine) ?? []);
  if (known.length < members.length || views.length < seen.length) return [];
  const nodes = swarm && now(swarm.view)?.nodes;
  const isAllOurs = swarm ? nodes && strangersAmong(nodes, seen).length === 0 : store && areOurs(store, seen);
  if (isAllOurs !== true) return [];
  const running = new Set(views.flatMap(({ containers }) => containers.map(({ id }) => id)));
  const answers = lists.flatMap((list) => now(list) ?? []);
  const isAsked = lists.some(({ state }) => state === 'seen');
  const listed = new Set(answers.flatMap(({ id, endpoints }) => endpoints.map((endpoint) => placeIn(id, endpoint))));
  return nowhere
    .filter(({ endpoint }) => !running.has(endpoint.containerId))
    .map(({ network: { id, name }, endpoint }) => ({
      networkId: id,
      network: name,
      endpoint,
      isBlocking: isAsked ? listed.has(placeIn(id, endpoint)) : undefined,
    }));
}

/** An address occurs once in a network. */
const placeIn = (network: string, { address, container }: Endpoint): string =>
  address === '' ? `${network} ${container}` : `${network} ${address}`;

/**
 * Engines that share a store list each other's endpoints without their containers' ids: one that no container answers for is nobody's.
 * In swarm mode an engine tells of its own alone. Where an id is known, its engine's list of containers knows better than a manager's.
 */
const isUnplaced = ({ scope }: OverlayNetwork, { machine, containerId }: Endpoint): boolean =>
  containerId !== '' || (machine === undefined && scope === 'global');

/** Whether every engine that is registered in the store is one of these machines'. */
function areOurs({ state }: NonNullable<Cluster['store']>, seen: readonly SeenMachine[]): boolean {
  const engines = now(state)?.engines;
  const hosts = new Set(
    seen.flatMap((each) =>
      [machineOf(each)?.address, hostOf(now(each.engine)?.engine.clusterAdvertise ?? '')].flatMap(
        (host) => host?.toLowerCase() ?? [],
      ),
    ),
  );
  return engines?.every((each) => hosts.has(hostOf(each).toLowerCase())) ?? false;
}
