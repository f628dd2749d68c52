/** Health of machines and clusters, derived from the checks' findings. */
import { derived } from '../base/derived.ts';
import { isToCome, type Cluster, type Level } from '../model/cluster.ts';
import { countedExternalNodes, isWellExternalNode } from '../model/externalNodes.ts';
import { isUnheard } from '../model/seen.ts';
import { machineOf, seenMembers, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import type { Finding } from './allChecks.ts';
import { clusterFindings, explained, isShown, machineFindings } from './evaluate.ts';
import type { Severity } from './finding.ts';

export interface MachineHealth {
  readonly level: Level;
  readonly findings: readonly Finding[];
}

export interface ClusterHealth {
  readonly level: Level;
  /** Healthy managers and nodes, out of `of`, including external nodes of the swarm; the store's machine is not counted. */
  readonly healthy: number;
  readonly of: number;
  /** Errors first. */
  readonly findings: readonly Finding[];
  /** Nothing to count yet: only its store's machine exists, or its machines are in no swarm. */
  readonly isHalfMade: boolean;
  /** Some of the counted machines have never answered, so the cluster's health is unknown. */
  readonly isChecking: boolean;
  /** A run of this window is creating its machines; expected ones are not counted. */
  readonly isBeingMade: boolean;
}

/** Health of a machine, including how its cluster sees it. */
export function machineHealth(seen: SeenMachine, cluster: Cluster | undefined): MachineHealth {
  const findings = machineFindings(seen, cluster).filter(isShown);
  return { level: machineLevel(seen, findings), findings };
}

/** The finding that its host's address differs from the one its agent advertises, if any. */
export const moveOf = (
  seen: SeenMachine,
  cluster: Cluster | undefined,
): Extract<Finding, { kind: 'nodeMoved' }> | undefined =>
  machineHealth(seen, cluster).findings.find((finding) => finding.kind === 'nodeMoved');

function machineLevel({ engine }: SeenMachine, findings: readonly Finding[]): Level {
  const weighing = findings.filter((each) => !isOfOneCopy(each));
  const severities = weighing.map(({ severity }) => severity);
  if (severities.includes('error')) return 'down';
  if (severities.includes('warning')) return 'degraded';
  return weighing.every(isRemark) && engine.state === 'seen' ? 'healthy' : 'unknown';
}

/** Health of a cluster and all of its findings. */
export function clusterHealth(cluster: Cluster, snapshot: Snapshot): ClusterHealth {
  // Tree, status bar, badge, notices and pages all request it for the same snapshot.
  const known = healthIn(snapshot);
  const health = known.get(cluster) ?? judge(cluster, snapshot);
  known.set(cluster, health);
  return health;
}

/** Whether to show only that it is being created: one healthy machine of three expected is not a full count. Faults take precedence. */
export const isUncounted = ({ isNew }: Cluster, { isBeingMade, level, healthy, of }: ClusterHealth): boolean =>
  isBeingMade && (of === 0 || (level === 'unknown' && (isNew || healthy === 0)));

/** Not a fault: neither counted nor coloured as a problem. */
export const isInfo = ({ severity }: Finding): boolean => severity === 'info';

/** Not in progress either, so it does not change the level. */
export const isRemark = ({ severity, isTransient }: Finding): boolean => severity === 'info' && isTransient !== true;

/** The engine answers with the other copy: shown as a problem, although the machine is healthy. */
export const isOfOneCopy = ({ check }: Finding): boolean =>
  check === 'ownCertificates' || check === 'sharedCertificates';

const order: readonly Severity[] = ['error', 'warning', 'info'];

const healthIn = derived((_: Snapshot) => new WeakMap<Cluster, ClusterHealth>());

function judge(cluster: Cluster, snapshot: Snapshot): ClusterHealth {
  const members = seenMembers(cluster, snapshot);
  const machines = members.map(({ seen }) => seen);
  const own = members.map(({ member, seen }) => ({ member, seen, health: machineHealth(seen, cluster) }));
  const workers = own.filter(({ member }) => member.role !== 'keyValueStore');
  const external = countedExternalNodes(cluster, machines);
  // Only managers report the state of external nodes.
  const wellExternal = cluster.swarm?.view.state === 'seen' ? external.filter(isWellExternalNode).length : 0;
  const healthy = workers.filter(({ health }) => health.level === 'healthy').length + wellExternal;
  const of = workers.length + external.length;
  const ofCluster = clusterFindings(cluster, members);
  const isHalfMade = ofCluster.some(({ check }) => check === 'clusterIncomplete');
  const isChecking =
    !isHalfMade &&
    isUnheardOf(
      cluster,
      workers.map(({ seen }) => seen),
    );
  const ofMachines = explained(
    own.flatMap(({ health }) => health.findings),
    ofCluster,
  );
  const findings = withoutRepeats(
    [...ofCluster, ...ofMachines].filter((each) => isShown(each) && !isReportedEarlier(each, cluster, snapshot)),
  ).sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return { level: level(), healthy, of, findings, isHalfMade, isChecking, isBeingMade: cluster.isBeingMade };

  function level(): Level {
    const isWhole = of > 0 && healthy === of && !isChecking && !(cluster.isBeingMade && cluster.isNew);
    // The snapshot is outdated.
    if (snapshot.lostAt) return 'unknown';
    if (findings.every(isInfo)) return findings.every(isRemark) && isWhole ? 'healthy' : 'unknown';
    const isDead = workers.length > 0 && workers.every(({ health }) => health.level === 'down');
    return isHeadless(cluster, machines) || isDead ? 'down' : 'degraded';
  }
}

/** Whether an answer is missing without which nodes cannot be counted: an engine's, or that of the manager that lists all nodes. */
function isUnheardOf({ isBeingMade, managers, swarm }: Cluster, workers: readonly SeenMachine[]): boolean {
  // A run polls its machines as it creates them.
  if (isBeingMade) return false;
  if (workers.some((seen) => machineOf(seen) !== undefined && isUnheard(seen.engine))) return true;
  const answers = new Set(workers.flatMap(({ name, engine }) => (engine.state === 'seen' ? [name] : [])));
  if (swarm) return answers.size > 0 && isUnheard(swarm.view);
  return managers.length > 0 && managers.every(({ machine, info }) => answers.has(machine) && isUnheard(info));
}

/** Whether no manager can make changes. Having no manager among our machines is not enough. */
function isHeadless(cluster: Cluster, machines: readonly SeenMachine[]): boolean {
  const { managers, swarm } = cluster;
  if (swarm?.view.state === 'failed')
    return !isToCome(cluster, swarm.view) && !['notAManager', 'notInSwarm'].includes(swarm.view.failure.kind);
  const making = new Set(machines.flatMap(({ name, making }) => (making ? [name] : [])));
  const made = managers.filter(({ machine }) => !making.has(machine));
  return made.length > 0 && made.every(({ info }) => info.state === 'failed');
}

/** All clusters of a machine store share one copy of the certificates: only the first cluster affected reports it. */
function isReportedEarlier({ check }: Finding, cluster: Cluster, snapshot: Snapshot): boolean {
  if (check !== 'sharedCertificates') return false;
  const earlier = snapshot.clusters.slice(0, Math.max(0, snapshot.clusters.indexOf(cluster)));
  return earlier.some((each) =>
    clusterFindings(each, seenMembers(each, snapshot)).some((finding) => finding.check === check),
  );
}

/** Removes duplicates: the key-value store's findings are reported for its cluster and its machine. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify(finding);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
