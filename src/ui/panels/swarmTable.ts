/** The nodes of a swarm-mode cluster as a table of the docker info page. */
import { bytesText } from '../../base/units.ts';
import type { Translate } from '../../base/text.ts';
import type { Cluster, Role } from '../../model/cluster.ts';
import type { Engine } from '../../model/engine.ts';
import { machineHealth } from '../../model/health.ts';
import { lastOf } from '../../model/seen.ts';
import { runningOn } from '../../model/serviceTasks.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../../model/snapshot.ts';
import type { NodeState, SwarmNode } from '../../model/swarmMode.ts';
import { addressOf, isOutdated, lastView, nodeOf, strangers, type Stranger } from '../../model/swarmStanding.ts';
import type { PageLevel, Table } from '../../protocol/dockerInfo.ts';
import { explainTrouble } from '../explain/explainTrouble.ts';
import { availabilityWords, nodeRoleWords, reachabilityWords, strangerLevel, strangerWords } from '../swarmWords.ts';
import { levelText } from './levelText.ts';
import { column, labelsCell, numberCell, numberColumn, tableOf, textCell, type ColumnOf } from './tableOf.ts';

interface Subject {
  readonly id: string;
  readonly name: string;
  /** The store's machine. */
  readonly machine: string | undefined;
  readonly role: Role;
  readonly address: string;
  readonly level: PageLevel;
  readonly status: string;
  readonly reason: string;
  /** Undefined: no manager has told of it. */
  readonly node: SwarmNode | undefined;
  /** Undefined: it never answered, or is none of ours. */
  readonly engine: Engine | undefined;
  /** Tasks that run there. */
  readonly tasks: number | undefined;
}

/** One row per member, whether a manager lists it or not, and one per node that is none of the store's machines. */
export function swarmTable(cluster: Cluster, snapshot: Snapshot, t: Translate): Table {
  const members = cluster.members.flatMap(({ machine, role }) => {
    const seen = findMachine(snapshot, machine);
    return seen ? [memberSubject(seen, role, cluster, t)] : [];
  });
  const others = strangers(cluster, snapshot).map((stranger) => strangerSubject(stranger, cluster, t));
  return tableOf(
    { id: 'nodes', title: t('Nodes'), empty: t('No manager has told of nodes.') },
    columns(t),
    [...members, ...others].map((subject) => ({ id: subject.id, level: subject.level, subject })),
  );
}

function columns(t: Translate): readonly ColumnOf<Subject>[] {
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

/** In a manager's word, which knows of a promotion before the engine does. */
function roleText({ node, role }: Subject, t: Translate): string {
  const words = nodeRoleWords(node?.role ?? (role === 'manager' ? 'manager' : 'worker'), t);
  return node?.manager?.isLeader ? t('{0}, leader', words) : words;
}

function memberSubject(seen: SeenMachine, role: Role, cluster: Cluster, t: Translate): Subject {
  const { level, troubles } = machineHealth(seen, cluster);
  const view = lastView(cluster);
  const node = nodeOf(cluster, seen);
  return {
    id: `machine ${seen.name}`,
    name: seen.name,
    machine: seen.name,
    role,
    address: machineOf(seen)?.address ?? '',
    level,
    status: levelText(level, node?.state === 'ready' && !isOutdated(cluster) ? t('Ready') : t('Engine answers'), t),
    reason: troubles.map((trouble) => explainTrouble(trouble, t).short).join('; '),
    node,
    engine: lastOf(seen.engine)?.value.engine,
    tasks: view && node && runningOn(node.id, view),
  };
}

function strangerSubject(stranger: Stranger, cluster: Cluster, t: Translate): Subject {
  const { node, machine } = stranger;
  const view = lastView(cluster);
  return {
    id: `node ${node.id}`,
    name: node.hostname,
    machine,
    role: 'node',
    address: addressOf(node),
    level: isOutdated(cluster) ? 'unknown' : strangerLevel(node),
    status: stateText(node.state, t),
    reason: [node.message, strangerWords(stranger, t)].filter(Boolean).join('; '),
    node,
    engine: undefined,
    tasks: view && runningOn(node.id, view),
  };
}

function stateText(state: NodeState, t: Translate): string {
  switch (state) {
    case 'ready':
      return t('Ready');
    case 'down':
      return t('Down');
    case 'unknown':
      return t('Unknown');
    case 'disconnected':
      return t('Disconnected');
  }
}
