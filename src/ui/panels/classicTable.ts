/** The nodes of a classic swarm, or of engines that share a store, as a table of the docker info page. */
import type { Translate } from '../../base/text.ts';
import type { ClassicNode } from '../../model/classicSwarm.ts';
import { speaker, type Cluster } from '../../model/cluster.ts';
import { findNode, machineHealth } from '../../model/health.ts';
import { lastOf } from '../../model/seen.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../../model/snapshot.ts';
import type { Cell, PageLevel, Share, Table } from '../../protocol/dockerInfo.ts';
import { explainTrouble } from '../explain/explainTrouble.ts';
import { levelText } from './levelText.ts';
import { column, labelsCell, numberCell, numberColumn, tableOf, textCell, type ColumnOf } from './tableOf.ts';

interface Subject {
  readonly name: string;
  /** The store's machine. */
  readonly machine: string | undefined;
  readonly address: string;
  readonly level: PageLevel;
  readonly status: string;
  readonly reason: string;
  readonly containers: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  /** Undefined: no manager lists it. */
  readonly node: ClassicNode | undefined;
}

/** One row per node that the manager lists, and one per machine that should be listed and is not: a dead node stays in sight. */
export function classicTable(cluster: Cluster, snapshot: Snapshot, t: Translate): Table {
  return tableOf(
    { id: 'nodes', title: t('Nodes'), empty: t('The manager lists no nodes.') },
    columns(cluster, t),
    subjects(cluster, snapshot, t).map((subject) => ({ id: subject.name, level: subject.level, subject })),
  );
}

function columns({ orchestration }: Cluster, t: Translate): readonly ColumnOf<Subject>[] {
  // What only a manager keeps account of.
  const ifManaged = (own: ColumnOf<Subject>): readonly ColumnOf<Subject>[] =>
    orchestration === 'classic' ? [own] : [];
  return [
    column('name', t('Name'), ({ name, machine }) => textCell(name, machine)),
    column('address', t('Address'), ({ address }) => textCell(address)),
    column('status', t('Status'), ({ level, status, reason }) => ({ kind: 'status', level, text: status, reason })),
    numberColumn('containers', t('Containers'), ({ containers }) => numberCell(containers)),
    ...ifManaged(numberColumn('cpus', t('Reserved CPUs'), ({ node }) => cpusCell(node))),
    ...ifManaged(numberColumn('memory', t('Reserved memory'), ({ node }) => memoryCell(node))),
    column('version', t('Server version'), ({ version }) => textCell(version)),
    ...ifManaged(column('updated', t('Updated'), ({ node }) => ({ kind: 'time', at: node?.updatedAt?.getTime() }))),
    // Last: it is the widest, and what a narrow page may leave outside.
    column('labels', t('Labels'), ({ labels }) => labelsCell(labels)),
  ];
}

function subjects(cluster: Cluster, snapshot: Snapshot, t: Translate): readonly Subject[] {
  const speaks = speaker(cluster);
  const listed = (speaks && lastOf(speaks.info)?.value.nodes) ?? [];
  const claimed = new Set<ClassicNode>();
  const ours = cluster.members
    .filter(({ role }) => role !== 'keyValueStore')
    .flatMap((member): Subject[] => {
      const seen = findMachine(snapshot, member.machine);
      if (!seen) return [];
      const machine = machineOf(seen);
      const node = machine && findNode(listed, seen, machine);
      if (node) claimed.add(node);
      return [memberSubject(seen, node, cluster, t)];
    });
  return [...ours, ...listed.filter((node) => !claimed.has(node)).map((node) => strangerSubject(node, t))];
}

function memberSubject(seen: SeenMachine, node: ClassicNode | undefined, cluster: Cluster, t: Translate): Subject {
  const engine = lastOf(seen.engine)?.value.engine;
  const machine = machineOf(seen);
  const { level, troubles } = machineHealth(seen, cluster);
  return {
    name: seen.name,
    machine: seen.name,
    address:
      node?.address ?? (machine?.address === undefined ? '' : `${machine.address}:${String(machine.enginePort)}`),
    level,
    status: levelText(level, t('Healthy'), t),
    reason: troubles.map((trouble) => explainTrouble(trouble, t).short).join('; '),
    containers: node?.containers?.total ?? engine?.containers.total,
    labels: node?.labels ?? engine?.labels ?? {},
    version: node?.serverVersion ?? engine?.version ?? '',
    node,
  };
}

function strangerSubject(node: ClassicNode, t: Translate): Subject {
  return {
    name: node.name,
    machine: undefined,
    address: node.address,
    level: node.status === 'Healthy' ? 'healthy' : node.status === 'Unknown' ? 'unknown' : 'down',
    status: node.status,
    reason: node.error ?? t('not in the machine store'),
    containers: node.containers?.total,
    labels: node.labels,
    version: node.serverVersion ?? '',
    node,
  };
}

const shareCell = (share: Share | undefined): Cell => ({ kind: 'share', share });

function cpusCell(node: ClassicNode | undefined): Cell {
  const cpus = node?.reservedCpus;
  return shareCell(cpus && { ...cpus, text: `${String(cpus.used)} / ${String(cpus.of)}` });
}

const memoryCell = (node: ClassicNode | undefined): Cell => shareCell(node?.reservedMemory);
