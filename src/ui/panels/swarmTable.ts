/** The nodes of a swarm-mode cluster as a table of the docker info page. */
import { bytesText } from '../../base/units.ts';
import type { Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Table } from '../../protocol/dockerInfo.ts';
import { availabilityWords, nodeRoleWords, reachabilityWords } from '../swarmWords.ts';
import { swarmRoleOf, swarmRows, type SwarmRow } from './swarmRows.ts';
import { column, labelsCell, numberCell, numberColumn, tableOf, textCell, type ColumnOf } from './tableOf.ts';

/** One row per member, listed by a manager or not, and one per external node. */
export function swarmTable(cluster: Cluster, snapshot: Snapshot, t: Translate): Table {
  return tableOf(
    { id: 'nodes', title: t('Nodes'), empty: t('No manager has reported its nodes.') },
    columns(t),
    swarmRows(cluster, snapshot, t).map((subject) => ({ id: subject.id, level: subject.level, subject })),
  );
}

function columns(t: Translate): readonly ColumnOf<SwarmRow>[] {
  return [
    column('name', t('Name'), ({ name, machine }) => textCell(name, machine)),
    column('role', t('Role'), (subject) => textCell(roleText(subject, t))),
    column('status', t('Status'), ({ level, status, reason }) => ({ kind: 'status', level, text: status, reason })),
    column('availability', t('Availability'), ({ node }) =>
      textCell(node ? availabilityWords(node.availability, t) : ''),
    ),
    column('reachability', t('Reachability'), ({ node }) =>
      textCell(node?.manager ? reachabilityWords(node.manager, t) : ''),
    ),
    column('address', t('Address'), ({ address }) => textCell(address)),
    numberColumn('tasks', t('Tasks'), ({ tasks }) => numberCell(tasks)),
    numberColumn('cpus', t('CPUs'), ({ node, engine }) => numberCell(node?.cpus ?? engine?.cpus)),
    numberColumn('memory', t('Memory'), ({ node, engine }) => {
      const memory = node?.memory ?? engine?.memory;
      return numberCell(memory, bytesText(memory ?? 0));
    }),
    column('version', t('Engine version'), ({ node, engine }) =>
      textCell(node?.engineVersion || (engine?.version ?? '')),
    ),
    column('labels', t('Node labels'), ({ node }) => labelsCell(node?.labels ?? {})),
    column('engineLabels', t('Engine labels'), ({ node, engine }) =>
      labelsCell(node?.engineLabels ?? engine?.labels ?? {}),
    ),
  ];
}

function roleText(row: SwarmRow, t: Translate): string {
  const words = nodeRoleWords(swarmRoleOf(row), t);
  return row.node?.manager?.isLeader ? t('{0}, leader', words) : words;
}
