/** The result of a connection to a host's port, from another host or from itself. */
import type { Container, Host } from './nouns.ts';
import { isManager } from './classicManager.ts';
import { programOf } from './programs.ts';
import { ownNode, reachesSwarm } from './swarmMembership.ts';
import { isUp, type World } from './world.ts';

export type Meeting = 'open' | 'refused' | 'silent';

/** A port on which a host listens, and what serves it. */
export interface OpenPort {
  readonly port: number;
  readonly serves: 'engine' | 'ssh' | 'manager' | 'consul' | 'etcd' | 'zookeeper' | 'other';
  readonly container: Container | undefined;
}

export function openPorts(host: Host): readonly OpenPort[] {
  if (host.power === 'off') return [];
  const ports: OpenPort[] = [];
  // A VM's sshd is behind VirtualBox's NAT, which only docker-machine uses.
  if (!host.vm) ports.push({ port: host.ports.ssh, serves: 'ssh', container: undefined });
  if (!isUp(host)) return ports;
  if (host.engine.certificate) ports.push({ port: host.ports.engine, serves: 'engine', container: undefined });
  for (const container of host.engine.containers)
    if (container.state === 'running')
      for (const { host: port } of container.ports) ports.push({ port, serves: servedBy(container), container });
  return ports;
}

/** Ports to which clients still connect on an unresponsive host: cable pulled or no power. Undefined if it answers or refuses. */
export function silentPorts(host: Host): readonly number[] | undefined {
  if (host.isDark)
    return [host.ports.engine, ...host.engine.containers.flatMap(({ ports }) => ports.map((port) => port.host))];
  return host.cable === 'pulled' ? openPorts(host).map(({ port }) => port) : undefined;
}

function servedBy(container: Container): OpenPort['serves'] {
  if (isManager(container)) return 'manager';
  const program = programOf(container);
  return program === 'consul' || program === 'etcd' || program === 'zookeeper' ? program : 'other';
}

export function meetsAt(world: World, from: Host, address: string, port: number): Meeting {
  const hosts = world.state.hosts.filter((host) => host.address === address);
  const isOwn = hosts.includes(from);
  if (!isOwn && from.cable === 'pulled') return 'silent';
  const there = hosts.filter((host) => host.power === 'on' && (isOwn || host.cable === 'plugged'));
  if (there.length === 0) return 'silent';
  const listens = (host: Host): boolean =>
    openPorts(host).some((open) => open.port === port) || (port === swarmPort && manages(world, host));
  if (port === swarmPort && !isOwn && ![from, ...there].every(reachesSwarm)) return 'silent';
  return there.some(listens) ? 'open' : 'refused';
}

/** Between managers and joining nodes. Nothing outside the world speaks its protocol, so no listener is opened. */
const swarmPort = 2377;

const manages = (world: World, host: Host): boolean => isUp(host) && ownNode(world, host)?.role === 'manager';
