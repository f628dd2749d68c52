/** `/info` of a classic swarm manager: SystemStatus lists its nodes as label and value pairs with `└`. */
import type { ManagedNode, Manager } from '../../world/classicManager.ts';
import { hostAtEndpoint } from '../../world/discovery.ts';
import type { Host } from '../../world/nouns.ts';
import { option } from '../../world/programs.ts';
import type { World } from '../../world/world.ts';
import { systemOf } from './infoBodies.ts';

export function managerInfo(world: World, manager: Manager, own: Host): Record<string, unknown> {
  const nodes = [...manager.nodes.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const known = nodes.filter(({ status }) => status !== 'Pending');
  const hosts = known.flatMap(({ endpoint }) => hostAtEndpoint(world, endpoint) ?? []);
  const containers = known.flatMap((node) => node.containers);
  const count = (...states: string[]): number => containers.filter(({ state }) => states.includes(state)).length;
  return {
    ID: '',
    Containers: containers.length,
    ContainersRunning: count('running'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('exited', 'created'),
    Images: hosts.reduce((sum, { engine }) => sum + engine.images.length, 0),
    Driver: '',
    DriverStatus: null,
    SystemStatus: [
      ['Role', 'primary'],
      ['Strategy', option(manager.container, 'strategy') ?? 'spread'],
      ['Filters', 'health, port, containerslots, dependency, affinity, constraint, whitelist'],
      ['Nodes', String(nodes.length)],
      ...nodes.flatMap((node) => nodeLines(world, node)),
    ],
    Plugins: { Volume: null, Network: null, Authorization: null, Log: null },
    MemoryLimit: true,
    SwapLimit: true,
    SystemTime: new Date(world.time.now() + own.clockSkew).toISOString(),
    KernelVersion: systemOf(own).kernel,
    OperatingSystem: 'linux',
    OSType: '',
    Architecture: 'amd64',
    NCPU: hosts.reduce((sum, { cpus }) => sum + cpus, 0),
    MemTotal: hosts.reduce((sum, { memory }) => sum + memory, 0),
    DockerRootDir: '',
    Name: manager.container.id.slice(0, 12),
    Labels: null,
    ServerVersion: 'swarm/1.2.9',
    ClusterStore: '',
    ClusterAdvertise: '',
    Swarm: {
      NodeID: '',
      NodeAddr: '',
      LocalNodeState: '',
      ControlAvailable: false,
      Error: '',
      RemoteManagers: null,
    },
    Warnings: null,
  };
}

function nodeLines(world: World, node: ManagedNode): readonly (readonly [string, string])[] {
  const host = hostAtEndpoint(world, node.endpoint);
  const line = (label: string, value: string): readonly [string, string] => [`  └ ${label}`, value];
  const of = (state: string): number => node.containers.filter((each) => each.state === state).length;
  const total = String(node.containers.length);
  const stopped = of('exited') + of('created');
  const counts = `${total} (${String(of('running'))} Running, ${String(of('paused'))} Paused, ${String(stopped)} Stopped)`;
  const system = host && systemOf(host);
  const labels = [...(host?.engine.labels ?? []), 'ostype=linux', 'storagedriver=overlay2'];
  if (system) labels.push(`kernelversion=${system.kernel}`, `operatingsystem=${system.name}`);
  const hasMet = node.id !== '';
  return [
    [` ${node.name}`, node.endpoint],
    line('ID', node.id),
    line('Status', node.status),
    // For an unhealthy node, the manager knows only the last total.
    line('Containers', node.status === 'Healthy' ? counts : total),
    line('Reserved CPUs', `0 / ${String(hasMet ? (host?.cpus ?? 0) : 0)}`),
    line('Reserved Memory', `0 B / ${hasMet ? gibibytes(host?.memory ?? 0) : '0 B'}`),
    line('Labels', hasMet ? labels.sort().join(', ') : ''),
    ...(node.error === '' ? [] : [line('Error', node.error)]),
    line('UpdatedAt', new Date(node.updatedAt).toISOString().replace(/\.\d+/, '')),
    line('ServerVersion', hasMet ? (host?.engine.version ?? '') : ''),
  ];
}

function gibibytes(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  return gib >= 1
    ? `${Number(gib.toPrecision(4)).toString()} GiB`
    : `${Number((bytes / 1024 ** 2).toPrecision(4)).toString()} MiB`;
}
