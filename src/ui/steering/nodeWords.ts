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
      return t('Promote which node?');
    case 'demote':
      return t('Demote which manager?');
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
      return t('Promote {0} to manager?', name);
    case 'demote':
      return t('Demote {0} to worker?', name);
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
      t('It is the leader: another manager takes over, which takes a few seconds.'),
    managersWords(foresight, t),
    undo && t('{0} undoes this.', nodeCommandWords(undo, t)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function effect({ verb, node }: NodeForesight, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('It gets no more service tasks. Containers that were started by hand stay.');
    case 'pause':
      return t('Its tasks keep running, but it gets no new ones.');
    case 'activate':
      return t('It gets new tasks again.');
    case 'promote':
      return t('It gets a copy of everything the swarm knows, including secrets, and can change it.');
    case 'demote':
      return t('It keeps running as a worker.');
    case 'remove':
      return node.state === 'down' || node.state === 'disconnected'
        ? t('It is {0}: only its entry is removed ({1}). Its machine stays in the store.', node.state, node.id)
        : t(
            'It is drained and leaves the swarm, then its entry is removed. Its machine stays in the store and can join again.',
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
      return t('Promoting {0}', name);
    case 'demote':
      return t('Demoting {0}', name);
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
    !isConverged && t('Continues in the background.'),
    steered.verb === 'activate' && t('Tasks that moved away come back only when their service is restarted.'),
    undo && t('{0} undoes this.', nodeCommandWords(undo, t)),
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
      return t('{0} is paused: its tasks keep running, and it gets no new ones.', node);
    case 'activate':
      return t('{0} is active again.', node);
    case 'promote':
      return t('{0} is now a manager, one of {1}.', node, managers.count);
    case 'demote':
      return managers.count === 1
        ? t('{0} is now a worker; 1 manager is left.', node)
        : t('{0} is now a worker; {1} managers are left.', node, managers.count);
    case 'remove':
      return t('{0} is out of the swarm.', node);
  }
}

function unchangedWords({ verb, node }: NodeSteered, t: Translate): string {
  switch (verb) {
    case 'drain':
      return t('{0} is already drained.', node);
    case 'pause':
      return t('{0} is already paused.', node);
    case 'activate':
      return t('{0} is already active.', node);
    case 'promote':
      return t('{0} is already a manager.', node);
    case 'demote':
      return t('{0} is already a worker.', node);
    case 'remove':
      return t('{0} is out of the swarm.', node);
  }
}
