/** Words for what managers in swarm mode report about nodes, services and tasks. */
import { named, type Translate } from '../base/text.ts';
import type { Cluster, Level } from '../model/cluster.ts';
import type { Failure } from '../model/failure.ts';
import type { ServiceState } from '../model/serviceTasks.ts';
import type {
  Availability,
  NodeAsManager,
  NodeRole,
  NodeState,
  ServiceUpdate,
  SwarmNode,
  TaskCount,
} from '../model/swarmMode.ts';
import { isUnreachableManager } from '../model/swarmNode.ts';
import type { Stranger } from '../model/swarmStanding.ts';
import type { Finding } from '../checks/allChecks.ts';
import type { ServiceMode } from '../model/serviceMode.ts';
import { explainFailure } from './explain/explainFailure.ts';

export function nodeRoleWords(role: NodeRole, t: Translate): string {
  return role === 'manager' ? t('manager') : t('worker');
}

/** Row context word, which menus match. */
export const availabilityWord = (availability: Availability): 'active' | 'paused' | 'drained' =>
  availability === 'active' ? 'active' : availability === 'pause' ? 'paused' : 'drained';

export function availabilityWords(availability: Availability, t: Translate): string {
  switch (availability) {
    case 'active':
      return t('active');
    case 'pause':
      return t('paused');
    case 'drain':
      return t('drained');
  }
}

export function nodeStateWords(state: NodeState, t: Translate): string {
  switch (state) {
    case 'ready':
      return t('ready');
    case 'down':
      return t('down');
    case 'unknown':
      return t('unknown');
    case 'disconnected':
      return t('disconnected');
  }
}

/** Level of an external node, based on its manager's report alone. */
export function strangerLevel(node: SwarmNode): Level {
  const { state } = node;
  if (isUnreachableManager(node)) return 'degraded';
  return state === 'ready' ? 'healthy' : state === 'unknown' ? 'unknown' : 'down';
}

/** Why a node is not one of the cluster's machines. */
export function strangerWords({ machine, isLeftover }: Stranger, t: Translate): string {
  if (isLeftover) return t('left from before it rejoined');
  return machine === undefined ? t('not in the machine store') : t('machine {0}', machine);
}

/** Why no manager reports the swarm. */
export function untoldWords(failure: Failure, t: Translate): string {
  switch (failure.kind) {
    case 'swarmWithoutLeader':
    case 'swarmLocked':
      return explainFailure(failure, t).short;
    case 'notAManager':
    case 'notInSwarm':
      return t('no manager in the machine store');
    default:
      return t('no manager answers');
  }
}

/** Finding of the swarm as a whole, in a word or two. Undefined if there is none, or if each node shows its own. */
export function swarmWideWords({ swarm }: Cluster, findings: readonly Finding[], t: Translate): string | undefined {
  for (const finding of findings) {
    if (finding.kind === 'quorumLost') return t('no quorum');
    if (finding.kind === 'noLeader') return t('no leader');
    if (finding.kind === 'swarmUntold') return untoldWords(finding.cause, t);
  }
  // Each locked manager reports it itself, so it is not a finding of the cluster.
  const isLocked = swarm?.view.state === 'failed' && swarm.view.failure.kind === 'swarmLocked';
  return isLocked ? t('swarm locked') : undefined;
}

export function reachabilityWords({ reachability }: NodeAsManager, t: Translate): string {
  switch (reachability) {
    case 'reachable':
      return t('reachable');
    case 'unreachable':
      return t('unreachable');
    case 'unknown':
      return t('not known');
  }
}

export const countText = ({ running, desired }: TaskCount): string => `${String(running)}/${String(desired)}`;

/** Task count of a service; tasks of a job run to completion. */
export function countWords({ running, desired }: TaskCount, mode: ServiceMode, t: Translate): string {
  return mode === 'replicated-job' || mode === 'global-job'
    ? t('{0} of {1} complete', running, desired)
    : t('{0} of {1} running', running, desired);
}

/** Why a service has not converged; empty if unknown. */
export function reasonWords({ why, lostNodes }: ServiceState, t: Translate): string {
  return why === '' && lostNodes.length > 0 ? t('down: {0}', named(lostNodes, t)) : why;
}

/** Undefined if there was no update, or if it succeeded. */
export function updateWords(update: ServiceUpdate | undefined, t: Translate): string | undefined {
  if (!update) return undefined;
  switch (update.state) {
    case 'completed':
      return undefined;
    case 'updating':
      return t('updating');
    case 'paused':
      return t('update paused');
    case 'rollback_started':
      return t('rolling back');
    case 'rollback_paused':
      return t('rollback paused');
    case 'rollback_completed':
      return t('rolled back');
    default:
      return update.state;
  }
}

/** Newer managers may report other states: those stay unchanged. */
export function taskStateWords(state: string, t: Translate): string {
  switch (state) {
    case 'new':
      return t('new');
    case 'pending':
      return t('pending');
    case 'assigned':
      return t('assigned');
    case 'accepted':
      return t('accepted');
    case 'ready':
      return t('ready');
    case 'preparing':
      return t('preparing');
    case 'starting':
      return t('starting');
    case 'running':
      return t('running');
    case 'complete':
      return t('complete');
    case 'shutdown':
      return t('shut down');
    case 'failed':
      return t('failed');
    case 'rejected':
      return t('rejected');
    case 'orphaned':
      return t('orphaned');
    case 'remove':
      return t('to be removed');
    default:
      return state;
  }
}

/** Marks after the role: "leader", "drained". */
export function swarmMarks({ manager, availability }: SwarmNode, t: Translate): readonly string[] {
  return [
    ...(manager?.isLeader ? [t('leader')] : []),
    ...(availability === 'active' ? [] : [availabilityWords(availability, t)]),
  ];
}

/** Facts about a node for rows and pages; empty if unknown. */
export function swarmFacts(node: SwarmNode, t: Translate): readonly (readonly [string, string])[] {
  const { manager } = node;
  return [
    [t('Role'), [nodeRoleWords(node.role, t), ...(manager?.isLeader ? [t('leader')] : [])].join(', ')],
    [t('Availability'), availabilityWords(node.availability, t)],
    [t('Reachability'), manager ? reachabilityWords(manager, t) : ''],
    [t('Node labels'), labelsText(node.labels)],
    [t('Node ID'), node.id],
  ];
}

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join(', ');
