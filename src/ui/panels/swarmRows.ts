/** Rows for the nodes of a swarm, used by the table and the drawing. */
import type { Translate } from '../../base/text.ts';
import type { Cluster, Role } from '../../model/cluster.ts';
import type { Engine } from '../../model/engine.ts';
import { machineHealth } from '../../checks/health.ts';
import { machineOf, type SeenMachine, seenMembers, type Snapshot } from '../../model/snapshot.ts';
import { lastOf } from '../../model/seen.ts';
import { reservedOn, runningOn } from '../../model/serviceTasks.ts';
import type { NodeRole, Resources, SwarmNode } from '../../model/swarmMode.ts';
import { isUnreachableManager } from '../../model/swarmNode.ts';
import { addressOf, isOutdated, lastView, nodeOf, strangers, type Stranger } from '../../model/swarmStanding.ts';
import type { PageLevel } from '../../protocol/dockerInfo.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { nodeStateWords, strangerLevel, strangerWords } from '../swarmWords.ts';
import { asOf, levelText } from './tableOf.ts';

export interface SwarmRow {
  readonly id: string;
  readonly name: string;
  /** Its machine in the machine store. */
  readonly machine: string | undefined;
  readonly role: Role;
  readonly address: string;
  readonly level: PageLevel;
  readonly status: string;
  readonly reason: string;
  /** Undefined if no manager has reported it. */
  readonly node: SwarmNode | undefined;
  /** Undefined if it never answered, or if it is external. */
  readonly engine: Engine | undefined;
  /** Time of the engine's numbers; empty if current. */
  readonly engineAsOf: string;
  /** Tasks running on it. */
  readonly tasks: number | undefined;
  /** Resources reserved for them. */
  readonly reserved: Resources | undefined;
}

/** One row per member, listed by a manager or not, and one per external node. */
export function swarmRows(cluster: Cluster, snapshot: Snapshot, t: Translate): readonly SwarmRow[] {
  const members = seenMembers(cluster, snapshot).map(({ member, seen }) => memberRow(seen, member.role, cluster, t));
  const others = strangers(cluster, snapshot).map((stranger) => strangerRow(stranger, cluster, t));
  return [...members, ...others];
}

/** The manager's report first: it knows of a promotion before the engine does. */
export const swarmRoleOf = ({ node, role }: SwarmRow): NodeRole =>
  node?.role ?? (role === 'manager' ? 'manager' : 'worker');

function memberRow(seen: SeenMachine, role: Role, cluster: Cluster, t: Translate): SwarmRow {
  const { level, findings } = machineHealth(seen, cluster);
  const view = lastView(cluster);
  const node = nodeOf(cluster, seen);
  return {
    id: `machine ${seen.name}`,
    name: seen.name,
    machine: seen.name,
    role,
    address: machineOf(seen)?.address ?? '',
    level,
    status: levelText(level, node?.state === 'ready' && !isOutdated(cluster) ? t('ready') : t('engine answers'), t),
    reason: findings.map((finding) => explainFinding(finding, t).short).join('; '),
    node,
    engine: lastOf(seen.engine)?.value.engine,
    engineAsOf: asOf(seen.engine, t),
    tasks: view && node && runningOn(node.id, view),
    reserved: view && node && reservedOn(node.id, view),
  };
}

function strangerRow(stranger: Stranger, cluster: Cluster, t: Translate): SwarmRow {
  const { node, machine } = stranger;
  const view = lastView(cluster);
  return {
    id: `node ${node.id}`,
    name: node.hostname,
    machine,
    role: 'node',
    address: addressOf(node),
    level: isOutdated(cluster) ? 'unknown' : strangerLevel(node),
    status: nodeStateWords(node.state, t),
    reason: [
      node.message,
      isUnreachableManager(node) ? t('unreachable from the other managers') : '',
      strangerWords(stranger, t),
    ]
      .filter(Boolean)
      .join('; '),
    node,
    engine: undefined,
    engineAsOf: '',
    tasks: view && runningOn(node.id, view),
    reserved: view && reservedOn(node.id, view),
  };
}
