/** An external node as a row. */
import type { Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import { isUnreachableManager } from '../../model/swarmNode.ts';
import { addressOf, isOutdated, type Stranger } from '../../model/swarmStanding.ts';
import {
  availabilityWord,
  nodeRoleWords,
  nodeStateWords,
  strangerLevel,
  strangerWords,
  swarmFacts,
  swarmMarks,
} from '../swarmWords.ts';
import { clusterId } from './clusterRow.ts';
import { nodeIcon } from './roleIcon.ts';
import { levelColor, type Row } from './row.ts';
import { rowContext } from './rowContext.ts';

/** `key` distinguishes it from the others. */
export function strangerRow(stranger: Stranger, key: string, cluster: Cluster, t: Translate): Row {
  const { node, handle } = stranger;
  const level = isOutdated(cluster) ? 'unknown' : strangerLevel(node);
  const place = strangerWords(stranger, t);
  const words = [
    nodeRoleWords(node.role, t),
    ...swarmMarks(node, t),
    nodeStateWords(node.state, t),
    isUnreachableManager(node) ? t('unreachable from the other managers') : '',
    addressOf(node),
    place,
  ].filter((word) => word !== '');
  return {
    id: `${clusterId(cluster.name)}/node/${key}`,
    label: node.hostname,
    description: words.join(' · '),
    icon: { name: nodeIcon(node), color: levelColor(level) },
    context: rowContext(
      'node',
      'stranger',
      node.role,
      availabilityWord(node.availability),
      node.manager?.isLeader && 'leader',
    ),
    spoken: [t('Node {0}', node.hostname), ...words].join(', '),
    tooltip: {
      title: node.hostname,
      facts: [
        [t('State'), [nodeStateWords(node.state, t), node.message].filter(Boolean).join(': ')],
        ...swarmFacts(node, t),
        [t('Address'), addressOf(node)],
        [t('Engine'), node.engineVersion],
        [t('Machine'), place],
      ].flatMap(([label = '', value = '']) => (value ? [[label, value] as const] : [])),
      problems: [],
    },
    target: { cluster: cluster.name, node: handle },
    opening: 'leaf',
  };
}
