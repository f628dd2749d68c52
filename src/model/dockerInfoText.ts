/** Renders a server's facts in the layout of `docker info`, with the fields that we read. Facts about the client are left out. */
import { bytesText, type Bytes, type Milliseconds } from '../base/units.ts';
import type { ClassicNode, ManagerInfo } from './classicSwarm.ts';
import type { ContainerCounts, Engine, SwarmMembership } from './engine.ts';

/** For a classic swarm manager, with one block per node. Ends with a newline. */
export function managerInfoText(info: ManagerInfo): string {
  const announced = info.otherFacts.find(([label]) => label === 'Nodes')?.[1];
  return text([
    ...head(info.containers, info.images, info.version),
    ` Role: ${info.role}`,
    ...info.otherFacts.flatMap(([label, value]) => (label === 'Nodes' ? [] : [` ${label}: ${value}`])),
    ` Strategy: ${info.strategy}`,
    ` Filters: ${info.filters.join(', ')}`,
    ` Nodes: ${announced ?? info.nodes.length}`,
    ...info.nodes.flatMap(nodeLines),
    ` Kernel Version: ${info.kernel}`,
    ` Operating System: ${info.operatingSystem}`,
    ` Architecture: ${info.architecture}`,
    ` CPUs: ${info.cpus}`,
    ` Total Memory: ${size(info.memory)}`,
    ` Name: ${info.name}`,
  ]);
}

/** For a single engine. Ends with a newline. */
export function engineInfoText(engine: Engine): string {
  return text([
    ...head(engine.containers, engine.images, engine.version),
    ` Storage Driver: ${engine.storageDriver}`,
    ...swarmLines(engine),
    ` Kernel Version: ${engine.kernel}`,
    ` Operating System: ${engine.operatingSystem}`,
    ` Architecture: ${engine.architecture}`,
    ` CPUs: ${engine.cpus}`,
    ` Total Memory: ${size(engine.memory)}`,
    ` Name: ${engine.hostname}`,
    ` ID: ${engine.id}`,
    ` Docker Root Dir: ${engine.rootDirectory}`,
    ...list(
      'Labels',
      Object.entries(engine.labels).map(([key, value]) => `${key}=${value}`),
    ),
    ...(engine.clusterStore ? [` Cluster Store: ${engine.clusterStore}`] : []),
    ...(engine.clusterAdvertise ? [` Cluster Advertise: ${engine.clusterAdvertise}`] : []),
    ...list('Registry Mirrors', engine.registryMirrors),
    ...(engine.warnings.length > 0 ? ['', ...engine.warnings] : []),
  ]);
}

function head(containers: ContainerCounts, images: number, version: string): string[] {
  return [
    'Server:',
    ` Containers: ${containers.total}`,
    `  Running: ${containers.running}`,
    `  Paused: ${containers.paused}`,
    `  Stopped: ${containers.stopped}`,
    ` Images: ${images}`,
    ` Server Version: ${version}`,
  ];
}

function nodeLines(node: ClassicNode): string[] {
  const fact = (label: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`   └ ${label}: ${value}`];
  return [
    `  ${node.name}: ${node.address}`,
    ...fact('ID', node.id),
    ...fact('Status', node.status),
    ...fact('Containers', node.containers && containersText(node.containers, node.status)),
    ...fact('Reserved CPUs', node.reservedCpus && `${node.reservedCpus.used} / ${node.reservedCpus.of}`),
    ...fact('Reserved Memory', node.reservedMemory?.text),
    ...fact(
      'Labels',
      Object.entries(node.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ),
    ...fact('Error', node.error),
    ...fact('UpdatedAt', node.updatedAt?.toISOString().replace('.000Z', 'Z')),
    ...fact('ServerVersion', node.serverVersion),
    ...node.otherFacts.flatMap(([label, value]) => fact(label, value)),
  ];
}

/** Managers before 1.2.4 report only the total; newer ones also report the parts for healthy nodes. */
function containersText({ total, running, paused, stopped }: ContainerCounts, status: string): string {
  const hasParts = running + paused + stopped === total && (total > 0 || status === 'Healthy');
  return hasParts ? `${total} (${running} Running, ${paused} Paused, ${stopped} Stopped)` : String(total);
}

function swarmLines({ swarm }: Engine): string[] {
  const first = ` Swarm: ${swarm.state}`;
  if (swarm.state === 'inactive' || swarm.state === 'locked') return [first];
  return [
    first,
    `  NodeID: ${swarm.nodeId}`,
    ...(swarm.error ? [`  Error: ${swarm.error}`] : []),
    `  Is Manager: ${swarm.isManager}`,
    ...(swarm.isManager && swarm.error === '' && swarm.state !== 'error' ? managedLines(swarm) : []),
    `  Node Address: ${swarm.nodeAddress}`,
    ...(swarm.managers.length > 0
      ? ['  Manager Addresses:', ...swarm.managers.toSorted().map((one) => `   ${one}`)]
      : []),
  ];
}

/** Facts that only a swarm's managers report. */
function managedLines({ clusterId, counts, settings }: SwarmMembership): string[] {
  if (clusterId === undefined || !counts || !settings) return [];
  const { defaultAddressPools: pools, subnetSize, dataPathPort, isAutolocked, tuning } = settings;
  return [
    `  ClusterID: ${clusterId}`,
    `  Managers: ${counts.managers}`,
    `  Nodes: ${counts.nodes}`,
    // The client prints two spaces after every pool, including the last.
    ...(pools.length > 0
      ? [`  Default Address Pool: ${pools.map((pool) => `${pool}  `).join('')}`, `  SubnetSize: ${subnetSize}`]
      : []),
    `  Data Path Port: ${dataPathPort}`,
    '  Orchestration:',
    `   Task History Retention Limit: ${tuning.taskHistory}`,
    '  Raft:',
    `   Snapshot Interval: ${tuning.raft.snapshotInterval}`,
    `   Number of Old Snapshots to Retain: ${tuning.raft.oldSnapshots}`,
    `   Heartbeat Tick: ${tuning.raft.heartbeatTick}`,
    `   Election Tick: ${tuning.raft.electionTick}`,
    '  Dispatcher:',
    `   Heartbeat Period: ${span(tuning.heartbeatPeriod)}`,
    '  CA Configuration:',
    `   Expiry Duration: ${span(tuning.certificateExpiry)}`,
    `   Force Rotate: ${tuning.forceRotate}`,
    `  Autolock Managers: ${isAutolocked}`,
    `  Root Rotation In Progress: ${tuning.isRotatingRoot}`,
  ];
}

/** `3 months`, rounded like the client does (go-units' HumanDuration). */
function span(duration: Milliseconds): string {
  const seconds = Math.floor(duration / 1000);
  const minutes = Math.floor(duration / 60_000);
  const hours = Math.floor(duration / 3_600_000 + 0.5);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  const days = Math.floor(hours / 24);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 730) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}

function list(label: string, all: readonly string[]): string[] {
  return all.length > 0 ? [` ${label}:`, ...all.map((each) => `  ${each}`)] : [];
}

/** `74.15GiB`, in the client's format. */
function size(bytes: Bytes): string {
  return bytesText(bytes).replace(' ', '');
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
