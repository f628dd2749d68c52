/** Runs the checks on a snapshot and determines which findings explain others. Pure. */
import { memberOf, type Cluster } from '../model/cluster.ts';
import { now } from '../model/seen.ts';
import { machineOf, type SeenMachine, type SeenMember } from '../model/snapshot.ts';
import { allChecks, type CheckId, type Finding } from './allChecks.ts';
import type { ManagersView } from './check.ts';
import { machineCreation } from './machineCreation.ts';
import { machineRecord } from './machineRecord.ts';
import { storeWorks } from './storeWorks.ts';

/** All findings for a machine, including those caused by other findings (`causedBy`). */
export function machineFindings(seen: SeenMachine, cluster: Cluster | undefined): readonly Finding[] {
  const member = cluster && memberOf(cluster, seen.name);
  const isNode = member !== undefined && member.role !== 'keyValueStore';
  const context = {
    seen,
    cluster,
    machine: machineOf(seen),
    view: now(seen.engine),
    member,
    managersView: cluster && managersViewOf(cluster),
  };
  const findings = checks.flatMap((check) => {
    switch (check.scope) {
      case 'machine':
        return check.appliesTo === 'all' || (isNode && isOf(check, cluster)) ? found(check, context) : [];
      case 'machines':
        // A cluster reports it once for all of its machines.
        return cluster ? [] : found(check, { machines: [seen] });
      case 'cluster':
        // A key-value store's findings are also reported for its machine.
        return check.id === storeWorks.id && member?.role === 'keyValueStore'
          ? found(check, clusterContext(cluster, [{ member, seen }]))
          : [];
    }
  });
  return explained(findings, findings);
}

/** Findings for a cluster as a whole. */
export function clusterFindings(cluster: Cluster, members: readonly SeenMember[]): readonly Finding[] {
  const context = clusterContext(cluster, members);
  return checks.flatMap((check) => (check.scope !== 'machine' && isOf(check, cluster) ? found(check, context) : []));
}

/** Adds to each finding the check among `causes` that explains it. */
export function explained(findings: readonly Finding[], causes: readonly Finding[]): readonly Finding[] {
  const ids = new Set<string>(causes.map(({ check }) => check));
  return findings.map((finding) => {
    const cause = causesOf(finding.check).find((id) => ids.has(id));
    return finding.causedBy === undefined && cause !== undefined ? { ...finding, causedBy: cause } : finding;
  });
}

export const isShown = ({ causedBy }: Finding): boolean => causedBy === undefined;

/** A check without its specific context type. */
interface AnyCheck {
  readonly id: CheckId;
  readonly scope: 'machine' | 'machines' | 'cluster';
  readonly appliesTo: 'all' | readonly string[];
  readonly needs: readonly string[];
  readonly follows?: readonly { readonly id: string }[];
  evaluate(context: object): readonly object[];
}

const checks: readonly AnyCheck[] = allChecks;

const isOf = ({ appliesTo }: AnyCheck, cluster: Cluster | undefined): boolean =>
  appliesTo === 'all' || (cluster !== undefined && appliesTo.includes(cluster.orchestration));

function found(check: AnyCheck, context: Readonly<Record<string, unknown>>): readonly Finding[] {
  if (check.needs.some((need) => context[need] === undefined)) return [];
  return check.evaluate(context).map((each) => ({ ...each, check: check.id }) as Finding);
}

function clusterContext(cluster: Cluster | undefined, members: readonly SeenMember[]) {
  const machines = members.map(({ seen }) => seen);
  return { cluster, members, machines, store: cluster?.store, swarm: cluster?.swarm };
}

function managersViewOf({ swarm }: Cluster): ManagersView | undefined {
  if (swarm?.source === undefined || swarm.view.state !== 'seen') return undefined;
  const { value, at } = swarm.view;
  return { nodes: value.nodes, manager: swarm.source, claims: swarm.claims, at };
}

/** Problems of the machine itself explain all others: an incomplete create or an unreadable record. */
const roots: readonly string[] = [machineCreation.id, machineRecord.id];

const causesById = new Map<CheckId, readonly string[]>(
  checks.map(({ id, scope, follows = [] }) => [
    id,
    [
      ...(scope === 'machines' ? [] : roots.slice(0, roots.includes(id) ? roots.indexOf(id) : roots.length)),
      ...follows.map((each) => each.id),
    ],
  ]),
);

const causesOf = (id: CheckId): readonly string[] => causesById.get(id) ?? [];
