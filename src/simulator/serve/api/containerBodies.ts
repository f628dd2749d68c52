/** Containers as engines list and describe them. */
import { createHash } from 'node:crypto';
import { prefixLengthOf } from '../../world/addresses.ts';
import { statusOf } from '../../world/containerStatus.ts';
import { imageReference } from '../../world/images.ts';
import { visibleNetworks } from '../../world/networks.ts';
import type { Container, Host } from '../../world/nouns.ts';
import type { World } from '../../world/world.ts';
import { iso } from './moments.ts';

export const imageId = (image: string): string =>
  `sha256:${createHash('sha256').update(imageReference(image)).digest('hex')}`;

export function listedContainer(world: World, host: Host, container: Container): Record<string, unknown> {
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: container.image,
    ImageID: imageId(container.image),
    Command: [...container.entrypoint, ...container.command].join(' '),
    Created: Math.floor(container.createdAt / 1000),
    Ports: container.ports.map((port) => ({
      ...(container.state === 'running' ? { IP: '0.0.0.0' } : {}),
      PrivatePort: port.container,
      ...(container.state === 'running' ? { PublicPort: port.host } : {}),
      Type: 'tcp',
    })),
    Labels: container.labels,
    State: container.state,
    Status: statusOf(container, world.time.now()),
    HostConfig: { NetworkMode: container.networkMode },
    NetworkSettings: { Networks: networksOf(world, host, container) },
    Mounts: mountsOf(container),
  };
}

function networksOf(world: World, host: Host, container: Container): Record<string, unknown> {
  const networks = visibleNetworks(world, host);
  const isUp = container.state === 'running' || container.state === 'paused';
  return Object.fromEntries(
    container.endpoints.map((endpoint) => {
      const network = networks.find(({ id }) => id === endpoint.networkId);
      return [
        endpoint.network,
        {
          IPAMConfig: null,
          Links: null,
          Aliases: null,
          NetworkID: endpoint.networkId,
          EndpointID: isUp ? endpoint.id : '',
          Gateway: isUp && network?.driver === 'bridge' ? network.gateway : '',
          IPAddress: isUp ? endpoint.address : '',
          IPPrefixLen: isUp && network ? Number(prefixLengthOf(network.subnet)) : 0,
          IPv6Gateway: '',
          GlobalIPv6Address: '',
          GlobalIPv6PrefixLen: 0,
          MacAddress: isUp ? endpoint.mac : '',
          DriverOpts: null,
        },
      ];
    }),
  );
}

function mountsOf(container: Container): readonly Record<string, unknown>[] {
  return container.mounts.map(({ volume, path }) =>
    volume.startsWith('/')
      ? { Type: 'bind', Source: volume, Destination: path, Mode: '', RW: true, Propagation: 'rprivate' }
      : {
          Type: 'volume',
          Name: volume,
          Source: '',
          Destination: path,
          Driver: 'local',
          Mode: 'z',
          RW: true,
          Propagation: '',
        },
  );
}

export function inspectedContainer(world: World, host: Host, container: Container): Record<string, unknown> {
  const [path = '', ...args] = [...container.entrypoint, ...container.command];
  const bindings = Object.fromEntries(
    container.ports.map((port) => [`${String(port.container)}/tcp`, [{ HostIp: '', HostPort: String(port.host) }]]),
  );
  const isRunning = container.state === 'running';
  return {
    Id: container.id,
    Created: iso(container.createdAt),
    Path: path,
    Args: args,
    State: {
      Status: container.state,
      Running: isRunning || container.state === 'paused',
      Paused: container.state === 'paused',
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: isRunning ? 4242 : 0,
      ExitCode: container.exitCode,
      Error: '',
      StartedAt: iso(container.startedAt),
      FinishedAt: iso(container.finishedAt),
    },
    Image: imageId(container.image),
    Name: `/${container.name}`,
    RestartCount: 0,
    Driver: 'overlay2',
    Platform: 'linux',
    ExecIDs: null,
    HostConfig: {
      Binds: container.mounts.length === 0 ? null : container.mounts.map(({ volume, path: to }) => `${volume}:${to}`),
      LogConfig: { Type: 'json-file', Config: {} },
      NetworkMode: container.networkMode,
      PortBindings: bindings,
      RestartPolicy: { Name: container.restart, MaximumRetryCount: 0 },
      AutoRemove: container.isPassing,
    },
    Mounts: mountsOf(container),
    Config: {
      Hostname: container.id.slice(0, 12),
      Tty: false,
      Env: container.environment,
      Cmd: container.command,
      Image: container.image,
      Entrypoint: container.entrypoint.length === 0 ? null : container.entrypoint,
      Labels: container.labels,
    },
    NetworkSettings: {
      Ports: isRunning ? bindings : {},
      Networks: networksOf(world, host, container),
    },
  };
}
