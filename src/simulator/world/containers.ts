/** Containers on one host: creates, starts, stops and removes them as an engine does. */
import { containerName, hexId } from './ids.ts';
import { engineFailsAt } from './overlayCrash.ts';
import { hasImage, imageReference } from './images.ts';
import { attach, detach, networkToJoin, visibleNetworks } from './networks.ts';
import type { Container, Host, LogLine, PortBinding } from './nouns.ts';
import { programOf } from './programs.ts';
import { Refusal } from './refusal.ts';
import { openStore } from './stores.ts';
import { findContainer, type World } from './world.ts';

export interface ContainerRequest {
  readonly name: string;
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PortBinding[];
  readonly binds: readonly string[];
  readonly restart: string;
  /** Remove the container as soon as it ends. Default: keep it. */
  readonly isPassing?: boolean;
  readonly networkMode: string;
  /** Additional networks to join, each with a requested address or an empty string. */
  readonly networks: Readonly<Record<string, string>>;
  readonly task?: Container['task'];
}

export function requireContainer(host: Host, reference: string): Container {
  const container = findContainer(host, reference);
  if (!container) throw new Refusal(404, `No such container: ${reference}`);
  return container;
}

export function createContainer(world: World, host: Host, request: ContainerRequest): Container {
  const { engine } = host;
  const image = imageReference(request.image);
  if (!hasImage(host, request.image)) throw new Refusal(404, `No such image: ${image}`);
  if (host.hasFullDisk) throw new Refusal(500, 'mkdir /var/lib/docker/overlay2: no space left on device');
  const name = request.name || containerName();
  refuseTaken(host, name);
  const now = world.time.now();
  const container: Container = {
    id: hexId(),
    name,
    image: request.image,
    entrypoint: request.entrypoint,
    command: request.command,
    environment: request.environment,
    labels: request.labels,
    createdAt: now,
    startedAt: 0,
    finishedAt: 0,
    state: 'created',
    exitCode: 0,
    restart: restartPolicy(request.restart),
    wasStopped: false,
    isPassing: request.isPassing ?? false,
    ports: request.ports,
    mounts: request.binds.map((bind) => {
      const [volume = '', path = ''] = bind.split(':');
      return { volume, path };
    }),
    networkMode: request.networkMode || 'default',
    endpoints: Object.entries(request.networks).map(([network, address]) => ({
      id: '',
      networkId: '',
      network,
      address,
      mac: '',
    })),
    storeId: undefined,
    nextHeartbeat: 0,
    log: [],
    starts: 0,
    task: request.task,
  };
  for (const { volume } of container.mounts) {
    const isPath = volume.startsWith('/');
    if (!isPath && !engine.volumes.some((each) => each.name === volume))
      engine.volumes.push({ name: volume, createdAt: now, storeId: undefined });
  }
  engine.containers.push(container);
  world.changed();
  tellContainer(world, host, container, 'create');
  return container;
}

/** `docker rename`. */
export function renameContainer(world: World, host: Host, container: Container, name: string): void {
  if (!/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
    throw new Refusal(400, `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  const wanted = name.replace(/^\//, '');
  if (wanted === container.name) throw new Refusal(400, 'Renaming a container with the same name as its current name');
  refuseTaken(host, wanted);
  const oldName = container.name;
  container.name = wanted;
  world.changed();
  tellContainer(world, host, container, 'rename', { oldName: `/${oldName}` });
}

function refuseTaken(host: Host, name: string): void {
  const other = host.engine.containers.find((container) => container.name === name);
  if (other)
    throw new Refusal(
      409,
      `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
}

const policies = ['no', 'always', 'unless-stopped', 'on-failure'] as const;

function restartPolicy(name: string): Container['restart'] {
  return policies.find((policy) => policy === name) ?? 'no';
}

/** @returns false if it was already running */
export function startContainer(world: World, host: Host, container: Container): boolean {
  if (container.state === 'running') return false;
  if (container.state === 'paused') throw new Refusal(409, 'cannot start a paused container, try unpause instead');
  if (host.hasFullDisk) throw new Refusal(500, 'failed to create shim: no space left on device');
  for (const { host: port } of container.ports) {
    const taken = host.engine.containers.some(
      (each) => each.state === 'running' && each !== container && each.ports.some((bound) => bound.host === port),
    );
    if (taken)
      throw new Refusal(
        500,
        `driver failed programming external connectivity on endpoint ${container.name} (${hexId()}): Bind for 0.0.0.0:${String(port)} failed: port is already allocated`,
      );
  }
  try {
    joinNetworks(world, host, container);
  } catch (error) {
    if (container.isPassing) forget(world, host, container);
    throw error;
  }
  container.state = 'running';
  container.startedAt = world.time.now();
  container.exitCode = 0;
  container.wasStopped = false;
  container.starts += 1;
  container.nextHeartbeat = 0;
  openStore(world, host, container);
  world.changed();
  tellContainer(world, host, container, 'start');
  return true;
}

function joinNetworks(world: World, host: Host, container: Container): void {
  const mode = container.networkMode === 'default' ? 'bridge' : container.networkMode;
  if (mode === 'host' || mode === 'none' || mode.startsWith('container:')) return;
  const wanted = new Map(container.endpoints.map(({ network, address }) => [network, address]));
  if (!wanted.has(mode)) wanted.set(mode, '');
  const found = [...wanted].map(([name, address]) => [networkToJoin(world, host, name, container), address] as const);
  for (const [network] of found) engineFailsAt(world, host, network);
  container.endpoints = [];
  for (const [network, address] of found) {
    // The address from before the last stop may have another owner now.
    const isFree = !network.attached.some((each) => each.address === address);
    attach(world, host, container, network, container.starts === 0 || isFree ? address : '');
  }
}

/** Ends a container and removes its endpoints from the networks that can be reached. */
export function endContainer(world: World, host: Host, container: Container, exitCode: number): void {
  if (container.state !== 'running' && container.state !== 'paused') return;
  container.state = 'exited';
  container.exitCode = exitCode;
  container.finishedAt = world.time.now();
  tellContainer(world, host, container, 'die', { exitCode: String(exitCode) });
  leaveNetworks(world, host, container);
  if (container.isPassing) forget(world, host, container);
  world.changed();
}

function leaveNetworks(world: World, host: Host, container: Container): void {
  const networks = visibleNetworks(world, host);
  for (const { networkId } of container.endpoints) {
    const network = networks.find(({ id }) => id === networkId);
    if (network) detach(world, host, container, network);
  }
}

/** `docker stop`. @returns false if it was not running */
export async function stopContainer(world: World, host: Host, container: Container, seconds: number): Promise<boolean> {
  if (container.state !== 'running' && container.state !== 'paused') return false;
  container.wasStopped = true;
  tellContainer(world, host, container, 'kill', { signal: '15' });
  // Process 1 of a container ignores the signal by default and is killed after the grace period.
  const ignores = container.command.includes('sleep') || container.command[0] === 'top';
  await world.time.sleep(ignores ? seconds * 1000 : 200);
  endContainer(world, host, container, ignores ? 137 : programOf(container) === 'other' ? 0 : 1);
  tellContainer(world, host, container, 'stop');
  return true;
}

export function killContainer(world: World, host: Host, container: Container, signal: string): void {
  if (container.state !== 'running' && container.state !== 'paused')
    throw new Refusal(409, `Cannot kill container: ${container.name}: Container ${container.id} is not running`);
  container.wasStopped = true;
  tellContainer(world, host, container, 'kill', { signal });
  endContainer(world, host, container, signal === '9' ? 137 : 143);
}

export function removeContainer(world: World, host: Host, container: Container, isForced: boolean): void {
  if (container.state === 'running' || container.state === 'paused') {
    if (!isForced)
      throw new Refusal(
        409,
        `You cannot remove a running container ${container.id}. Stop the container before attempting removal or force remove`,
      );
    container.wasStopped = true;
    tellContainer(world, host, container, 'kill', { signal: '9' });
    endContainer(world, host, container, 137);
  }
  forget(world, host, container);
  world.changed();
}

function forget(world: World, host: Host, container: Container): void {
  if (!host.engine.containers.includes(container)) return;
  host.engine.containers = host.engine.containers.filter((each) => each !== container);
  tellContainer(world, host, container, 'destroy');
}

export function removeVolume(world: World, host: Host, name: string): void {
  const { engine } = host;
  const volume = engine.volumes.find((each) => each.name === name);
  if (!volume) throw new Refusal(404, `get ${name}: no such volume`);
  const users = engine.containers.filter(({ mounts }) => mounts.some((mount) => mount.volume === name));
  if (users.length > 0)
    throw new Refusal(409, `remove ${name}: volume is in use - [${users.map(({ id }) => id).join(', ')}]`);
  engine.volumes = engine.volumes.filter((each) => each !== volume);
  world.state.stores = world.state.stores.filter(({ id }) => id !== volume.storeId);
  world.changed();
  world.tell({
    hostId: host.id,
    type: 'volume',
    action: 'destroy',
    id: name,
    attributes: { driver: 'local' },
    scope: 'local',
  });
}

export function say(world: World, container: Container, stream: LogLine['stream'], text: string): void {
  // Timestamps are unique within a container: engines count nanoseconds.
  const after = container.log.at(-1)?.at ?? 0;
  container.log.push({ stream, text, at: Math.max(world.time.now(), after + 1) });
  if (container.log.length > 200) container.log.splice(0, container.log.length - 200);
  world.changed();
}

export function tellContainer(
  world: World,
  host: Host,
  container: Container,
  action: string,
  more: Readonly<Record<string, string>> = {},
): void {
  world.tell({
    hostId: host.id,
    type: 'container',
    action,
    id: container.id,
    attributes: { ...container.labels, image: container.image, name: container.name, ...more },
    scope: 'local',
    from: container.image,
  });
}
