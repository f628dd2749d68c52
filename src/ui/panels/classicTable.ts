/** Table of the docker info page for the nodes of a classic swarm, or for engines that share a key-value store. */
import type { Translate } from '../../base/text.ts';
import type { ClassicNode } from '../../model/classicSwarm.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Cell, Share, Table } from '../../protocol/dockerInfo.ts';
import { classicRows, type ClassicRow } from './classicRows.ts';
import { column, labelsCell, numberCell, numberColumn, tableOf, textCell, type ColumnOf } from './tableOf.ts';

/** One row per node that the manager lists, and per machine that it should list but does not, so a dead node stays visible. */
export function classicTable(cluster: Cluster, snapshot: Snapshot, t: Translate): Table {
  return tableOf(
    { id: 'nodes', title: t('Nodes'), empty: t('The manager lists no nodes.') },
    columns(cluster, t),
    classicRows(cluster, snapshot, t).map((subject) => ({ id: subject.id, level: subject.level, subject })),
  );
}

function columns({ orchestration }: Cluster, t: Translate): readonly ColumnOf<ClassicRow>[] {
  // Values that only a manager reports.
  const ifManaged = (own: ColumnOf<ClassicRow>): readonly ColumnOf<ClassicRow>[] =>
    orchestration === 'classic' ? [own] : [];
  return [
    column('name', t('Name'), ({ name, machine }) => textCell(name, machine)),
    column('address', t('Address'), ({ address }) => textCell(address)),
    column('status', t('Status'), ({ level, status, reason, asOf }) => ({
      kind: 'status',
      level,
      text: status,
      reason: [reason, asOf].filter(Boolean).join('; '),
    })),
    numberColumn('containers', t('Containers'), ({ containers }) => numberCell(containers)),
    ...ifManaged(numberColumn('cpus', t('Reserved CPUs'), ({ node }) => cpusCell(node))),
    ...ifManaged(numberColumn('memory', t('Reserved memory'), ({ node }) => memoryCell(node))),
    column('version', t('Server version'), ({ version }) => textCell(version)),
    ...ifManaged(column('updated', t('Updated'), ({ node }) => ({ kind: 'time', at: node?.updatedAt?.getTime() }))),
    // Last: it is the widest, and may be cut off on a narrow page.
    column('labels', t('Labels'), ({ labels }) => labelsCell(labels)),
  ];
}

const shareCell = (share: Share | undefined): Cell => ({ kind: 'share', share });

function cpusCell(node: ClassicNode | undefined): Cell {
  const cpus = node?.reservedCpus;
  return shareCell(cpus && { ...cpus, text: `${String(cpus.used)} / ${String(cpus.of)}` });
}

const memoryCell = (node: ClassicNode | undefined): Cell => shareCell(node?.reservedMemory);
