/** A machine as a row, in its cluster or on its own. */
import { timeOfDay } from '../../base/clock.ts';
import { byName } from '../../base/naturally.ts';
import type { Translate } from '../../base/text.ts';
import { memberOf, type Cluster, type Orchestration, type Role } from '../../model/cluster.ts';
import type { Engine } from '../../model/engine.ts';
import { isInfo, isOfOneCopy, machineHealth, moveOf, type MachineHealth } from '../../checks/health.ts';
import { isIncomplete, looksIncomplete } from '../../model/incomplete.ts';
import type { StoreType } from '../../model/keyValueStore.ts';
import { canPower, canReachHost } from '../../model/machine.ts';
import { lastOf } from '../../model/seen.ts';
import { machineOf, type SeenMachine } from '../../model/snapshot.ts';
import type { SwarmNode } from '../../model/swarmMode.ts';
import { isOutdated, lastView, nodeHandle, nodeOf } from '../../model/swarmStanding.ts';
import type { Finding } from '../../checks/allChecks.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { availabilityWord, swarmFacts, swarmMarks } from '../swarmWords.ts';
import { clusterId, evidence } from './clusterRow.ts';
import { containerRow } from './containerRow.ts';
import { roleIcon } from './roleIcon.ts';
import { leaf, levelColor, withKeys, type Node, type Row, type RowIcon, type Target, type Tooltip } from './row.ts';
import { rowContext, type MachineState, type MachineWord } from './rowContext.ts';

export function machineRow(seen: SeenMachine, cluster: Cluster | undefined, t: Translate): Row {
  const health = machineHealth(seen, cluster);
  const node = nodeOf(cluster, seen);
  const role = roleOf(seen, cluster, node);
  const address = machineOf(seen)?.address;
  const state = stateOf(seen, health);
  const condition = healthWords(health, cluster, node, t);
  const store = role === 'keyValueStore' ? cluster?.store?.parsed?.type : undefined;
  const place = [role && roleWords(role, cluster?.orchestration, t), ...(node ? swarmMarks(node, t) : []), store];
  // A healthy store shows only its name and address. A machine without a cluster has no health.
  const parts = [
    ...place,
    role === 'keyValueStore' && health.level === 'healthy' && !health.findings.some(isOfOneCopy)
      ? undefined
      : condition,
    cluster && address,
  ].filter((part) => part !== undefined);
  return {
    id: cluster ? `${clusterId(cluster.name)}/machine/${seen.name}` : `other/machine/${seen.name}`,
    label: seen.name,
    description: parts.join(' · '),
    icon: iconOf(role, node, state, health),
    context: rowContext('machine', state, role, ...(node ? swarmWords(node) : [])),
    spoken: [t('Machine {0}', seen.name), ...place, condition, address].filter(Boolean).join(', '),
    tooltip: tooltipOf(seen, cluster, role, store, health, condition, t),
    target: targetOf(seen, cluster, node),
    opening: 'leaf',
  };
}

/** In swarm mode the manager's report comes first: it knows of a promotion before the engine does. */
function roleOf({ name }: SeenMachine, cluster: Cluster | undefined, node: SwarmNode | undefined): Role | undefined {
  if (node) return node.role === 'manager' ? 'manager' : 'node';
  return cluster && memberOf(cluster, name)?.role;
}

export function roleWords(role: Role, orchestration: Orchestration | undefined, t: Translate): string {
  switch (role) {
    case 'keyValueStore':
      return t('key-value store');
    case 'manager':
      return t('manager');
    case 'node':
      return orchestration === 'swarm-mode' ? t('worker') : t('node');
  }
}

function targetOf({ name }: SeenMachine, cluster: Cluster | undefined, node: SwarmNode | undefined): Target {
  if (!cluster) return { machine: name };
  const target = { cluster: cluster.name, machine: name };
  return node ? { ...target, node: nodeHandle(node, lastView(cluster)?.nodes ?? []) } : target;
}

const swarmWords = ({ availability, manager }: SwarmNode): (MachineWord | false | undefined)[] => [
  'swarmNode',
  availabilityWord(availability),
  manager?.isLeader && 'leader',
];

function healthWords(
  { level, findings }: MachineHealth,
  cluster: Cluster | undefined,
  node: SwarmNode | undefined,
  t: Translate,
): string {
  const reasons = level === 'healthy' ? findings : findings.filter((finding) => !isOfOneCopy(finding));
  const first = reasons.find((finding) => !isInfo(finding)) ?? reasons[0];
  const reason = first && explainFinding(first, t).short;
  // These need no level: an extra word would push the address out of a narrow view.
  if (first && (isInfo(first) || first.kind === 'machineStopped' || first.kind === 'incomplete')) return reason ?? '';
  switch (level) {
    case 'healthy':
      return [wellWords(cluster, node, t), ...(first ? [reason] : [])].join(' · ');
    case 'degraded':
      return t('degraded: {0}', reason ?? '');
    case 'down':
      return t('unhealthy: {0}', reason ?? '');
    case 'unknown':
      return t('checking…');
  }
}

/** In swarm mode only managers report that a node is ready. */
function wellWords(cluster: Cluster | undefined, node: SwarmNode | undefined, t: Translate): string {
  if (!cluster) return t('running');
  if (cluster.orchestration !== 'swarm-mode') return t('healthy');
  return node?.state === 'ready' && !isOutdated(cluster) ? t('ready') : t('engine answers');
}

const isLeftover = (findings: readonly Finding[]): boolean => findings.some(({ kind }) => kind === 'incomplete');

function stateOf(seen: SeenMachine, { findings }: MachineHealth): MachineState {
  if (findings.some(({ kind }) => kind === 'recordUnusable')) return 'broken';
  // A machine whose create failed late is reachable: its shell helps to find the cause.
  const machine = machineOf(seen);
  const isBare = machine && looksIncomplete(seen, machine);
  if (isBare && isLeftover(findings)) return 'broken';
  if (seen.engine.state === 'seen' || seen.power === 'running') return 'running';
  if (seen.power === 'stopped') return 'stopped';
  return seen.engine.state === 'failed' ? 'unreachable' : 'unknown';
}

function iconOf(
  role: Role | undefined,
  node: SwarmNode | undefined,
  state: MachineState,
  { level, findings }: MachineHealth,
): RowIcon {
  const isStopped = state === 'stopped' && !isLeftover(findings);
  const name = roleIcon({
    role,
    isLeader: node?.manager?.isLeader ?? false,
    state: isStopped ? 'stopped' : level === 'healthy' ? 'well' : 'ailing',
  });
  return { name, color: levelColor(isStopped ? 'unknown' : level) };
}

function tooltipOf(
  seen: SeenMachine,
  cluster: Cluster | undefined,
  role: Role | undefined,
  store: StoreType | undefined,
  health: MachineHealth,
  condition: string,
  t: Translate,
): Tooltip {
  const machine = machineOf(seen);
  const node = nodeOf(cluster, seen);
  const view = lastOf(seen.engine)?.value;
  const state = cluster?.store?.state;
  const storeVersion = role === 'keyValueStore' && state?.state === 'seen' ? state.value.version : undefined;
  const facts: (readonly [string, string | undefined])[] = [
    [t('State'), condition],
    ...(node ? swarmFacts(node, t) : [[t('Role'), role && roleWords(role, cluster?.orchestration, t)] as const]),
    [t('Store'), store && [store, storeVersion].filter(Boolean).join(' ')],
    [t('Address'), machine?.address],
    [t('Driver'), machine?.driver],
    [t('Engine'), view?.engine.version],
    [t('Hostname'), view && view.engine.hostname !== seen.name ? view.engine.hostname : undefined],
    [t('System'), view && [view.engine.operatingSystem, view.engine.kernel].filter(Boolean).join(', ')],
    [t('Containers'), view && containersWords(view.engine.containers, seen.engine.state === 'failed', t)],
    [t('Last answer'), seen.engine.state === 'failed' && seen.engine.last ? timeOfDay(seen.engine.last.at) : undefined],
    [t('Folder'), seen.directory],
  ];
  return {
    title: seen.name,
    facts: facts.flatMap(([label, value]) => (value ? [[label, value] as const] : [])),
    problems: health.findings.map((finding) => evidence(finding, t)),
  };
}

/** `isOld`: its engine does not answer, so what runs there now is unknown. */
function containersWords({ total, running }: Engine['containers'], isOld: boolean, t: Translate): string {
  return isOld ? t('{0} ({1} running) as last reported', total, running) : t('{0} ({1} running)', total, running);
}

/** A machine with its containers below it. */
export function machineNode(seen: SeenMachine, cluster: Cluster | undefined, t: Translate): Node {
  const containers = lastOf(seen.engine)?.value.containers ?? [];
  const isRemembered = seen.engine.state === 'failed';
  const plain = machineRow(seen, cluster, t);
  const row = {
    ...plain,
    context: [...plain.context, ...abilities(seen), ...states(seen, cluster)] as const,
    opening: containers.length > 0 ? ('closed' as const) : plain.opening,
  };
  return {
    row,
    // Most clusters are never expanded this far, so container rows are created when the machine is expanded.
    children: () =>
      withKeys(
        [...containers].sort(byName),
        ({ name }) => name,
        ({ id }) => id,
      ).map(([container, key]) => leaf(containerRow(container, { machine: row, key, isRemembered }, t))),
  };
}

/** Context words for findings that have a command of their own. */
function states(seen: SeenMachine, cluster: Cluster | undefined): readonly MachineWord[] {
  return [...(isIncomplete(seen) ? ['incomplete' as const] : []), ...(moveOf(seen, cluster) ? ['moved' as const] : [])];
}

/** Context words for what its driver supports. */
function abilities(seen: SeenMachine): readonly MachineWord[] {
  const driver = machineOf(seen)?.driver;
  if (driver === undefined) return [];
  return [
    ...(canPower(driver) ? ['canPower' as const] : []),
    ...(canReachHost(driver) ? ['canReachHost' as const] : []),
  ];
}
