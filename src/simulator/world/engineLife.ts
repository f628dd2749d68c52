/** Life cycle of engines and their hosts: start, stop, freeze, power off, and what these do to containers. */
import { beginProgram } from './containerProgram.ts';
import { endContainer, startContainer } from './containers.ts';
import { majorOf } from './hosts.ts';
import { visibleNetworks } from './networks.ts';
import type { Container, Host } from './nouns.ts';
import { Refusal } from './refusal.ts';
import { lockAfterStart } from './swarmMembership.ts';
import type { World } from './world.ts';

/** @returns why the engine does not start, as in the journal; empty if it runs */
export function startEngine(world: World, host: Host): string {
  const { engine } = host;
  if (engine.state === 'running' || engine.state === 'frozen') return '';
  engine.refusal = refusalOf(host);
  if (engine.refusal !== '') {
    engine.state = 'stopped';
    world.changed();
    return engine.refusal;
  }
  engine.state = 'running';
  engine.startedAt = world.time.now();
  engine.nextHeartbeat = 0;
  host.asksAgainAt = 0;
  lockAfterStart(world, host);
  sweep(world, host);
  engine.containers = engine.containers.filter(({ isPassing, state }) => !isPassing || state === 'running');
  for (const container of engine.containers) if (comesBack(container)) start(world, host, container);
  world.changed();
  return '';
}

/** Removes stale endpoints of containers that ended while the engine was down. */
function sweep(world: World, host: Host): void {
  const running = new Set(host.engine.containers.filter(({ state }) => state === 'running').map(({ id }) => id));
  for (const network of visibleNetworks(world, host))
    network.attached = network.attached.filter((each) => each.hostId !== host.id || running.has(each.containerId));
}

/** Since 23.0 the daemon exits on `--cluster-store`; an unknown interface in `cluster-advertise` also makes it exit. */
function refusalOf(host: Host): string {
  const { engine } = host;
  const flag = engine.flags.find((each) => /^cluster-(store|advertise)=/.test(each));
  if (flag !== undefined && majorOf(engine.version) >= 23)
    return `Status: unknown flag: --${flag.split('=')[0] ?? ''}\nSee 'dockerd --help'., Code: 125`;
  const advertise = engine.flags.find((each) => each.startsWith('cluster-advertise='))?.split('=')[1] ?? '';
  const from = advertise.split(':')[0] ?? '';
  if (from !== '' && !isOwn(host, from))
    return `failed to start daemon: discovery advertise parsing failed (unable to find interface ${from}: route ip+net: no such network interface)`;
  if (host.hasFullDisk) return 'failed to start daemon: mkdir /var/lib/docker/tmp: no space left on device';
  return '';
}

/** Whether this is an interface or the address of the host; `eth1` carries the cluster's traffic. */
export const isOwn = (host: Host, place: string): boolean => ['eth0', 'eth1', 'lo', host.address].includes(place);

function comesBack(container: Container): boolean {
  if (container.state === 'running') return false;
  return container.restart === 'always' || (container.restart === 'unless-stopped' && !container.wasStopped);
}

function start(world: World, host: Host, container: Container): void {
  try {
    startContainer(world, host, container);
    void beginProgram(world, host, container);
  } catch (error) {
    // Its network may not exist yet: leave the container stopped and the engine running.
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Crashes the engine's process; systemd restarts it. */
export function crashEngine(world: World, host: Host): void {
  stopEngine(world, host);
  void world.time.sleep(2000).then(() => startEngine(world, host));
}

/** Stops an engine and its containers. */
export function stopEngine(world: World, host: Host): void {
  for (const container of host.engine.containers) endContainer(world, host, container, 137);
  if (host.engine.state !== 'absent') host.engine.state = 'stopped';
  world.changed();
}

export function restartEngine(world: World, host: Host): string {
  stopEngine(world, host);
  return startEngine(world, host);
}

export function freezeEngine(world: World, host: Host): void {
  if (host.engine.state === 'running') host.engine.state = 'frozen';
  world.changed();
}

export function thawEngine(world: World, host: Host): void {
  if (host.engine.state === 'frozen') host.engine.state = 'running';
  world.changed();
}

/** Cuts power without warning: networks keep the containers' endpoints. */
export function cutPower(world: World, host: Host): void {
  host.power = 'off';
  if (host.engine.state !== 'absent') host.engine.state = 'stopped';
  for (const container of host.engine.containers)
    if (container.state === 'running' || container.state === 'paused') {
      container.state = 'exited';
      container.exitCode = 137;
      container.finishedAt = world.time.now();
    }
  world.changed();
}

/** Shuts down as an operating system does: the engine stops before the power goes off. */
export function shutDown(world: World, host: Host): void {
  stopEngine(world, host);
  host.power = 'off';
  world.changed();
}

export function boot(world: World, host: Host): void {
  host.power = 'on';
  host.isDark = false;
  if (host.engine.state !== 'absent') startEngine(world, host);
  world.changed();
}
