/** Compares a new plan with the one the user confirmed. Pure. */
import { equal } from '../base/equal.ts';
import type { Action, Plan } from '../model/plan.ts';

/** True if both plans make the same changes, via any manager, and the new one loses only what was shown. Waits and checks may differ. */
export function isAsShown(shown: Plan, anew: Plan): boolean {
  const named = new Set(losses(shown));
  return equal(changes(shown), changes(anew)) && losses(anew).every((loss) => named.has(loss));
}

function changes({ steps }: Plan): ReadonlyMap<string, unknown> {
  return new Map(
    steps.flatMap(({ id, action }) => (changesSomething(action) ? [[id, withoutVia(action)] as const] : [])),
  );
}

/** The managers may answer in a different order the next time. */
function withoutVia(action: Action): unknown {
  return 'via' in action ? { ...action, via: undefined } : action;
}

function changesSomething({ kind }: Action): boolean {
  switch (kind) {
    case 'checkEngineVersion':
    case 'probeStore':
    case 'awaitStore':
    case 'awaitNodes':
    case 'awaitSwarm':
    // Only tells engines about each other.
    case 'introduceEngine':
      return false;
    case 'createMachine':
    case 'removeMachine':
    case 'startMachine':
    case 'pullImage':
    case 'runContainer':
    case 'startContainer':
    case 'removeContainer':
    case 'removeVolume':
    case 'restoreEngine':
    case 'initSwarm':
    case 'joinSwarm':
    case 'leaveSwarm':
    case 'updateNode':
    case 'removeNode':
    case 'createNetwork':
    case 'removeNetwork':
      return true;
  }
}

/** What is lost besides the machines that the steps name. */
function losses({ warnings }: Plan): readonly string[] {
  return warnings.flatMap((warning) => {
    switch (warning.kind) {
      case 'containersGo':
        return warning.containers.map((name) => `container ${name} on ${warning.machine}`);
      case 'networksGo':
        return warning.networks.map((name) => `network ${name}`);
      case 'servicesGo':
        return warning.services.map((name) => `service ${name}`);
      default:
        return [];
    }
  });
}
