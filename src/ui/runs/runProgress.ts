/** Text of the progress notification while a plan runs: progress and current steps. */
import type { Translate } from '../../base/text.ts';
import { createStages, type CreateStage } from '../../model/failure.ts';
import type { Action, Plan } from '../../model/plan.ts';
import type { StepEvent } from '../../model/runEvents.ts';
import type { NodeChange } from '../../model/swarmMode.ts';
import { stageWords } from '../explain/stageWords.ts';

export interface ProgressReport {
  readonly message: string;
  /** Percent done since the last report. */
  readonly increment: number;
}

/** More would not be readable in a notification. */
const mostShown = 3;

/** Takes the run's events one by one. Returns undefined if an event does not change the notification. */
export function runProgress(plan: Plan, t: Translate): (event: StepEvent) => ProgressReport | undefined {
  const steps = new Map(plan.steps.map(({ id, action }) => [id, stepWords(action, t)]));
  const running = new Map<string, string>();
  let ended = 0;
  return (event) => {
    const words = steps.get(event.step) ?? event.step;
    switch (event.kind) {
      case 'waiting':
        running.set(event.step, t('{0}: waiting while another window creates {1}', words, event.behind));
        return report(0);
      case 'began':
        running.set(event.step, words);
        return report(0);
      case 'stage':
        running.set(event.step, t('{0}: {1}', words, stage(event.stage, t)));
        return report(0);
      case 'said':
      case 'made':
      case 'madeObject':
        return undefined;
      case 'done':
      case 'failed':
      case 'skipped':
        running.delete(event.step);
        ended += 1;
        return report(1);
    }
  };

  function report(steps: number): ProgressReport {
    const shown = [...running.values()].slice(-mostShown);
    const more = running.size - shown.length;
    const now = [...shown, ...(more > 0 ? [t('{0} more', more)] : [])].join(' · ');
    return {
      message: [t('{0} of {1} steps', ended, plan.steps.length), now].filter(Boolean).join(' · '),
      increment: plan.steps.length === 0 ? 0 : (100 * steps) / plan.steps.length,
    };
  }
}

/** Words for a create's stage; other stage names are words already. */
const stage = (name: string, t: Translate): string => (isCreateStage(name) ? stageWords(name, t) : name);

const isCreateStage = (name: string): name is CreateStage => createStages.some((each) => each === name);

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
