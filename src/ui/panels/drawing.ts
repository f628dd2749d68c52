/** The drawing on the docker info page: the nodes of a cluster and what they depend on. A pure function of the snapshot. */
import type { Translate } from '../../base/text.ts';
import { bytesText } from '../../base/units.ts';
import type { Cluster } from '../../model/cluster.ts';
import { conditions } from '../../checks/conditions.ts';
import type { Finding } from '../../checks/allChecks.ts';
import { clusterHealth, machineHealth } from '../../checks/health.ts';
import { findMachine, type SeenMachine, seenMembers, type Snapshot } from '../../model/snapshot.ts';
import { quorumOf } from '../../model/quorum.ts';
import { now } from '../../model/seen.ts';
import { majority } from '../../model/swarmMode.ts';
import type {
  Binder,
  DrawnNode,
  Drawing,
  Fact,
  NamedShare,
  NodeGroup,
  Numbers,
  PageLevel,
} from '../../protocol/dockerInfo.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { byName } from '../../base/naturally.ts';
import { nodeRoleWords, swarmMarks, untoldWords } from '../swarmWords.ts';
import { classicRows, type ClassicRow } from './classicRows.ts';
import { levelText } from './tableOf.ts';
import { swarmRoleOf, swarmRows, type SwarmRow } from './swarmRows.ts';

/** Every node that has a row in the table, in the table's order, managers first. */
export function clusterDrawing(cluster: Cluster, snapshot: Snapshot, t: Translate): Drawing {
  const nodes = nodesOf(cluster, snapshot, t).toSorted(byName);
  const isManager = ({ role }: DrawnNode): boolean => role !== 'node';
  const managers = nodes.filter(isManager);
  // Managers of a classic swarm are nodes too, and counted as such.
  const others = managers.length > 0 ? t('Other nodes') : t('Nodes');
  const workers = cluster.orchestration === 'swarm-mode' ? t('Workers') : others;
  return drawing(cluster, snapshot, t, [
    { id: 'managers', title: t('Managers'), isCounted: true, nodes: managers },
    { id: 'nodes', title: workers, isCounted: true, nodes: nodes.filter((node) => !isManager(node)) },
  ]);
}

/** A machine's place in its cluster. */
export function machineDrawing(
  { name }: SeenMachine,
  cluster: Cluster,
  snapshot: Snapshot,
  t: Translate,
): Drawing | undefined {
  const own = nodesOf(cluster, snapshot, t).find(({ id }) => id === `machine ${name}`);
  const group = { id: 'machine', title: t('In cluster {0}', cluster.name), isCounted: false };
  return own && drawing(cluster, snapshot, t, [{ ...group, nodes: [{ ...own, row: undefined }] }]);
}

function drawing(cluster: Cluster, snapshot: Snapshot, t: Translate, groups: readonly NodeGroup[]): Drawing {
  const count = groups.reduce((sum, { nodes }) => sum + nodes.length, 0);
  return {
    title: t('Overview'),
    hint: t('Arrow keys move between nodes; Enter goes to the node’s row in the table.'),
    rest: t('{0} nodes in all: scroll to see the rest', count),
    binder: storeBinder(cluster, snapshot, t) ?? managersBinder(cluster, snapshot, t),
    groups: groups.filter(({ nodes }) => nodes.length > 0),
  };
}

function storeBinder(cluster: Cluster, snapshot: Snapshot, t: Translate): Binder | undefined {
  const { store } = cluster;
  if (!store) return undefined;
  const seen = store.machine === undefined ? undefined : findMachine(snapshot, store.machine);
  const health = seen && machineHealth(seen, cluster);
  // Like its condition: a store that only this computer cannot reach is no failure.
  const verdict = conditions(cluster, snapshot).find(({ id }) => id === 'store')?.verdict ?? 'unknown';
  const level = health?.level ?? ({ pass: 'healthy', unknown: 'unknown', fail: 'down' } as const)[verdict];
  const findings = health?.findings ?? clusterHealth(cluster, snapshot).findings.filter(isOfStore);
  const found = findings.map((each) => explainFinding(each, t).short).join('; ');
  const state = now(store.state);
  const title = store.parsed ? t('Key-value store {0}', store.parsed.type) : t('Key-value store');
  const condition = found || levelText(level, t('healthy'), t);
  const text = [
    condition,
    store.machine,
    store.url,
    ...(state ? [t('Engines registered: {0}', state.engines.length)] : []),
  ].filter((part) => part !== undefined);
  return {
    kind: 'store',
    level,
    title,
    text: text.join(' · '),
    machine: seen?.name,
    votes: undefined,
  };
}

const isOfStore = ({ kind }: Finding): boolean =>
  kind === 'storeDown' || kind === 'storeElecting' || kind === 'storeNotFromHere';

function managersBinder(cluster: Cluster, snapshot: Snapshot, t: Translate): Binder | undefined {
  const quorum = quorumOf(
    cluster,
    seenMembers(cluster, snapshot).map(({ seen }) => seen),
  );
  if (!quorum) return undefined;
  const title = t('Manager quorum');
  const of = (level: PageLevel, text: string): Binder => ({
    kind: 'managers',
    level,
    title,
    text,
    machine: undefined,
    votes:
      quorum.state === 'untold' || quorum.state === 'checking'
        ? undefined
        : { reachable: quorum.reachable, of: quorum.of, needed: majority(quorum.of) },
  });
  if (quorum.state === 'untold')
    return quorum.failure ? of('down', untoldWords(quorum.failure, t)) : of('unknown', t('checking…'));
  const needed = majority(quorum.of);
  if (quorum.state === 'checking') return of('unknown', t('checking… · {0} of {1} needed', needed, quorum.of));
  const counted = t('{0} of {1} managers reachable, {2} needed', quorum.reachable, quorum.of, needed);
  switch (quorum.state) {
    case 'holds': {
      const led = quorum.leader === undefined ? '' : t('led by {0}', quorum.leader);
      const level = quorum.reachable < quorum.of ? 'degraded' : 'healthy';
      return of(level, [counted, led].filter(Boolean).join(' · '));
    }
    case 'lost':
      return of('down', [t('lost'), counted].join(' · '));
    case 'leaderless':
      return of('down', [t('no leader'), counted].join(' · '));
  }
}

const nodesOf = (cluster: Cluster, snapshot: Snapshot, t: Translate): readonly DrawnNode[] =>
  cluster.orchestration === 'swarm-mode'
    ? swarmRows(cluster, snapshot, t).map((row) => swarmNode(row, t))
    : classicRows(cluster, snapshot, t).map((row) => classicNode(row, t));

function classicNode(row: ClassicRow, t: Translate): DrawnNode {
  const { role, isPrimary, containers, node, asOf } = row;
  const roles = [role === 'manager' ? t('manager') : t('node'), ...(isPrimary ? [t('primary')] : [])];
  const { reservedCpus: cpus, reservedMemory: memory } = node ?? {};
  const numbers = {
    counts: count(t('Containers'), containers),
    shares: [
      ...(cpus ? [cpuShare(cpus.used, cpus.of, t)] : []),
      ...(memory ? [{ ...memory, label: t('Reserved memory') }] : []),
    ],
  };
  return drawn(row, {
    role: role !== 'manager' ? 'node' : isPrimary ? 'leader' : 'manager',
    roles,
    numbers: asOf ? none : numbers,
    former: formerly(asOf, numbers),
  });
}

function swarmNode(row: SwarmRow, t: Translate): DrawnNode {
  const { node, tasks, engine, engineAsOf, reserved } = row;
  // Its engine reports containers; managers report everything else.
  const containers = count(t('Containers'), engine?.containers.running);
  const role = swarmRoleOf(row);
  return drawn(row, {
    role: node?.manager?.isLeader ? 'leader' : role === 'manager' ? 'manager' : 'node',
    roles: [nodeRoleWords(role, t), ...(node ? swarmMarks(node, t) : [])],
    numbers: {
      counts: [...count(t('Tasks'), tasks), ...(engineAsOf ? [] : containers)],
      shares:
        node && reserved
          ? [
              ...(node.cpus > 0 ? [cpuShare(reserved.cpus, node.cpus, t)] : []),
              ...(node.memory > 0 ? [memoryShare(reserved.memory, node.memory, t)] : []),
            ]
          : [],
    },
    former: formerly(engineAsOf, { counts: containers, shares: [] }),
  });
}

const none: Numbers = { counts: [], shares: [] };

const formerly = (asOf: string, numbers: Numbers): DrawnNode['former'] =>
  asOf !== '' && numbers.counts.length + numbers.shares.length > 0 ? { ...numbers, asOf } : undefined;

const spokenNumbers = ({ counts, shares }: Numbers): readonly string[] => [
  ...counts.map(({ label, value }) => `${label}: ${value}`),
  ...shares.map(({ label, text }) => `${label}: ${text}`),
];

function drawn(
  { id, name, level, status, reason }: ClassicRow | SwarmRow,
  { roles, ...own }: Pick<DrawnNode, 'role' | 'numbers' | 'former'> & { readonly roles: readonly string[] },
): DrawnNode {
  const { numbers, former } = own;
  const old = former ? [former.asOf, ...spokenNumbers(former)] : [];
  return {
    ...own,
    id,
    row: id,
    name,
    level,
    place: [...roles, status].join(' · '),
    reason,
    spoken: [name, ...roles, status, reason, ...spokenNumbers(numbers), ...old].filter(Boolean).join(', '),
  };
}

const count = (label: string, value: number | undefined): readonly Fact[] =>
  value === undefined ? [] : [{ label, value: String(value) }];

const cpuShare = (used: number, of: number, t: Translate): NamedShare => ({
  used,
  of,
  label: t('Reserved CPUs'),
  // Fractions of a CPU can be reserved, so sums may not be whole numbers.
  text: `${String(Number(used.toFixed(2)))} / ${String(of)}`,
});

const memoryShare = (used: number, of: number, t: Translate): NamedShare => ({
  used,
  of,
  label: t('Reserved memory'),
  text: `${bytesText(used)} / ${bytesText(of)}`,
});
