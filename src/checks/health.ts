/** How well machines and clusters are: a view of what the checks find. */
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
  /** Managers and nodes that are healthy, of all that there are, external nodes of the swarm too; the store's machine is not counted. */
  readonly healthy: number;
  readonly of: number;
  /** Errors first. */
  readonly findings: readonly Finding[];
  /** There is nothing to count yet: its store's machine stands alone, or its machines are in no swarm. */
  readonly isHalfMade: boolean;
  /** Some of those who count have never answered: nothing is claimed of the whole yet. */
  readonly isChecking: boolean;
  /** A run of this window creates machines of it: those still to come are not counted. */
  readonly isBeingMade: boolean;
}

/** Health of one machine, with its cluster's view of it if it is in one. */
export function machineHealth(seen: SeenMachine, cluster: Cluster | undefined): MachineHealth {
  const findings = machineFindings(seen, cluster).filter(isShown);
  return { level: machineLevel(seen, findings), findings };
}

/** That its host has moved from the address that its agent advertises; undefined: it has not. */
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

/** Health of a cluster and everything that is wrong in it. */
export function clusterHealth(cluster: Cluster, snapshot: Snapshot): ClusterHealth {
  // Tree, status bar, badge, notices and pages all ask it of the same snapshot.
  const known = healthIn(snapshot);
  const health = known.get(cluster) ?? judge(cluster, snapshot);
  known.set(cluster, health);
  return health;
}

/** That it is being made is all there is to say: of three that will be, one that is well is not all of them. What is wrong goes before. */
export const isUncounted = ({ isNew }: Cluster, { isBeingMade, level, healthy, of }: ClusterHealth): boolean =>
  isBeingMade && (of === 0 || (level === 'unknown' && (isNew || healthy === 0)));

/** Nothing is wrong: it is neither counted nor coloured as a problem. */
export const isInfo = ({ severity }: Finding): boolean => severity === 'info';

/** Nothing is in progress either: it does not change the level. */
export const isRemark = ({ severity, isTransient }: Finding): boolean => severity === 'info' && isTransient !== true;

/** The engine answers by the other copy: shown as a problem, though its machine is well. */
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
  // Of them managers alone can tell.
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
    // It says nothing of now.
    if (snapshot.lostAt) return 'unknown';
    if (findings.every(isInfo)) return findings.every(isRemark) && isWhole ? 'healthy' : 'unknown';
    const isDead = workers.length > 0 && workers.every(({ health }) => health.level === 'down');
    return isHeadless(cluster, machines) || isDead ? 'down' : 'degraded';
  }
}

/** Whether an answer is awaited without which nodes cannot be counted: an engine's, or that of the manager that lists all of them. */
function isUnheardOf({ isBeingMade, managers, swarm }: Cluster, workers: readonly SeenMachine[]): boolean {
  // A run asks its machines as it creates them.
  if (isBeingMade) return false;
  if (workers.some((seen) => machineOf(seen) !== undefined && isUnheard(seen.engine))) return true;
  const answers = new Set(workers.flatMap(({ name, engine }) => (engine.state === 'seen' ? [name] : [])));
  if (swarm) return answers.size > 0 && isUnheard(swarm.view);
  return managers.length > 0 && managers.every(({ machine, info }) => answers.has(machine) && isUnheard(info));
}

/** Nothing can be changed in it. That no manager is a machine of ours does not say so. */
function isHeadless(cluster: Cluster, machines: readonly SeenMachine[]): boolean {
  const { managers, swarm } = cluster;
  if (swarm?.view.state === 'failed')
    return !isToCome(cluster, swarm.view) && !['notAManager', 'notInSwarm'].includes(swarm.view.failure.kind);
  const making = new Set(machines.flatMap(({ name, making }) => (making ? [name] : [])));
  const made = managers.filter(({ machine }) => !making.has(machine));
  return made.length > 0 && made.every(({ info }) => info.state === 'failed');
}

/** All clusters of a machine store share one copy of the certificates: the first one whose machines lack it reports that. */
function isReportedEarlier({ check }: Finding, cluster: Cluster, snapshot: Snapshot): boolean {
  if (check !== 'sharedCertificates') return false;
  const earlier = snapshot.clusters.slice(0, Math.max(0, snapshot.clusters.indexOf(cluster)));
  return earlier.some((each) =>
    clusterFindings(each, seenMembers(each, snapshot)).some((finding) => finding.check === check),
  );
}

/** The key-value store's findings are found of the cluster and of its machine. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify(finding);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
