/** A step while it runs, in a few words: "creating swarm-node1". */
import type { Translate } from '../../base/text.ts';
import type { Action } from '../../model/plan.ts';
import type { NodeChange } from '../../model/swarmMode.ts';

export function stepWords(action: Action, t: Translate): string {
  switch (action.kind) {
    case 'createMachine':
      return t('creating {0}', action.machine.name);
    case 'removeMachine':
      return t('removing {0}', action.machine);
    case 'startMachine':
      return t('starting {0}', action.machine);
    case 'checkEngineVersion':
      return t('asking {0} for its engine’s version', action.machine);
    case 'probeStore':
      return t('checking the key-value store from {0}', action.machine);
    case 'pullImage':
      return t('pulling {0} on {1}', action.image, action.machine);
    case 'runContainer':
      return t('starting {0} on {1}', action.container.name, action.machine);
    case 'startContainer':
      return t('starting {0} on {1} again', action.container, action.machine);
    case 'removeContainer':
      return t('removing {0} from {1}', action.container, action.machine);
    case 'removeVolume':
      return t('removing the volume {0} from {1}', action.volume, action.machine);
    case 'restoreEngine':
      return action.leavesSwarm
        ? t('removing {0} from its swarm over SSH', action.machine)
        : t('starting the engine of {0}', action.machine);
    case 'awaitStore':
      return t('waiting for the key-value store');
    case 'awaitNodes':
      return t('waiting for {0} healthy nodes', action.nodes.length);
    case 'introduceEngine':
      return t('re-registering {0} so that the other engines discover it', action.machine);
    case 'initSwarm':
      return t('creating the swarm on {0}', action.machine);
    case 'joinSwarm':
      return t('joining {0} to the swarm', action.machine);
    case 'leaveSwarm':
      return t('removing {0} from its swarm', action.machine);
    case 'updateNode':
      return changing(action.node.hostname, action.change, t);
    case 'removeNode':
      return t('removing the node {0}', action.node.hostname);
    case 'awaitSwarm':
      return t('waiting for {0} ready nodes', action.nodes.length);
    case 'createNetwork':
      return t('creating the network {0}', action.network.name);
    case 'removeNetwork':
      return t('removing the network {0}', action.network);
  }
}

function changing(node: string, { role, availability }: NodeChange, t: Translate): string {
  if (role !== undefined) return role === 'manager' ? t('promoting {0}', node) : t('demoting {0}', node);
  if (availability === 'drain') return t('draining {0}', node);
  return availability === 'pause' ? t('pausing {0}', node) : t('activating {0}', node);
}
