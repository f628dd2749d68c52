/** `/info` and `/version` of an engine, depending on its version and operating system. */
import { apiVersionOf, majorOf } from '../../world/hosts.ts';
import { advertised } from '../../world/discovery.ts';
import type { Host, Swarm } from '../../world/nouns.ts';
import { isAlive, isAutolocked, managersOf, ownNode, reachesSwarm } from '../../world/swarmMembership.ts';
import { engineFlag, type World } from '../../world/world.ts';
import { clusterBody } from './swarmBodies.ts';

const mirrorOf = (mirror: string): string => (mirror.endsWith('/') ? mirror : `${mirror}/`);

export function infoBody(world: World, host: Host): Record<string, unknown> {
  const { engine } = host;
  const count = (state: string): number => engine.containers.filter((each) => each.state === state).length;
  const system = systemOf(host);
  const mirrors = [...new Set(engine.mirrors)].map(mirrorOf);
  const store = engineFlag(host, 'cluster-store');
  const knowsStores = majorOf(engine.version) < 23;
  return {
    ID: engine.id,
    Containers: engine.containers.length,
    ContainersRunning: count('running'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('exited') + count('created'),
    Images: engine.images.length,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Native Overlay Diff', 'true'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
      Authorization: null,
      Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
    },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    BridgeNfIptables: true,
    BridgeNfIp6tables: true,
    Debug: false,
    NFd: 49,
    OomKillDisable: true,
    NGoroutines: 84,
    SystemTime: new Date(world.time.now() + host.clockSkew).toISOString().replace('Z', '000000Z'),
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '1',
    NEventsListener: 1,
    KernelVersion: system.kernel,
    OperatingSystem: system.name,
    OSType: 'linux',
    Architecture: 'x86_64',
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      AllowNondistributableArtifactsCIDRs: [],
      AllowNondistributableArtifactsHostnames: [],
      InsecureRegistryCIDRs: ['127.0.0.0/8'],
      IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: mirrors, Secure: true, Official: true } },
      Mirrors: mirrors,
    },
    NCPU: host.cpus,
    MemTotal: host.memory,
    GenericResources: null,
    DockerRootDir: host.vm ? '/mnt/sda1/var/lib/docker' : '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: host.hostname,
    Labels: engine.labels,
    ExperimentalBuild: false,
    ServerVersion: engine.version,
    ...(knowsStores && store !== undefined ? { ClusterStore: store, ClusterAdvertise: advertised(host) } : {}),
    Runtimes: { runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    Swarm: membershipBody(world, host),
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    SecurityOptions: ['name=seccomp,profile=default'],
    Warnings: knowsStores && store !== undefined && majorOf(engine.version) >= 20 ? [deprecated] : null,
  };
}

const deprecated =
  'WARNING: node discovery and overlay networks with an external k/v store (cluster-advertise,\n         cluster-store, cluster-store-opt) are deprecated and will be removed in a future release.';

export function systemOf({ vm, engine }: Host): { readonly name: string; readonly kernel: string } {
  if (vm) return { name: `Boot2Docker ${engine.version} (TCL 10.1)`, kernel: '4.19.130-boot2docker' };
  return majorOf(engine.version) >= 26
    ? { name: 'Debian GNU/Linux 13 (trixie)', kernel: '6.12.12-amd64' }
    : { name: 'Debian GNU/Linux 11 (bullseye)', kernel: '5.10.0-28-amd64' };
}

/** Swarm mode's part of `/info`: a worker reports less than a manager, and an engine outside a swarm is inactive. */
function membershipBody(world: World, host: Host): Record<string, unknown> {
  const membership = host.engine.swarm;
  const nothing = { NodeID: '', NodeAddr: '', ControlAvailable: false, Error: '', RemoteManagers: null };
  if (!membership) return { ...nothing, LocalNodeState: 'inactive' };
  if (membership.state !== 'active') return { ...nothing, LocalNodeState: membership.state, Error: membership.error };
  const swarm = world.swarm(membership.swarmId);
  const own = ownNode(world, host);
  const managers = swarm ? managersOf(swarm) : [];
  const isManager = own?.role === 'manager';
  return {
    NodeID: membership.nodeId,
    NodeAddr: host.address,
    LocalNodeState: 'active',
    ControlAvailable: isManager,
    Error: isManager && swarm ? quorumError(world, swarm, host) : '',
    RemoteManagers: managers.map(({ id, address }) => ({ NodeID: id, Addr: `${address}:2377` })),
    ...(isManager && swarm
      ? { Nodes: swarm.nodes.length, Managers: managers.length, Cluster: clusterBody(swarm, false) }
      : {}),
  };
}

function quorumError(world: World, swarm: Swarm, host: Host): string {
  const managers = managersOf(swarm);
  const alive = managers.filter((node) => isAlive(world, node)).length;
  const isHeard = managers.length === 1 || reachesSwarm(host);
  return (isHeard && alive > managers.length / 2) || isAutolocked(swarm)
    ? ''
    : "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";
}

export function versionBody(host: Host): Record<string, unknown> {
  const { version } = host.engine;
  const { kernel } = systemOf(host);
  const common = {
    ApiVersion: apiVersionOf(version),
    Arch: 'amd64',
    BuildTime: '2020-06-22T15:49:27.000000000+00:00',
    GitCommit: '48a66213fe',
    GoVersion: 'go1.19.8',
    KernelVersion: kernel,
    MinAPIVersion: majorOf(version) >= 25 ? '1.24' : '1.12',
    Os: 'linux',
  };
  return {
    Platform: { Name: '' },
    Components: [{ Name: 'Engine', Version: version, Details: { ...common, Experimental: 'false' } }],
    Version: version,
    ...common,
  };
}
