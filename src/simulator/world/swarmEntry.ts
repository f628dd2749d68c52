/** Engines join and leave swarms: init, join, leave, unlock. */
import { endContainer, removeContainer } from './containers.ts';
import { isOwn } from './engineLife.ts';
import { localNetwork } from './hosts.ts';
import { joinToken, swarmId } from './ids.ts';
import { createSwarmOverlay } from './networks.ts';
import type { Host, JoinRequest, Swarm, SwarmNode } from './nouns.ts';
import { Refusal } from './refusal.ts';
import { activeSwarm, isAlive, isAutolocked, leaderFor, managersOf, ownNode, reachesSwarm } from './swarmMembership.ts';
import { tellNode } from './swarmNodes.ts';
import { engineFlag, type World } from './world.ts';

export interface InitRequest {
  readonly advertise: string;
  readonly availability: SwarmNode['availability'];
  readonly addressPools: readonly string[];
  readonly subnetSize: number;
  readonly dataPathPort: number;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** @returns the id of the node created for this engine */
export function initSwarm(world: World, host: Host, request: InitRequest): string {
  refuseSecond(host);
  refuseAddress(host, request.advertise);
  const now = world.time.now();
  const authority = `${swarmId()}${swarmId()}`;
  const swarm: Swarm = {
    id: swarmId(),
    createdAt: now,
    updatedAt: now,
    index: 10,
    spec: { ...defaultSpec, ...request.spec },
    workerToken: joinToken(authority),
    managerToken: joinToken(authority),
    unlockKey: `SWMKEY-1-${swarmId()}${swarmId().slice(0, 18)}`,
    addressPools: request.addressPools,
    subnetSize: request.subnetSize,
    dataPathPort: request.dataPathPort,
    nodes: [],
    networks: [],
    services: [],
    tasks: [],
    nextVni: 4096,
    leaderId: '',
    leadsAt: now,
  };
  const node = addNode(world, swarm, host, 'manager', request.availability);
  swarm.leaderId = node.id;
  createSwarmOverlay(world, swarm, { ...ingress, isIngress: true });
  world.state.swarms.push(swarm);
  host.engine.swarm = { swarmId: swarm.id, nodeId: node.id, state: 'active', error: '', pending: undefined };
  addGatewayBridge(world, host);
  world.changed();
  return node.id;
}

const ingress = {
  name: 'ingress',
  driver: 'overlay',
  subnet: '',
  gateway: '',
  isInternal: false,
  isAttachable: false,
  options: {},
  labels: {},
} as const;

const defaultSpec = {
  Name: 'default',
  Labels: {},
  Orchestration: { TaskHistoryRetentionLimit: 5 },
  Raft: {
    SnapshotInterval: 10000,
    KeepOldSnapshots: 0,
    LogEntriesForSlowFollowers: 500,
    ElectionTick: 10,
    HeartbeatTick: 1,
  },
  Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
  CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
  TaskDefaults: {},
  EncryptionConfig: { AutoLockManagers: false },
};

function refuseSecond(host: Host): void {
  if (engineFlag(host, 'cluster-store') !== undefined)
    throw new Refusal(
      400,
      '--cluster-store and --cluster-advertise daemon configurations are incompatible with swarm mode',
    );
  if (host.engine.swarm)
    throw new Refusal(
      503,
      'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
    );
}

function refuseAddress(host: Host, advertise: string): void {
  const place = advertise.replace(/:\d+$/, '');
  if (place === '')
    throw new Refusal(
      400,
      `could not choose an IP address to advertise since this system has multiple addresses on different interfaces (10.0.2.15 on eth0 and ${host.address} on eth1) - specify one with --advertise-addr`,
    );
  if (!isOwn(host, place))
    throw new Refusal(
      400,
      'advertise address must be a non-zero IP address or network interface (with optional port number)',
    );
}

function addNode(
  world: World,
  swarm: Swarm,
  host: Host,
  role: SwarmNode['role'],
  availability: SwarmNode['availability'],
): SwarmNode {
  const now = world.time.now();
  swarm.index += 1;
  const node: SwarmNode = {
    id: swarmId(),
    hostId: host.id,
    createdAt: now,
    updatedAt: now,
    index: swarm.index,
    hostname: host.hostname,
    role,
    availability,
    labels: {},
    address: host.address,
    state: 'ready',
    message: '',
    isReachable: true,
    lastSeen: now,
    hasLeft: false,
  };
  swarm.nodes.push(node);
  tellNode(world, swarm, node, 'create', {});
  return node;
}

function addGatewayBridge(world: World, host: Host): void {
  if (host.engine.networks.some(({ name }) => name === 'docker_gwbridge')) return;
  host.engine.networks.push(localNetwork('docker_gwbridge', 'bridge', '172.18.0.0/16', world.time.now()));
}

/** Joins, or times out after 20 s while the engine keeps trying. */
export async function joinSwarm(world: World, host: Host, advertise: string, request: JoinRequest): Promise<void> {
  refuseSecond(host);
  if (!/^SWMTKN-1-[0-9a-z]{40,}-[0-9a-z]{20,}$/.test(request.token)) throw new Refusal(400, 'invalid join token');
  refuseAddress(host, advertise || 'eth1');
  if (tryJoin(world, host, request)) return;
  host.engine.swarm = { swarmId: '', nodeId: '', state: 'pending', error: '', pending: request };
  world.changed();
  await world.time.sleep(20_000);
  // A retry may have succeeded meanwhile.
  if (activeSwarm(world, host)) return;
  throw new Refusal(
    500,
    'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.',
  );
}

/** @returns false if no manager answers @throws Refusal if one answers and rejects the join */
export function tryJoin(world: World, host: Host, { remotes, token, availability }: JoinRequest): boolean {
  if (!reachesSwarm(host)) return false;
  const found = remotes
    .map((remote) => remote.replace(/:\d+$/, ''))
    // When hosts share an address, any manager among them will do.
    .flatMap((address) => world.state.hosts.filter((each) => each.address === address))
    .map((each) => ({ manager: ownNode(world, each), swarm: activeSwarm(world, each) }))
    .find(({ manager, swarm }) => swarm && manager?.role === 'manager' && isAlive(world, manager));
  if (!found?.swarm) return false;
  const { swarm } = found;
  const managerHost = world.host(found.manager?.hostId ?? '');
  if (!managerHost || !leaderFor(world, swarm, managerHost)) return false;
  refuseEarly(world, host, swarm);
  const role = token === swarm.managerToken ? 'manager' : token === swarm.workerToken ? 'worker' : undefined;
  if (!role)
    throw new Refusal(
      500,
      'rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster',
    );
  const node = addNode(world, swarm, host, role, availability);
  host.engine.swarm = { swarmId: swarm.id, nodeId: node.id, state: 'active', error: '', pending: undefined };
  addGatewayBridge(world, host);
  world.changed();
  return true;
}

/** The authority's certificate is valid from five minutes before its swarm: a clock further behind rejects it. */
function refuseEarly(world: World, host: Host, swarm: Swarm): void {
  const [clock, begins] = [world.time.now() + host.clockSkew, swarm.createdAt - 300_000];
  if (clock >= begins) return;
  const [current, before] = [clock, begins].map((time) => new Date(time).toISOString().replace(/\.\d+/, ''));
  throw new Refusal(
    500,
    `error while validating Root CA Certificate: x509: certificate has expired or is not yet valid: current time ${String(current)} is before ${String(before)}`,
  );
}

export function leaveSwarm(world: World, host: Host, isForced: boolean): void {
  const membership = host.engine.swarm;
  if (!membership) throw new Refusal(503, 'This node is not part of a swarm');
  const swarm = world.swarm(membership.swarmId);
  const own = ownNode(world, host);
  if (swarm && own?.role === 'manager' && !isForced) throw managerLeaves(world, swarm);
  host.engine.swarm = undefined;
  for (const container of [...host.engine.containers]) {
    const isOfSwarm = container.endpoints.some(({ networkId }) => swarm?.networks.some(({ id }) => id === networkId));
    if (container.task) removeContainer(world, host, container, true);
    else if (isOfSwarm) endContainer(world, host, container, 137);
  }
  if (swarm && own) forgetNode(world, swarm, own);
  world.changed();
}

function managerLeaves(world: World, swarm: Swarm): Refusal {
  const managers = managersOf(swarm);
  const left = managers.filter((node) => isAlive(world, node)).length - 1;
  const why =
    managers.length === 1
      ? 'Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message.'
      : `Removing this node leaves ${String(left)} managers out of ${String(managers.length)}. Without a Raft quorum your swarm will be inaccessible. The only way to restore a swarm that has lost consensus is to reinitialize it with \`--force-new-cluster\`. Use \`--force\` to suppress this message.`;
  return new Refusal(503, `You are attempting to leave the swarm on a node that is participating as a manager. ${why}`);
}

/** The node stays in the list as down until a manager removes it. Without its last manager, the swarm is removed. */
function forgetNode(world: World, swarm: Swarm, node: SwarmNode): void {
  node.hasLeft = true;
  if (managersOf(swarm).length === 1 && node.role === 'manager') {
    world.state.swarms = world.state.swarms.filter((each) => each !== swarm);
    return;
  }
  for (const network of swarm.networks)
    network.attached = network.attached.filter(({ hostId }) => hostId !== node.hostId);
  node.state = 'down';
  node.isReachable = false;
  swarm.index += 1;
  tellNode(world, swarm, node, 'update', { 'state.new': 'down', 'state.old': 'ready' });
}

export function unlockSwarm(world: World, host: Host, key: string): void {
  const membership = host.engine.swarm;
  if (membership?.state !== 'locked') throw new Refusal(409, 'swarm is not locked');
  if (key !== world.swarm(membership.swarmId)?.unlockKey)
    throw new Refusal(400, 'swarm could not be unlocked: invalid key provided');
  membership.state = 'active';
  world.changed();
}

export function unlockKeyOf(swarm: Swarm): string {
  return isAutolocked(swarm) ? swarm.unlockKey : '';
}
