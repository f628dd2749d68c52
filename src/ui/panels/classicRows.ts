/** Rows for the nodes of a classic swarm, or for engines that share a key-value store. Used by the table and the drawing. */
import type { Translate } from '../../base/text.ts';
import { minutes } from '../../base/units.ts';
import { untoldStatus, type ClassicNode } from '../../model/classicSwarm.ts';
import { speaker, type Cluster, type Role } from '../../model/cluster.ts';
import { isAboutCertificates } from '../../model/failure.ts';
import { machineHealth } from '../../checks/health.ts';
import { findNode } from '../../model/classicNodes.ts';
import { machineOf, type SeenMachine, seenMembers, type Snapshot } from '../../model/snapshot.ts';
import { lastOf } from '../../model/seen.ts';
import type { PageLevel } from '../../protocol/dockerInfo.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { asOf, levelText } from './tableOf.ts';

export interface ClassicRow {
  readonly id: string;
  readonly name: string;
  /** Its machine in the machine store. */
  readonly machine: string | undefined;
  readonly role: Role;
  /** The primary among several managers. */
  readonly isPrimary: boolean;
  readonly address: string;
  readonly level: PageLevel;
  readonly status: string;
  readonly reason: string;
  readonly containers: number | undefined;
  /** Time of the container and reservation numbers; empty if current. */
  readonly asOf: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  /** Undefined if no manager lists it. */
  readonly node: ClassicNode | undefined;
}

/** One row per node that the manager lists, and per machine that it should list but does not, so a dead node stays visible. */
export function classicRows(cluster: Cluster, snapshot: Snapshot, t: Translate): readonly ClassicRow[] {
  const speaks = speaker(cluster);
  const listed = (speaks && lastOf(speaks.info)?.value.nodes) ?? [];
  const claimed = new Set<ClassicNode>();
  const ours = seenMembers(cluster, snapshot)
    .filter(({ member }) => member.role !== 'keyValueStore')
    .map(({ member, seen }): ClassicRow => {
      const machine = machineOf(seen);
      const node = machine && speaks && findNode(speaks, seen, machine);
      if (node) claimed.add(node);
      return memberRow(seen, member.role, node, { cluster, at: snapshot.at }, t);
    });
  return [...ours, ...listed.filter((node) => !claimed.has(node)).map((node) => strangerRow(node, t))];
}

function memberRow(
  seen: SeenMachine,
  role: Role,
  node: ClassicNode | undefined,
  { cluster, at }: { readonly cluster: Cluster; readonly at: Date },
  t: Translate,
): ClassicRow {
  const engine = lastOf(seen.engine)?.value.engine;
  const machine = machineOf(seen);
  const { level, findings } = machineHealth(seen, cluster);
  const containers = node?.containers?.total ?? engine?.containers.total;
  return {
    id: `machine ${seen.name}`,
    name: seen.name,
    machine: seen.name,
    role,
    isPrimary: isPrimary(seen, cluster),
    address:
      node?.address ?? (machine?.address === undefined ? '' : `${machine.address}:${String(machine.enginePort)}`),
    level,
    status: levelText(level, t('healthy'), t),
    reason: findings.map((finding) => explainFinding(finding, t).short).join('; '),
    containers,
    asOf: hasNumbers(containers, node) && !isOfNow(node, seen.engine, cluster, at) ? asOf(seen.engine, t) : '',
    labels: node?.labels ?? engine?.labels ?? {},
    version: node?.serverVersion ?? engine?.version ?? '',
    node,
  };
}

const hasNumbers = (containers: number | undefined, node: ClassicNode | undefined): boolean =>
  [containers, node?.reservedCpus, node?.reservedMemory].some((each) => each !== undefined);

/** Managers report a frozen node as Healthy for this long (measured: 106 s), repeating old data with a fresh time. */
const unawareTime = minutes(3);

/** Whether a manager currently reports a node that only this computer cannot reach. */
function isOfNow(node: ClassicNode | undefined, engine: SeenMachine['engine'], cluster: Cluster, at: Date): boolean {
  if (
    node?.status !== 'Healthy' ||
    node.error !== undefined ||
    speaker(cluster)?.info.state !== 'seen' ||
    engine.state !== 'failed'
  )
    return false;
  const { failure, last } = engine;
  return isAboutCertificates(failure) || (last !== undefined && at.getTime() - last.at.getTime() > unawareTime);
}

/** Not worth showing for a single manager. */
function isPrimary({ name }: SeenMachine, { managers }: Cluster): boolean {
  const own = managers.find(({ machine }) => machine === name)?.info;
  return managers.length > 1 && own?.state === 'seen' && own.value.role === 'primary';
}

function strangerRow(node: ClassicNode, t: Translate): ClassicRow {
  // A manager of 1.2.9 keeps calling a host Healthy for minutes after it is out of reach, and only adds an error (measured).
  const isUnreachable = node.status === 'Healthy' && node.error !== undefined;
  return {
    id: `node ${node.address}`,
    name: node.name,
    machine: undefined,
    role: 'node',
    isPrimary: false,
    address: node.address,
    level: isUnreachable
      ? 'down'
      : node.status === 'Healthy'
        ? 'healthy'
        : node.status === untoldStatus
          ? 'unknown'
          : 'down',
    // As the manager reports it.
    status: isUnreachable ? t('unreachable') : node.status === 'Healthy' ? t('healthy') : node.status.toLowerCase(),
    reason: node.error ?? t('not in the machine store'),
    containers: node.containers?.total,
    asOf: node.status !== 'Healthy' && hasNumbers(node.containers?.total, node) ? t('last known numbers') : '',
    labels: node.labels,
    version: node.serverVersion ?? '',
    node,
  };
}
