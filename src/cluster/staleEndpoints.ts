/** Endpoints that a network keeps for removed containers, as their engine ended before it could release them. Pure. */
import { hostOf } from '../model/address.ts';
import type { Cluster, StaleEndpoint } from '../model/cluster.ts';
import { isIncomplete } from '../model/incomplete.ts';
import type { Endpoint, OverlayNetwork } from '../model/network.ts';
import { now, type Seen } from '../model/seen.ts';
import { machineOf, type SeenMachine } from '../model/snapshot.ts';
import { strangersAmong } from '../model/swarmNode.ts';
import { isUnclear } from './standing.ts';

/**
 * Endpoints whose container no engine lists. This is known only while every engine answers (an incomplete machine without one is ignored)
 * and all are our machines: containers elsewhere are in no list. Engines and managers report containers and endpoints at different times,
 * so one that just started or ended looks stale for a moment. `lists`: what engines answer, which is what their key-value store holds. A
 * classic manager builds its list from the containers it knows, including stopped ones and those of removed hosts (swarm 1.2.9,
 * UpdateNetworkContainers).
 */
export function suspectedEndpoints(
  { members, networks, store, swarm }: Omit<Cluster, 'staleEndpoints'>,
  machines: ReadonlyMap<string, SeenMachine>,
  lists: readonly Seen<readonly OverlayNetwork[]>[],
): readonly StaleEndpoint[] {
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
 * Engines that share a key-value store list each other's endpoints without container IDs: an endpoint that matches no container has no
 * owner. In swarm mode an engine reports only its own. If an ID is known, its engine's container list is more accurate than a manager's.
 */
const isUnplaced = ({ scope }: OverlayNetwork, { machine, containerId }: Endpoint): boolean =>
  containerId !== '' || (machine === undefined && scope === 'global');

/** True if all engines registered in the key-value store are on these machines. */
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
