/** Texts of node verbs: names, effects and results. Pure. */
import { listed, paragraph, type Translate } from '../../base/text.ts';
import type { NodeForesight, NodeSteered, NodeVerb } from '../../model/steering.ts';
import type { SwarmNode } from '../../model/swarmMode.ts';

/** `node`: the hostname. */
interface NodeVerbTexts {
  readonly button: (t: Translate) => string;
  /** The command's title, as a button that undoes something. */
  readonly command: (t: Translate) => string;
  readonly which: (t: Translate) => string;
  readonly question: (node: string, t: Translate) => string;
  /** Progress title. */
  readonly title: (node: string, t: Translate) => string;
  readonly effect: (node: SwarmNode, t: Translate) => string;
  readonly done: (steered: NodeSteered, t: Translate) => string;
  readonly unchanged: (node: string, t: Translate) => string;
}

export const nodeVerbs: Readonly<Record<NodeVerb, NodeVerbTexts>> = {
  drain: {
    button: (t) => t('Drain'),
    command: (t) => t('Drain Node'),
    which: (t) => t('Drain which node?'),
    question: (node, t) => t('Drain {0}?', node),
    title: (node, t) => t('Draining {0}', node),
    effect: (_, t) => t('It gets no more service tasks. Containers that were started by hand stay.'),
    done: ({ node, moved, ended }, t) =>
      moved.length + ended.length === 0
        ? t('{0} is drained.', node)
        : moved.length === 0
          ? t('{0} is drained: {1} ended.', node, listed(ended, t, 5))
          : t('{0} is drained: {1} moved.', node, listed(moved, t, 5)),
    unchanged: (node, t) => t('{0} is already drained.', node),
  },
  pause: {
    button: (t) => t('Pause'),
    command: (t) => t('Pause Node'),
    which: (t) => t('Pause which node?'),
    question: (node, t) => t('Pause {0}?', node),
    title: (node, t) => t('Pausing {0}', node),
    effect: (_, t) => t('Its tasks keep running, but it gets no new ones.'),
    done: ({ node }, t) => t('{0} is paused: its tasks keep running, and it gets no new ones.', node),
    unchanged: (node, t) => t('{0} is already paused.', node),
  },
  activate: {
    button: (t) => t('Activate'),
    command: (t) => t('Activate Node'),
    which: (t) => t('Activate which node?'),
    question: (node, t) => t('Activate {0}?', node),
    title: (node, t) => t('Activating {0}', node),
    effect: (_, t) => t('It gets new tasks again.'),
    done: ({ node }, t) => t('{0} is active again.', node),
    unchanged: (node, t) => t('{0} is already active.', node),
  },
  promote: {
    button: (t) => t('Promote'),
    command: (t) => t('Promote Node'),
    which: (t) => t('Promote which node?'),
    question: (node, t) => t('Promote {0} to manager?', node),
    title: (node, t) => t('Promoting {0}', node),
    effect: (_, t) => t('It gets a copy of everything the swarm knows, including secrets, and can change it.'),
    done: ({ node, managers }, t) => t('{0} is now a manager, one of {1}.', node, managers.count),
    unchanged: (node, t) => t('{0} is already a manager.', node),
  },
  demote: {
    button: (t) => t('Demote'),
    command: (t) => t('Demote Node'),
    which: (t) => t('Demote which manager?'),
    question: (node, t) => t('Demote {0} to worker?', node),
    title: (node, t) => t('Demoting {0}', node),
    effect: (_, t) => t('It keeps running as a worker.'),
    done: ({ node, managers }, t) =>
      managers.count === 1
        ? t('{0} is now a worker; 1 manager is left.', node)
        : t('{0} is now a worker; {1} managers are left.', node, managers.count),
    unchanged: (node, t) => t('{0} is already a worker.', node),
  },
  remove: {
    button: (t) => t('Remove'),
    command: (t) => t('Remove Node'),
    which: (t) => t('Remove which node?'),
    question: (node, t) => t('Remove {0} from the swarm?', node),
    title: (node, t) => t('Removing {0}', node),
    effect: ({ state, id }, t) =>
      state === 'down' || state === 'disconnected'
        ? t('It is {0}: only its entry is removed ({1}). Its machine stays in the store.', state, id)
        : t(
            'It is drained and leaves the swarm, then its entry is removed. Its machine stays in the store and can join again.',
          ),
    done: ({ node }, t) => t('{0} is out of the swarm.', node),
    unchanged: (node, t) => t('{0} is out of the swarm.', node),
  },
};

/** One paragraph each about moved tasks, ended tasks, the impact on managers, and how to undo it. */
export function nodeDetail(foresight: NodeForesight, t: Translate): string {
  const { verb, node, moves, ends, undo } = foresight;
  return [
    nodeVerbs[verb].effect(node, t),
    moves.length > 0 && t('These tasks move to other nodes: {0}.', listed(moves, t)),
    ends.length > 0 && t('These tasks end: {0}.', listed(ends, t)),
    verb === 'demote' &&
      node.manager?.isLeader &&
      t('It is the leader: another manager takes over, which takes a few seconds.'),
    managersWords(foresight, t),
    undo && t('{0} undoes this.', nodeVerbs[undo].command(t)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function managersWords(
  { verb, node, managers: { count, mayBeLost } }: NodeForesight,
  t: Translate,
): string | undefined {
  const isAbout = verb === 'promote' || ((verb === 'demote' || verb === 'remove') && node.role === 'manager');
  if (!isAbout) return undefined;
  const left =
    count === 1
      ? t('With 1 manager, nothing can be changed if it fails.')
      : mayBeLost === 0
        ? t('With {0} managers, all are needed: none of them may fail.', count)
        : mayBeLost === 1
          ? t('With {0} managers, 1 of them may fail.', count)
          : t('With {0} managers, {1} of them may fail.', count, mayBeLost);
  return count > 1 && count % 2 === 0
    ? `${left} ${t('⚠ An even number of managers tolerates no more failures than one fewer.')}`
    : left;
}

/** The result, and how to undo it. */
export function nodeEnd(steered: NodeSteered, t: Translate): string {
  const { verb, node, isChanged, isConverged, undo } = steered;
  if (!isChanged) return nodeVerbs[verb].unchanged(node, t);
  return paragraph([
    nodeVerbs[verb].done(steered, t),
    !isConverged && t('Continues in the background.'),
    verb === 'activate' && t('Tasks that moved away come back only when their service is restarted.'),
    undo && t('{0} undoes this.', nodeVerbs[undo].command(t)),
  ]);
}
