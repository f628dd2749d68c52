/** A classic swarm manager's API with its quirks: `node/name`, doubled error prefixes, 404 for endpoints newer than itself. */
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
import type { Container, Host } from '../../world/nouns.ts';
import { option } from '../../world/programs.ts';
import { Refusal } from '../../world/refusal.ts';
import type { WorldEvent } from '../../world/world.ts';
import { inspectedContainer, listedContainer } from './containerBodies.ts';
import { isTrue, type Answer, type Route } from './exchange.ts';
import { sendLogs } from './logs.ts';
import { managerInfo } from './managerInfo.ts';
import { passedOn, type ManagerExchange } from './managerExchange.ts';
import { dropNetwork, makeNetwork, network, networks } from './managerNetworks.ts';
import { containerRequest } from './requestBodies.ts';
import { eventBody, streamEvents } from './systemRoutes.ts';

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

/** Sorted by creation, newest first. Containers of an unhealthy node keep their last known state. */
function containers(exchange: ManagerExchange): Answer {
  const { world, manager, query } = exchange;
  const isKept = ({ node, container }: { node: ManagedNode; container: Container }): boolean =>
    (isTrue(query, 'all') || container.state === 'running') &&
    // Swarm's own containers are hidden unless all are requested.
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

function logs(exchange: ManagerExchange, name: string): Answer | undefined {
  const { container } = find(exchange.manager, name);
  return sendLogs(
    exchange,
    () => [{ id: container.id, lines: container.log, prefix: '' }],
    () => container.state !== 'running' && container.state !== 'paused',
  );
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

/** `spread` picks the node with the fewest containers, `binpack` the fullest. */
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

/** The events of all nodes, each with its node's attributes. */
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
