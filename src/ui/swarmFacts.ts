/** What a node of a swarm is there, for rows and pages. */
import type { Translate } from '../base/text.ts';
import type { SwarmNode } from '../model/swarmMode.ts';
import { availabilityWords, nodeRoleWords, reachabilityWords } from './swarmWords.ts';

/** What is out of the ordinary, behind its role: "leader", "drained". */
export function swarmMarks({ manager, availability }: SwarmNode, t: Translate): readonly string[] {
  return [
    ...(manager?.isLeader ? [t('leader')] : []),
    ...(availability === 'active' ? [] : [availabilityWords(availability, t)]),
  ];
}

/** Those that say nothing of a node are empty. */
export function swarmFacts(node: SwarmNode, t: Translate): readonly (readonly [string, string])[] {
  const { manager } = node;
  return [
    [t('Role'), [nodeRoleWords(node.role, t), ...(manager?.isLeader ? [t('leader')] : [])].join(', ')],
    [t('Availability'), availabilityWords(node.availability, t)],
    [t('Reachability'), manager ? reachabilityWords(manager, t) : ''],
    [t('Node labels'), labelsText(node.labels)],
    [t('Node ID'), node.id],
  ];
}

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join(', ');
