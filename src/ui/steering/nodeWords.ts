/** What is said round a change of a node: before it, while it runs, and when it is done. Pure. */
import { paragraph, listed, type Translate } from '../../base/text.ts';
import type { NodeForesight, NodeSteered, NodeVerb } from '../../model/steering.ts';

/** The button that does it. */
export function nodeVerbWords(verb: NodeVerb, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('Drain');
    case 'pause':
      return t('Pause');
    case 'activate':
      return t('Activate');
    case 'promote':
      return t('Promote');
    case 'demote':
      return t('Demote');
    case 'remove':
      return t('Remove');
  }
}

/** The command's title, as a button that takes something back. */
export function nodeCommandWords(verb: NodeVerb, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('Drain Node');
    case 'pause':
      return t('Pause Node');
    case 'activate':
      return t('Activate Node');
    case 'promote':
      return t('Promote Node');
    case 'demote':
      return t('Demote Node');
    case 'remove':
      return t('Remove Node');
  }
}

export function whichNode(verb: NodeVerb, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('Drain which node?');
    case 'pause':
      return t('Pause which node?');
    case 'activate':
      return t('Activate which node?');
    case 'promote':
      return t('Make which node a manager?');
    case 'demote':
      return t('Make which manager a worker?');
    case 'remove':
      return t('Remove which node?');
  }
}

export function nodeQuestion({ verb, node }: NodeForesight, t: Translate): string {
  const name = node.hostname;
  switch (verb) {
    case 'drain':
      return t('Drain {0}?', name);
    case 'pause':
      return t('Pause {0}?', name);
    case 'activate':
      return t('Activate {0}?', name);
    case 'promote':
      return t('Make {0} a manager?', name);
    case 'demote':
      return t('Make {0} a worker?', name);
    case 'remove':
      return t('Remove {0} from the swarm?', name);
  }
}

/** What moves, what ends, what it means for the managers, and what takes it back: a paragraph each. */
export function nodeDetail(foresight: NodeForesight, t: Translate): string {
  const { verb, node, moves, ends, undo } = foresight;
  return [
    effect(foresight, t),
    moves.length > 0 && t('These tasks move to other nodes: {0}.', listed(moves, t)),
    ends.length > 0 && t('These tasks end: {0}.', listed(ends, t)),
    verb === 'demote' &&
      node.manager?.isLeader &&
      t('It leads now: another manager takes over, which takes some seconds.'),
    managersWords(foresight, t),
    undo && t('{0} takes it back.', nodeCommandWords(undo, t)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function effect({ verb, node }: NodeForesight, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('It gets no tasks of services any more. Containers that were started by hand stay.');
    case 'pause':
      return t('What runs there goes on, but it gets no new tasks.');
    case 'activate':
      return t('It gets new tasks again.');
    case 'promote':
      return t('It gets a copy of everything that the swarm knows, its secrets too, and can change it.');
    case 'demote':
      return t('It runs on as a worker.');
    case 'remove':
      return node.state === 'down' || node.state === 'disconnected'
        ? t('It is {0}: only its entry goes ({1}). Its machine stays in the store.', node.state, node.id)
        : t(
            'It is emptied and leaves the swarm; then its entry goes. Its machine stays in the store, and can join again.',
          );
  }
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

/** Over the progress. */
export function nodeTitle(verb: NodeVerb, name: string, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('Draining {0}', name);
    case 'pause':
      return t('Pausing {0}', name);
    case 'activate':
      return t('Activating {0}', name);
    case 'promote':
      return t('Making {0} a manager', name);
    case 'demote':
      return t('Making {0} a worker', name);
    case 'remove':
      return t('Removing {0}', name);
  }
}

/** How it ended, with what takes it back. */
export function nodeEnd(steered: NodeSteered, t: Translate): string {
  const { isChanged, isConverged, undo } = steered;
  if (!isChanged) return unchangedWords(steered, t);
  return paragraph([
    doneWords(steered, t),
    !isConverged && t('Not waited for what follows; it goes on by itself.'),
    steered.verb === 'activate' && t('What moved away comes back only when its service is restarted.'),
    undo && t('{0} takes it back.', nodeCommandWords(undo, t)),
  ]);
}

function doneWords({ verb, node, moved, ended, managers }: NodeSteered, t: Translate): string {
  switch (verb) {
    case 'drain':
      return moved.length + ended.length === 0
        ? t('{0} is drained.', node)
        : moved.length === 0
          ? t('{0} is drained: {1} ended.', node, listed(ended, t, 5))
          : t('{0} is drained: {1} moved.', node, listed(moved, t, 5));
    case 'pause':
      return t('{0} is paused: what runs there goes on, nothing new comes.', node);
    case 'activate':
      return t('{0} is active again.', node);
    case 'promote':
      return t('{0} is a manager now, one of {1}.', node, managers.count);
    case 'demote':
      return managers.count === 1
        ? t('{0} is a worker now; 1 manager is left.', node)
        : t('{0} is a worker now; {1} managers are left.', node, managers.count);
    case 'remove':
      return t('{0} is out of the swarm.', node);
  }
}

function unchangedWords({ verb, node }: NodeSteered, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('{0} is drained already.', node);
    case 'pause':
      return t('{0} is paused already.', node);
    case 'activate':
      return t('{0} is active already.', node);
    case 'promote':
      return t('{0} is a manager already.', node);
    case 'demote':
      return t('{0} is a worker already.', node);
    case 'remove':
      return t('{0} is out of the swarm.', node);
  }
}
