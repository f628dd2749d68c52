/** Network routes of an engine: list, inspect, create, remove, connect, disconnect, prune. */
import { requireContainer } from '../../world/containers.ts';
import {
  attach,
  createNetwork,
  detach,
  findNetwork,
  globalStore,
  networkToJoin,
  removeNetwork,
  visibleNetworks,
} from '../../world/networks.ts';
import type { Network } from '../../world/nouns.ts';
import { Refusal } from '../../world/refusal.ts';
import { record, text } from '../../world/serviceSpec.ts';
import { filtersOf, isTrue, type Exchange, type Route } from './exchange.ts';
import { inspectedNetwork, listedNetwork } from './networkBodies.ts';
import { networkRequest } from './requestBodies.ts';

export const networkRoutes: readonly Route[] = [
  ['GET', /^\/networks$/, list],
  [
    'GET',
    /^\/networks\/([^/]+)$/,
    ({ world, host, query }, name = '') => ({
      json: inspectedNetwork(world, host, findNetwork(world, host, name), isTrue(query, 'verbose')),
    }),
  ],
  [
    'POST',
    /^\/networks\/create$/,
    async (exchange) => {
      const { world, host, body } = exchange;
      await storeTime(exchange);
      const network = createNetwork(world, host, networkRequest(body));
      return { status: 201, json: { Id: network.id, Warning: '' } };
    },
  ],
  [
    'DELETE',
    /^\/networks\/([^/]+)$/,
    async (exchange, name = '') => {
      await storeTime(exchange);
      removeNetwork(exchange.world, exchange.host, name);
      return { status: 204 };
    },
  ],
  ['POST', /^\/networks\/prune$/, prune],
  ['POST', /^\/networks\/([^/]+)\/connect$/, connect],
  ['POST', /^\/networks\/([^/]+)\/disconnect$/, disconnect],
];

async function list(exchange: Exchange): Promise<{ json: unknown }> {
  const { world, host, query } = exchange;
  await storeTime(exchange);
  const filters = filtersOf(query);
  const isKept = (network: Network): boolean =>
    [...filters].every(([key, values]) => {
      switch (key) {
        case 'driver':
          return values.includes(network.driver);
        case 'scope':
          return values.includes(network.scope);
        case 'name':
          return values.some((value) => network.name.includes(value));
        case 'id':
          return values.some((value) => network.id.startsWith(value));
        default:
          return true;
      }
    });
  return { json: visibleNetworks(world, host).filter(isKept).map(listedNetwork) };
}

/** An engine waits for a store whose host is unreachable; a refused connection fails at once. */
async function storeTime({ world, host, signal }: Exchange): Promise<void> {
  if (globalStore(world, host)?.kind === 'silent') await world.time.sleep(3000, signal);
}

function prune({ world, host }: Exchange): { json: unknown } {
  const unused = visibleNetworks(world, host).filter(
    ({ name, attached, isIngress }) =>
      attached.length === 0 && !isIngress && !['bridge', 'host', 'none', 'docker_gwbridge'].includes(name),
  );
  for (const { id } of unused) removeNetwork(world, host, id);
  return { json: { NetworksDeleted: unused.map(({ name }) => name) } };
}

function connect({ world, host, body }: Exchange, name = ''): { status: number } {
  const container = requireContainer(host, text(record(body)['Container']));
  const network = networkToJoin(world, host, name, container);
  if (container.endpoints.some(({ networkId }) => networkId === network.id))
    throw new Refusal(403, `endpoint with name ${container.name} already exists in network ${network.name}`);
  const address = text(record(record(record(body)['EndpointConfig'])['IPAMConfig'])['IPv4Address']);
  attach(world, host, container, network, address);
  world.changed();
  return { status: 200 };
}

function disconnect({ world, host, body }: Exchange, name = ''): { status: number } {
  const network = findNetwork(world, host, name);
  const wanted = text(record(body)['Container']);
  const isForced = record(body)['Force'] === true;
  const ghost = network.attached.find(({ container, containerId, endpointId }) =>
    [container, containerId, endpointId].includes(wanted),
  );
  const container = host.engine.containers.find(({ id, name: own }) => id === wanted || own === wanted);
  if (container) {
    detach(world, host, container, network);
    container.endpoints = container.endpoints.filter(({ networkId }) => networkId !== network.id);
  } else if (ghost && isForced) network.attached = network.attached.filter((each) => each !== ghost);
  else if (ghost) throw new Refusal(404, `No such container: ${wanted}`);
  else throw new Refusal(404, `endpoint ${wanted} not found`);
  world.changed();
  return { status: 200 };
}
