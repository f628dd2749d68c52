/** Swarm mode routes of an engine: the swarm itself, its nodes, services and tasks. */
import type { JoinRequest, ServiceSpec, SwarmNode, SwarmTask } from '../../world/nouns.ts';
import { joinToken, swarmId } from '../../world/ids.ts';
import { Refusal } from '../../world/refusal.ts';
import { number, record, text, texts } from '../../world/serviceSpec.ts';
import { createService, findService, removeService, updateService } from '../../world/services.ts';
import { lockedSwarm, managedSwarm } from '../../world/swarmMembership.ts';
import { initSwarm, joinSwarm, leaveSwarm, unlockKeyOf, unlockSwarm } from '../../world/swarmEntry.ts';
import { findNode, outOfSequence, removeNode, updateNode } from '../../world/swarmNodes.ts';
import { filtersOf, isTrue, type Answer, type Exchange, type Route } from './exchange.ts';
import { sendLogs } from './logs.ts';
import { stringsIn } from './requestBodies.ts';
import { clusterBody, nodeBody, serviceBody, taskBody } from './swarmBodies.ts';

export const swarmRoutes: readonly Route[] = [
  ['GET', /^\/swarm$/, ({ world, host }) => ({ json: clusterBody(managedSwarm(world, host), true) })],
  ['POST', /^\/swarm\/init$/, init],
  ['POST', /^\/swarm\/join$/, join],
  ['POST', /^\/swarm\/leave$/, leave],
  ['POST', /^\/swarm\/update$/, update],
  [
    'GET',
    /^\/swarm\/unlockkey$/,
    ({ world, host }) => ({ json: { UnlockKey: unlockKeyOf(managedSwarm(world, host)) } }),
  ],
  ['POST', /^\/swarm\/unlock$/, unlock],
  ['GET', /^\/nodes$/, nodes],
  [
    'GET',
    /^\/nodes\/([^/]+)$/,
    ({ world, host }, id = '') => {
      const swarm = managedSwarm(world, host);
      return { json: nodeBody(world, swarm, findNode(swarm, id)) };
    },
  ],
  ['POST', /^\/nodes\/([^/]+)\/update$/, changeNode],
  [
    'DELETE',
    /^\/nodes\/([^/]+)$/,
    ({ world, host, query }, id = '') => {
      const swarm = managedSwarm(world, host);
      removeNode(world, swarm, findNode(swarm, id), isTrue(query, 'force'));
      return { status: 200 };
    },
  ],
  ['GET', /^\/services$/, services],
  ['POST', /^\/services\/create$/, makeService],
  [
    'GET',
    /^\/services\/([^/]+)$/,
    ({ world, host }, id = '') => ({ json: serviceBody(findService(managedSwarm(world, host), id)) }),
  ],
  ['POST', /^\/services\/([^/]+)\/update$/, changeService],
  [
    'DELETE',
    /^\/services\/([^/]+)$/,
    ({ world, host }, id = '') => {
      const swarm = managedSwarm(world, host);
      removeService(world, swarm, findService(swarm, id));
      return { status: 200 };
    },
  ],
  ['GET', /^\/services\/([^/]+)\/logs$/, serviceLogs],
  ['GET', /^\/tasks$/, tasks],
  [
    'GET',
    /^\/tasks\/([^/]+)$/,
    ({ world, host }, id = '') => {
      const swarm = managedSwarm(world, host);
      const task = swarm.tasks.find((each) => each.id === id);
      if (!task) throw new Refusal(404, `task ${id} not found`);
      return { json: taskBody(swarm, task) };
    },
  ],
];

const availabilities = ['active', 'pause', 'drain'] as const;

function availabilityIn(value: unknown): SwarmNode['availability'] {
  return availabilities.find((each) => each === value) ?? 'active';
}

async function init({ world, host, body, settle }: Exchange): Promise<Answer> {
  const given = record(body);
  await world.time.sleep(600);
  const node = initSwarm(world, host, {
    advertise: text(given['AdvertiseAddr']),
    availability: availabilityIn(given['Availability']),
    addressPools: texts(given['DefaultAddrPool']),
    subnetSize: number(given['SubnetSize'], 0) || 24,
    dataPathPort: number(given['DataPathPort'], 0) || 4789,
    spec: record(given['Spec']),
  });
  await settle();
  return { json: node };
}

async function join({ world, host, body, settle }: Exchange): Promise<Answer> {
  const given = record(body);
  const request: JoinRequest = {
    remotes: texts(given['RemoteAddrs']),
    token: text(given['JoinToken']),
    availability: availabilityIn(given['Availability']),
  };
  await world.time.sleep(500);
  await joinSwarm(world, host, text(given['AdvertiseAddr']), request);
  await settle();
  return { status: 200 };
}

async function leave({ world, host, query, settle }: Exchange): Promise<Answer> {
  leaveSwarm(world, host, isTrue(query, 'force'));
  await settle();
  return { status: 200 };
}

function update({ world, host, query, body }: Exchange): Answer {
  const swarm = managedSwarm(world, host);
  if (Number(query.get('version')) !== swarm.index) throw outOfSequence();
  swarm.index += 1;
  swarm.updatedAt = world.time.now();
  swarm.spec = { ...swarm.spec, ...record(body) };
  const authority = swarm.workerToken.split('-')[2] ?? '';
  if (isTrue(query, 'rotateWorkerToken')) swarm.workerToken = joinToken(authority);
  if (isTrue(query, 'rotateManagerToken')) swarm.managerToken = joinToken(authority);
  if (isTrue(query, 'rotateManagerUnlockKey')) swarm.unlockKey = `SWMKEY-1-${swarmId()}${swarmId().slice(0, 18)}`;
  world.changed();
  return { status: 200 };
}

function unlock({ world, host, body }: Exchange): Answer {
  unlockSwarm(world, host, text(record(body)['UnlockKey']));
  return { status: 200 };
}

function nodes({ world, host, query }: Exchange): Answer {
  if (host.engine.swarm?.state === 'locked') throw lockedSwarm();
  const swarm = managedSwarm(world, host);
  const filters = filtersOf(query);
  const kept = swarm.nodes.filter(
    ({ id, hostname, role }) =>
      (filters.get('id') ?? [id]).includes(id) &&
      (filters.get('name') ?? [hostname]).includes(hostname) &&
      (filters.get('role') ?? [role]).includes(role),
  );
  return { json: kept.map((node) => nodeBody(world, swarm, node)) };
}

function changeNode({ world, host, query, body }: Exchange, id = ''): Answer {
  const swarm = managedSwarm(world, host);
  const given = record(body);
  updateNode(world, swarm, findNode(swarm, id), Number(query.get('version')), {
    role: given['Role'] === 'manager' ? 'manager' : 'worker',
    availability: availabilityIn(given['Availability']),
    labels: stringsIn(given['Labels']),
  });
  return { status: 200 };
}

function services({ world, host, query }: Exchange): Answer {
  const filters = filtersOf(query);
  const kept = managedSwarm(world, host).services.filter(
    ({ id, spec }) =>
      (filters.get('name') ?? [spec.Name]).includes(spec.Name) && (filters.get('id') ?? [id]).includes(id),
  );
  return { json: kept.map(serviceBody) };
}

function specIn(body: unknown): ServiceSpec {
  const given = record(body);
  return { ...given, Name: text(given['Name']) };
}

function makeService({ world, host, body }: Exchange): Answer {
  const service = createService(world, managedSwarm(world, host), specIn(body));
  return { status: 201, json: { ID: service.id } };
}

function changeService({ world, host, query, body }: Exchange, id = ''): Answer {
  const swarm = managedSwarm(world, host);
  const isRollback = query.get('rollback') === 'previous';
  updateService(
    world,
    swarm,
    findService(swarm, id),
    Number(query.get('version')),
    isRollback ? 'previous' : specIn(body),
  );
  return { json: { Warnings: null } };
}

/** The logs of a service's tasks; with `details`, each line is preceded by its node and task, as `docker service logs` requests. */
function serviceLogs(exchange: Exchange, id = ''): Answer | undefined {
  const { world, host, query } = exchange;
  const swarm = managedSwarm(world, host);
  const service = findService(swarm, id);
  const written = (task: SwarmTask) => {
    const node = swarm.nodes.find((each) => each.id === task.nodeId);
    const container = world.host(node?.hostId ?? '')?.engine.containers.find((each) => each.id === task.containerId);
    const context = `com.docker.swarm.node.id=${task.nodeId},com.docker.swarm.service.id=${service.id},com.docker.swarm.task.id=${task.id} `;
    return { id: task.id, lines: container?.log ?? [], prefix: isTrue(query, 'details') ? context : '' };
  };
  return sendLogs(
    exchange,
    () => swarm.tasks.filter(({ serviceId }) => serviceId === service.id).map(written),
    // The stream continues after the service is removed, as with a real engine.
    () => false,
  );
}

function tasks({ world, host, query }: Exchange): Answer {
  const swarm = managedSwarm(world, host);
  const filters = filtersOf(query);
  const nameOf = (serviceId: string): string => swarm.services.find((each) => each.id === serviceId)?.spec.Name ?? '';
  const kept = swarm.tasks.filter(
    ({ serviceId, nodeId, desired, id }) =>
      (filters.get('service') ?? [serviceId]).some((each) => each === serviceId || each === nameOf(serviceId)) &&
      (filters.get('node') ?? [nodeId]).includes(nodeId) &&
      (filters.get('desired-state') ?? [desired]).includes(desired) &&
      (filters.get('id') ?? [id]).includes(id),
  );
  return { json: kept.map((task) => taskBody(swarm, task)) };
}
