/** Plans of creates, each the least that a plan can hold. */
import type { Action, MachineToCreate, Plan, Step } from '../../../src/model/plan.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';

export function machine(name: string, driver: string, more: Partial<MachineToCreate> = {}): MachineToCreate {
  return {
    name,
    driver,
    options: {},
    engineOptions: [],
    labels: {},
    insecureRegistries: [],
    registryMirrors: [],
    environment: {},
    installUrl: '',
    store: undefined,
    advertise: '',
    swarm: undefined,
    ...more,
  };
}

export function step(id: string, after: readonly string[] = [], more: Partial<Step> = {}): Step {
  const action: Action = { kind: 'createMachine', machine: machine(id, 'generic') };
  return { id, action, after, cause: { kind: 'missing' }, undo: undefined, mayFail: false, ...more };
}

export function plan(...steps: readonly Step[]): Plan {
  return { verb: 'up', cluster: 'demo', steps, warnings: [], standing: [] };
}

/** The step that makes a machine, and is taken back by removing it. */
export function creation(made: MachineToCreate): Step {
  return step(`create ${made.name}`, [], {
    action: { kind: 'createMachine', machine: made },
    undo: { kind: 'removeMachine', machine: made.name, driver: made.driver },
  });
}

/** How a run of up ended: nothing was done, and nothing failed. */
export function runSummary(wanted: Partial<RunSummary> = {}): RunSummary {
  return { verb: 'up', cluster: 'demo', done: [], failed: [], skipped: [], isCancelled: false, ...wanted };
}
