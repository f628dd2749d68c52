/** The machines that a plan concerns. */
import type { Plan, Action, StoreReference } from './plan.ts';

/** The machines that a plan's steps name, including new ones. */
export function machinesOf({ steps }: Plan): readonly string[] {
  return [...new Set(steps.flatMap(({ action }) => namesOf(action)))];
}

function namesOf(action: Action): readonly string[] {
  switch (action.kind) {
    case 'createMachine':
      return [action.machine.name];
    case 'awaitStore':
      return inStore(action.store);
    case 'awaitNodes':
      return [...(action.manager === undefined ? [] : [action.manager]), ...action.nodes, ...inStore(action.store)];
    case 'introduceEngine':
      return [action.machine, ...inStore(action.store)];
    case 'joinSwarm':
      return [action.machine, action.via, ...(action.others ?? [])];
    case 'updateNode':
    case 'removeNode':
      return [action.via, ...(action.others ?? [])];
    case 'awaitSwarm':
      return [...action.managers, ...action.nodes];
    case 'createNetwork':
    case 'removeNetwork':
      return [action.via.machine];
    case 'removeMachine':
    case 'startMachine':
    case 'checkEngineVersion':
    case 'probeStore':
    case 'pullImage':
    case 'runContainer':
    case 'startContainer':
    case 'removeContainer':
    case 'removeVolume':
    case 'restoreEngine':
    case 'initSwarm':
    case 'leaveSwarm':
      return [action.machine];
  }
}

const inStore = (store: StoreReference): readonly string[] => (store.kind === 'machine' ? [store.machine] : []);
