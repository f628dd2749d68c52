/** A classic swarm manager's networks: those that all engines share, and local ones prefixed with their node's name. */
import { healthyHosts, sharedNetworks } from '../../world/classicManager.ts';
import { createNetwork, findNetwork, removeNetwork, visibleNetworks } from '../../world/networks.ts';
import type { Attachment, Host, Network } from '../../world/nouns.ts';
import { Refusal } from '../../world/refusal.ts';
import type { World } from '../../world/world.ts';
import type { Answer } from './exchange.ts';
import { passedOn, type ManagerExchange } from './managerExchange.ts';
import { attachment, listedNetwork } from './networkBodies.ts';
import { networkRequest } from './requestBodies.ts';

/** Lists each overlay once, and local networks prefixed with their node's name. */
export function networks({ world, manager }: ManagerExchange): Answer {
  const local = healthyHosts(world, manager).flatMap((host) =>
    host.engine.networks.map((each) => ({
      ...listedNetwork(each),
      Name: `${host.hostname}/${each.name}`,
      Containers: attachedTo(each),
    })),
  );
  const global = sharedNetworks(manager).map((each) => ({ ...listedNetwork(each), Containers: livingOn(world, each) }));
  return { json: [...local, ...global] };
}

/** A manager derives a network's endpoints from its engines' containers and knows no others. */
function livingOn(world: World, each: Network): unknown {
  const isThere = ({ hostId, containerId }: Attachment): boolean =>
    world.host(hostId)?.engine.containers.some(({ id }) => id === containerId) ?? false;
  return attachedTo({ ...each, attached: each.attached.filter(isThere) });
}

const attachedTo = (each: Network): unknown =>
  Object.fromEntries(each.attached.map((one) => [one.containerId, attachment(each, one)]));

export function network({ world, manager }: ManagerExchange, reference: string): Answer {
  const global = sharedNetworks(manager).find(
    ({ id, name }) => id === reference || name === reference || (reference.length > 5 && id.startsWith(reference)),
  );
  if (global) return { json: { ...listedNetwork(global), Containers: livingOn(world, global) } };
  const [node = '', ...rest] = reference.split('/');
  for (const host of healthyHosts(world, manager)) {
    const local = host.engine.networks.find(
      ({ id, name }) => id === reference || (host.hostname === node && name === rest.join('/')),
    );
    if (local)
      return {
        json: { ...listedNetwork(local), Name: `${host.hostname}/${local.name}`, Containers: attachedTo(local) },
      };
  }
  throw new Refusal(404, `No such network: ${reference}`);
}

/** Returns the host that gets the request. The real manager picks any healthy node; the simulator picks the first. */
function someHost({ world, manager }: ManagerExchange): Host {
  const [host] = healthyHosts(world, manager);
  if (!host) throw new Refusal(500, 'No healthy node available in the cluster');
  return host;
}

export async function makeNetwork(exchange: ManagerExchange): Promise<Answer> {
  const host = someHost(exchange);
  await exchange.whenAnswers(host);
  try {
    const made = createNetwork(exchange.world, host, networkRequest(exchange.body));
    if (made.scope === 'global')
      for (const node of exchange.manager.nodes.values()) node.networks = [...node.networks, made];
    return { status: 201, json: { Id: made.id, Warning: '' } };
  } catch (error) {
    throw passedOn(error);
  }
}

export async function dropNetwork(exchange: ManagerExchange, reference: string): Promise<Answer> {
  const { world, manager } = exchange;
  const hosts = healthyHosts(world, manager);
  const [node = '', ...rest] = reference.split('/');
  const own = hosts.find(({ hostname }) => hostname === node);
  const known = hosts.find((host) =>
    visibleNetworks(world, host).some(({ id, name }) => [id, name].includes(reference)),
  );
  const host = (rest.length > 0 ? own : undefined) ?? known;
  if (!host) throw new Refusal(404, `No such network: ${reference}`);
  await exchange.whenAnswers(host);
  try {
    const found = findNetwork(world, host, host === own && rest.length > 0 ? rest.join('/') : reference);
    removeNetwork(world, host, found.id);
    for (const node of manager.nodes.values()) node.networks = node.networks.filter(({ id }) => id !== found.id);
    return { status: 204 };
  } catch (error) {
    throw passedOn(error);
  }
}
