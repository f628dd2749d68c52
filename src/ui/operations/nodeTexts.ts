/** The verbs of nodes in words: what each is called, what it does before and what it did after. Pure. */
import { listed, paragraph, type Translate } from '../../base/text.ts';
import type { NodeForesight, NodeSteered, NodeVerb } from '../../model/steering.ts';
import type { SwarmNode } from '../../model/swarmMode.ts';

/** `node`: the hostname. */
interface NodeVerbTexts {
  readonly button: (t: Translate) => string;
  /** The command's title, as a button that takes something back. */
  readonly command: (t: Translate) => string;
  readonly which: (t: Translate) => string;
  readonly question: (node: string, t: Translate) => string;
  /** The title of its progress. */
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
    effect: (_, t) => t('It gets no tasks of services any more. Containers that were started by hand stay.'),
    done: ({ node, moved, ended }, t) =>
      moved.length + ended.length === 0
        ? t('{0} is drained.', node)
        : moved.length === 0
          ? t('{0} is drained: {1} ended.', node, listed(ended, t, 5))
          : t('{0} is drained: {1} moved.', node, listed(moved, t, 5)),
    unchanged: (node, t) => t('{0} is drained already.', node),
  },
  pause: {
    button: (t) => t('Pause'),
    command: (t) => t('Pause Node'),
    which: (t) => t('Pause which node?'),
    question: (node, t) => t('Pause {0}?', node),
    title: (node, t) => t('Pausing {0}', node),
    effect: (_, t) => t('What runs there goes on, but it gets no new tasks.'),
    done: ({ node }, t) => t('{0} is paused: what runs there goes on, nothing new comes.', node),
    unchanged: (node, t) => t('{0} is paused already.', node),
  },
  activate: {
    button: (t) => t('Activate'),
    command: (t) => t('Activate Node'),
    which: (t) => t('Activate which node?'),
    question: (node, t) => t('Activate {0}?', node),
    title: (node, t) => t('Activating {0}', node),
    effect: (_, t) => t('It gets new tasks again.'),
    done: ({ node }, t) => t('{0} is active again.', node),
    unchanged: (node, t) => t('{0} is active already.', node),
  },
  promote: {
    button: (t) => t('Promote'),
    command: (t) => t('Promote Node'),
    which: (t) => t('Make which node a manager?'),
    question: (node, t) => t('Make {0} a manager?', node),
    title: (node, t) => t('Making {0} a manager', node),
    effect: (_, t) => t('It gets a copy of everything that the swarm knows, its secrets too, and can change it.'),
    done: ({ node, managers }, t) => t('{0} is a manager now, one of {1}.', node, managers.count),
    unchanged: (node, t) => t('{0} is a manager already.', node),
  },
  demote: {
    button: (t) => t('Demote'),
    command: (t) => t('Demote Node'),
    which: (t) => t('Make which manager a worker?'),
    question: (node, t) => t('Make {0} a worker?', node),
    title: (node, t) => t('Making {0} a worker', node),
    effect: (_, t) => t('It runs on as a worker.'),
    done: ({ node, managers }, t) =>
      managers.count === 1
        ? t('{0} is a worker now; 1 manager is left.', node)
        : t('{0} is a worker now; {1} managers are left.', node, managers.count),
    unchanged: (node, t) => t('{0} is a worker already.', node),
  },
  remove: {
    button: (t) => t('Remove'),
    command: (t) => t('Remove Node'),
    which: (t) => t('Remove which node?'),
    question: (node, t) => t('Remove {0} from the swarm?', node),
    title: (node, t) => t('Removing {0}', node),
    effect: ({ state, id }, t) =>
      state === 'down' || state === 'disconnected'
        ? t('It is {0}: only its entry goes ({1}). Its machine stays in the store.', state, id)
        : t(
            'It is emptied and leaves the swarm; then its entry goes. Its machine stays in the store, and can join again.',
          ),
    done: ({ node }, t) => t('{0} is out of the swarm.', node),
    unchanged: (node, t) => t('{0} is out of the swarm.', node),
  },
};

/** What moves, what ends, what it means for the managers, and what takes it back: a paragraph each. */
export function nodeDetail(foresight: NodeForesight, t: Translate): string {
  const { verb, node, moves, ends, undo } = foresight;
  return [
    nodeVerbs[verb].effect(node, t),
    moves.length > 0 && t('These tasks move to other nodes: {0}.', listed(moves, t)),
    ends.length > 0 && t('These tasks end: {0}.', listed(ends, t)),
    verb === 'demote' &&
      node.manager?.isLeader &&
      t('It leads now: another manager takes over, which takes some seconds.'),
    managersWords(foresight, t),
    undo && t('{0} takes it back.', nodeVerbs[undo].command(t)),
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
      ? t('1 manager then: without it nothing can be changed.')
      : mayBeLost === 0
        ? t('{0} managers then: all are needed, none of them may fail.', count)
        : mayBeLost === 1
          ? t('{0} managers then: 1 of them may fail.', count)
          : t('{0} managers then: {1} of them may fail.', count, mayBeLost);
  return count > 1 && count % 2 === 0
    ? `${left} ${t('⚠ An even number of managers bears no more than one less.')}`
    : left;
}

/** How it ended, with what takes it back. */
export function nodeEnd(steered: NodeSteered, t: Translate): string {
  const { verb, node, isChanged, isConverged, undo } = steered;
  if (!isChanged) return nodeVerbs[verb].unchanged(node, t);
  return paragraph([
    nodeVerbs[verb].done(steered, t),
    !isConverged && t('Not waited for what follows; it goes on by itself.'),
    verb === 'activate' && t('What moved away comes back only when its service is restarted.'),
    undo && t('{0} takes it back.', nodeVerbs[undo].command(t)),
  ]);
}
