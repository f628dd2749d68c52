/** Swarm mode objects as managers report them: the cluster, nodes, services, tasks. */
import type { Network, Swarm, SwarmNode, SwarmService, SwarmTask } from '../../world/nouns.ts';
import { termsOf } from '../../world/serviceSpec.ts';
import type { World } from '../../world/world.ts';
import { iso } from './moments.ts';

export function clusterBody(swarm: Swarm, withTokens: boolean): Record<string, unknown> {
  return {
    ID: swarm.id,
    Version: { Index: swarm.index },
    CreatedAt: iso(swarm.createdAt),
    UpdatedAt: iso(swarm.updatedAt),
    Spec: swarm.spec,
    TLSInfo: { TrustRoot: '', CertIssuerSubject: 'MBMxETAPBgNVBAMTCHN3YXJtLWNh', CertIssuerPublicKey: '' },
    RootRotationInProgress: false,
    DefaultAddrPool: swarm.addressPools.length === 0 ? null : swarm.addressPools,
    SubnetSize: swarm.subnetSize,
    DataPathPort: swarm.dataPathPort,
    ...(withTokens ? { JoinTokens: { Worker: swarm.workerToken, Manager: swarm.managerToken } } : {}),
  };
}

export function nodeBody(world: World, swarm: Swarm, node: SwarmNode): Record<string, unknown> {
  const host = world.host(node.hostId);
  const labels = (host?.engine.labels ?? []).map((label) => {
    const at = label.indexOf('=');
    return at < 0 ? [label, ''] : [label.slice(0, at), label.slice(at + 1)];
  });
  return {
    ID: node.id,
    Version: { Index: node.index },
    CreatedAt: iso(node.createdAt),
    UpdatedAt: iso(node.updatedAt),
    Spec: { Labels: node.labels, Role: node.role, Availability: node.availability },
    Description: {
      Hostname: node.hostname,
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Resources: { NanoCPUs: (host?.cpus ?? 0) * 1e9, MemoryBytes: host?.memory ?? 0 },
      Engine: {
        EngineVersion: host?.engine.version ?? '',
        Labels: Object.fromEntries(labels) as unknown,
        Plugins: [
          { Type: 'Network', Name: 'bridge' },
          { Type: 'Network', Name: 'overlay' },
          { Type: 'Volume', Name: 'local' },
        ],
      },
    },
    Status: {
      State: node.state,
      ...(node.message === '' ? {} : { Message: node.message }),
      Addr: node.address,
    },
    ...(node.role === 'manager'
      ? {
          ManagerStatus: {
            ...(node.id === swarm.leaderId ? { Leader: true } : {}),
            Reachability: node.isReachable ? 'reachable' : 'unreachable',
            Addr: `${node.address}:2377`,
          },
        }
      : {}),
  };
}

export function serviceBody(service: SwarmService): Record<string, unknown> {
  const { ports } = termsOf(service.spec);
  const endpointSpec = service.spec['EndpointSpec'] ?? {};
  const { update } = service;
  return {
    ID: service.id,
    Version: { Index: service.index },
    CreatedAt: iso(service.createdAt),
    UpdatedAt: iso(service.updatedAt),
    Spec: service.spec,
    ...(service.previousSpec === undefined ? {} : { PreviousSpec: service.previousSpec }),
    Endpoint: {
      Spec: endpointSpec,
      ...(ports.length === 0
        ? {}
        : {
            Ports: ports.map(({ protocol, target, published, mode }) => ({
              Protocol: protocol,
              TargetPort: target,
              PublishedPort: published,
              PublishMode: mode,
            })),
          }),
      ...(service.vips.length === 0
        ? {}
        : { VirtualIPs: service.vips.map(({ networkId, address }) => ({ NetworkID: networkId, Addr: address })) }),
    },
    ...(update === undefined
      ? {}
      : {
          UpdateStatus: {
            State: update.state,
            StartedAt: iso(update.startedAt),
            ...(update.completedAt === undefined ? {} : { CompletedAt: iso(update.completedAt) }),
            Message: update.message,
          },
        }),
  };
}

export function taskBody(swarm: Swarm, task: SwarmTask): Record<string, unknown> {
  const service = swarm.services.find(({ id }) => id === task.serviceId);
  return {
    ID: task.id,
    Version: { Index: task.index },
    CreatedAt: iso(task.createdAt),
    UpdatedAt: iso(task.updatedAt),
    Labels: {},
    Spec: service?.spec['TaskTemplate'] ?? {},
    ServiceID: task.serviceId,
    ...(task.slot > 0 ? { Slot: task.slot } : {}),
    ...(task.nodeId === '' ? {} : { NodeID: task.nodeId }),
    Status: {
      Timestamp: iso(task.updatedAt),
      State: task.state,
      Message: task.message,
      ...(task.error === '' ? {} : { Err: task.error }),
      ...(task.containerId === ''
        ? {}
        : { ContainerStatus: { ContainerID: task.containerId, PID: 0, ExitCode: exitCodeIn(task.error) } }),
      PortStatus: {},
    },
    DesiredState: task.desired,
    NetworksAttachments: task.addresses.flatMap(({ networkId, address }) => {
      const network = swarm.networks.find(({ id }) => id === networkId);
      return network ? [attachmentBody(network, address)] : [];
    }),
    Volumes: null,
  };
}

const exitCodeIn = (error: string): number => Number(/non-zero exit \((\d+)\)/.exec(error)?.[1] ?? 0);

function attachmentBody(network: Network, address: string): Record<string, unknown> {
  return {
    Network: { ID: network.id, Spec: { Name: network.name, Attachable: network.isAttachable, Scope: 'swarm' } },
    Addresses: [`${address}/${network.subnet.split('/')[1] ?? '24'}`],
  };
}
