/** A classic swarm manager's API, with its quirks: `node/name`, errors that come doubled, 404 for what came after it. */
import { healthyHosts, type ManagedNode, type Manager } from '../../world/classicManager.ts';
import { beginProgram } from '../../world/containerProgram.ts';
import {
  createContainer,
  killContainer,
  removeContainer,
  startContainer,
  stopContainer,
  type ContainerRequest,
} from '../../world/containers.ts';
import { hostAtEndpoint } from '../../world/discovery.ts';
import { addImage, hasImage, isPublished } from '../../world/images.ts';
import { createNetwork, findNetwork, removeNetwork, visibleNetworks } from '../../world/networks.ts';
import type { Container, Host } from '../../world/nouns.ts';
import { option } from '../../world/programs.ts';
import { Refusal } from '../../world/refusal.ts';
import type { WorldEvent } from '../../world/world.ts';
import { inspectedContainer, listedContainer } from './containerBodies.ts';
import { isTrue, type Answer, type Exchange, type Route } from './exchange.ts';
import { logBytes } from './logs.ts';
import { managerInfo } from './managerInfo.ts';
import { attachment, listedNetwork } from './networkBodies.ts';
import { containerRequest, networkRequest } from './requestBodies.ts';
import { eventBody, streamEvents } from './systemRoutes.ts';

export interface ManagerExchange extends Exchange {
  readonly manager: Manager;
  /** Waits until that host's engine answers: the manager itself knows no deadline. */
  readonly whenAnswers: (host: Host) => Promise<void>;
}

const patterns = { container: '([^/]+(?:/[^/]+)?)' } as const;
const containerPath = (end: string): RegExp => new RegExp(`^/containers/${patterns.container}${end}$`);

export const managerRoutes: readonly Route<ManagerExchange>[] = [
  ['GET', /^\/_ping$/, () => ({ text: 'OK' })],
  ['GET', /^\/version$/, () => ({ json: version })],
  ['GET', /^\/info$/, ({ world, manager, host }) => ({ json: managerInfo(world, manager, host) })],
  ['GET', /^\/events$/, events],
  ['GET', /^\/containers\/json$/, containers],
  ['POST', /^\/containers\/create$/, create],
  ['GET', containerPath('/json'), (exchange, name = '') => inspect(exchange, name)],
  ['GET', containerPath('/logs'), (exchange, name = '') => logs(exchange, name)],
  ['POST', containerPath('/start'), (exchange, name = '') => change(exchange, name, start)],
  ['POST', containerPath('/stop'), (exchange, name = '') => change(exchange, name, stop)],
  ['POST', containerPath('/kill'), (exchange, name = '') => change(exchange, name, kill)],
  ['DELETE', containerPath(''), (exchange, name = '') => change(exchange, name, remove)],
  ['GET', /^\/networks$/, networks],
  ['GET', /^\/networks\/(.+)$/, (exchange, name = '') => network(exchange, name)],
  ['POST', /^\/networks\/create$/, makeNetwork],
  ['DELETE', /^\/networks\/(.+)$/, (exchange, name = '') => dropNetwork(exchange, name)],
];

const version = {
  Platform: { Name: 'Docker Swarm - Community' },
  Version: 'swarm/1.2.9',
  ApiVersion: '1.40',
  GitCommit: 'HEAD',
  GoVersion: 'go1.19.8',
  Os: 'linux',
  Arch: 'amd64',
  KernelVersion: '5.10.0-28-amd64',
  BuildTime: '<unknown>',
};

/** What an engine said, passed on: the client then says its own "Error response from daemon" before it once more. */
function passedOn(error: unknown): unknown {
  return error instanceof Refusal && !error.message.startsWith('Error response from daemon')
    ? new Refusal(error.status === 404 ? 404 : 500, `Error response from daemon: ${error.message}`)
    : error;
}

function* knownContainers(manager: Manager): Generator<{ node: ManagedNode; container: Container }> {
  for (const node of manager.nodes.values()) {
    if (node.status === 'Pending') continue;
    for (const container of node.containers) yield { node, container };
  }
}

function find(manager: Manager, reference: string): { node: ManagedNode; container: Container } {
  const name = reference.replace(/^\//, '');
  for (const each of knownContainers(manager)) {
    const { node, container } = each;
    if ([container.id, container.name, `${node.name}/${container.name}`].includes(name)) return each;
    if (/^[0-9a-f]{6,}$/.test(name) && container.id.startsWith(name)) return each;
  }
  throw new Refusal(404, `No such container: ${reference}`);
}

const hostOfNode = ({ world }: ManagerExchange, { endpoint }: ManagedNode): Host => {
  const host = hostAtEndpoint(world, endpoint);
  if (!host) throw new Refusal(500, `no such node: ${endpoint}`);
  return host;
};

/** By creation, the newest first; those of a node that is not healthy are told as they were. */
function containers(exchange: ManagerExchange): Answer {
  const { world, manager, query } = exchange;
  const isKept = ({ node, container }: { node: ManagedNode; container: Container }): boolean =>
    (isTrue(query, 'all') || container.state === 'running') &&
    // The swarm's own do not show unless all are asked for.
    (isTrue(query, 'all') || !/(^|\/)swarm(:|$)/.test(container.image)) &&
    node.status !== 'Pending';
  const bodies = [...knownContainers(manager)]
    .filter(isKept)
    .sort((a, b) => b.container.createdAt - a.container.createdAt)
    .map(({ node, container }) => {
      const body = listedContainer(world, hostOfNode(exchange, node), container);
      const unhealthy = node.status === 'Unhealthy' ? { Status: 'Host Down' } : {};
      return { ...body, Names: [`/${node.name}/${container.name}`], ...unhealthy };
    });
  return { json: bodies };
}

async function inspect(exchange: ManagerExchange, name: string): Promise<Answer> {
  const { node, container } = find(exchange.manager, name);
  const host = hostOfNode(exchange, node);
  await exchange.whenAnswers(host);
  const body = inspectedContainer(exchange.world, host, container);
  const told = {
    ID: node.id,
    IP: host.address,
    Addr: node.endpoint,
    Name: node.name,
    Cpus: host.cpus,
    Memory: host.memory,
    Labels: null,
  };
  return { json: { ...body, Node: told } };
}

function logs({ manager, query }: ManagerExchange, name: string): Answer {
  return {
    bytes: logBytes(find(manager, name).container.log, query),
    headers: { 'content-type': 'application/vnd.docker.raw-stream' },
  };
}

type Change = (exchange: ManagerExchange, host: Host, container: Container) => Promise<number> | number;

async function change(exchange: ManagerExchange, name: string, how: Change): Promise<Answer> {
  const { node, container } = find(exchange.manager, name);
  const host = hostOfNode(exchange, node);
  await exchange.whenAnswers(host);
  try {
    const status = await how(exchange, host, container);
    await exchange.settle();
    return { status };
  } catch (error) {
    throw passedOn(error);
  }
}

const start: Change = ({ world }, host, container) => {
  if (!startContainer(world, host, container)) return 304;
  void beginProgram(world, host, container);
  return 204;
};

const stop: Change = async ({ world, query }, host, container) =>
  (await stopContainer(world, host, container, Number(query.get('t') ?? 10))) ? 204 : 304;

const kill: Change = ({ world }, host, container) => {
  killContainer(world, host, container, '9');
  return 204;
};

const remove: Change = ({ world, query }, host, container) => {
  removeContainer(world, host, container, isTrue(query, 'force'));
  return 204;
};

async function create(exchange: ManagerExchange): Promise<Answer> {
  const { world, manager, query, body } = exchange;
  const request = containerRequest(body, query.get('name') ?? '');
  const taken = [...knownContainers(manager)].some(({ container }) => container.name === request.name);
  if (request.name !== '' && taken)
    throw new Refusal(
      409,
      `Conflict: The name ${request.name} is already assigned. You have to delete (or rename) that container to be able to assign ${request.name} to a container again.`,
    );
  const constraints = request.environment.filter((each) => each.startsWith('constraint:'));
  const host = chosen(exchange, constraints);
  await exchange.whenAnswers(host);
  if (!hasImage(host, request.image)) {
    if (!isPublished(request.image)) throw new Refusal(404, `No such image: ${request.image}`);
    await world.time.sleep(800);
    addImage(world, host, request.image);
  }
  try {
    const container = createContainer(world, host, swarmRequest(request, constraints));
    return { status: 201, json: { Id: container.id, Warnings: [] } };
  } catch (error) {
    throw passedOn(error);
  }
}

function swarmRequest(request: ContainerRequest, constraints: readonly string[]): ContainerRequest {
  const told = constraints.map((each) => each.slice('constraint:'.length));
  return {
    ...request,
    environment: request.environment.filter((each) => !each.startsWith('constraint:')),
    labels: {
      ...request.labels,
      'com.docker.swarm.constraints': JSON.stringify([...told, 'ostype==linux']),
      'com.docker.swarm.id': `${Date.now().toString(16)}${request.name}`,
    },
  };
}

/** `spread`: the node with the fewest containers; `binpack`: the fullest. */
function chosen({ world, manager, host: own }: ManagerExchange, constraints: readonly string[]): Host {
  const conditions = constraints.map((each) => each.slice('constraint:'.length));
  const fits = (host: Host): boolean =>
    conditions.every((condition) => {
      const match = /^(\w+)(==|!=)~?(.*)$/.exec(condition);
      if (!match) return true;
      const [, key = '', operator, value = ''] = match;
      const label = host.engine.labels.find((each) => each.startsWith(`${key}=`))?.slice(key.length + 1);
      const actual = key === 'node' ? host.hostname : label;
      const isEqual = value.includes('*')
        ? new RegExp(`^${value.replaceAll('*', '.*')}$`).test(actual ?? '')
        : actual === value;
      return operator === '==' ? isEqual : !isEqual;
    });
  const load = (host: Host): number => host.engine.containers.length;
  const isBinpack = option(manager.container, 'strategy') === 'binpack';
  const [best] = healthyHosts(world, manager)
    .filter(fits)
    .sort((a, b) => (isBinpack ? load(b) - load(a) : load(a) - load(b)));
  if (best) return best;
  const why = conditions.length === 0 ? '' : `\n[${[...conditions, 'ostype==linux'].join(' ')}]`;
  throw own.power === 'on' && manager.nodes.size === 0
    ? new Refusal(500, 'No healthy node available in the cluster')
    : new Refusal(
        500,
        `Unable to find a node that satisfies the following conditions \n[available container slots]${why}`,
      );
}

/** Overlays once, what each engine has of its own under its node's name. */
function networks({ world, manager }: ManagerExchange): Answer {
  const local = healthyHosts(world, manager).flatMap((host) =>
    host.engine.networks.map((each) => ({
      ...listedNetwork(each),
      Name: `${host.hostname}/${each.name}`,
      Containers: attachedTo(each),
    })),
  );
  const global = manager.networks.map((each) => ({ ...listedNetwork(each), Containers: attachedTo(each) }));
  return { json: [...local, ...global] };
}

const attachedTo = (each: Manager['networks'][number]): unknown =>
  Object.fromEntries(each.attached.map((one) => [one.containerId, attachment(each, one)]));

function network({ world, manager }: ManagerExchange, reference: string): Answer {
  const global = manager.networks.find(
    ({ id, name }) => id === reference || name === reference || (reference.length > 5 && id.startsWith(reference)),
  );
  if (global) return { json: { ...listedNetwork(global), Containers: attachedTo(global) } };
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

/** Sent to one of the healthy nodes; which one cannot be foretold, so it is the first. */
function someHost({ world, manager }: ManagerExchange): Host {
  const [host] = healthyHosts(world, manager);
  if (!host) throw new Refusal(500, 'No healthy node available in the cluster');
  return host;
}

async function makeNetwork(exchange: ManagerExchange): Promise<Answer> {
  const host = someHost(exchange);
  await exchange.whenAnswers(host);
  try {
    const made = createNetwork(exchange.world, host, networkRequest(exchange.body));
    exchange.manager.networks =
      made.scope === 'global' ? [...exchange.manager.networks, made] : exchange.manager.networks;
    return { status: 201, json: { Id: made.id, Warning: '' } };
  } catch (error) {
    throw passedOn(error);
  }
}

async function dropNetwork(exchange: ManagerExchange, reference: string): Promise<Answer> {
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
    manager.networks = manager.networks.filter(({ id }) => id !== found.id);
    return { status: 204 };
  } catch (error) {
    throw passedOn(error);
  }
}

/** The events of all its nodes, each with the node's own facts. */
function events(exchange: ManagerExchange): undefined {
  const { world, manager } = exchange;
  const nodeOf = (event: WorldEvent): ManagedNode | undefined => {
    const host = world.host(event.hostId);
    return host && [...manager.nodes.values()].find((node) => hostAtEndpoint(world, node.endpoint) === host);
  };
  streamEvents(
    exchange,
    (event) => nodeOf(event)?.status === 'Healthy',
    (event) => {
      const node = nodeOf(event);
      const ip = node?.endpoint.split(':')[0] ?? '';
      const facts = {
        'node.addr': node?.endpoint ?? '',
        'node.id': node?.id ?? '',
        'node.ip': ip,
        'node.name': node?.name ?? '',
      };
      const body = eventBody({ ...event, attributes: { ...event.attributes, ...facts } });
      return {
        ...body,
        from: `${event.from ?? ''} node:${node?.name ?? ''}`,
        node: { Name: node?.name, Id: node?.id, Addr: node?.endpoint, Ip: ip },
      };
    },
  );
}
