/**
 * Whether what was read of a journal is as this version writes it: other versions and anybody's editor may have written there. What is
 * used of it is checked; what is more than that may stand beside it. Pure.
 */
import * as v from 'valibot';
import type { Action } from '../model/plan.ts';

const text = v.string();
const texts = v.array(v.string());
const machine = { machine: text };
const through = { via: text, others: v.optional(texts) };
const node = v.looseObject({ id: text, hostname: text });
const door = v.looseObject({ kind: v.picklist(['manager', 'engine']), machine: text });
const store = v.looseObject({ kind: v.picklist(['url', 'machine']) });
const options = v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), texts]));

/** By kind of action what must be there. The compiler asks for each kind. */
const actions: Readonly<Record<Action['kind'], v.ObjectEntries>> = {
  createMachine: {
    machine: v.looseObject({
      name: text,
      driver: text,
      options,
      environment: v.record(v.string(), v.string()),
      engineOptions: texts,
    }),
  },
  removeMachine: { ...machine, driver: text },
  startMachine: machine,
  checkEngineVersion: machine,
  probeStore: { ...machine, url: text },
  pullImage: { ...machine, image: text },
  runContainer: { ...machine, container: v.looseObject({ name: text, environment: texts }) },
  startContainer: { ...machine, container: text },
  removeContainer: { ...machine, container: text },
  removeVolume: { ...machine, volume: text },
  // Earlier versions wrote names alone.
  restoreEngine: {
    ...machine,
    containers: v.array(v.union([text, v.looseObject({ name: text })])),
    leavesSwarm: v.boolean(),
  },
  awaitStore: { store },
  awaitNodes: { manager: v.optional(text), nodes: texts, store },
  introduceEngine: { ...machine, store },
  initSwarm: { ...machine, swarm: v.looseObject({}) },
  joinSwarm: { ...machine, ...through, as: v.looseObject({}) },
  leaveSwarm: machine,
  updateNode: { ...through, node, change: v.looseObject({}) },
  removeNode: { ...through, node },
  awaitSwarm: { managers: texts, nodes: texts },
  createNetwork: { via: door, network: v.looseObject({ name: text }) },
  removeNetwork: { via: door, network: text },
};

const action = v.pipe(
  v.looseObject({ kind: v.string() }),
  v.check((given) => {
    const entries = Object.hasOwn(actions, given.kind) ? actions[given.kind as Action['kind']] : undefined;
    return entries !== undefined && v.is(v.looseObject(entries), given);
  }),
);

/** A plan that was written by a run. */
export const planSchema = v.looseObject({
  verb: v.picklist(['up', 'down', 'rollback']),
  cluster: text,
  steps: v.array(v.looseObject({ id: text, action, after: texts, undo: v.optional(action) })),
  standing: texts,
});

const anyFailure = v.looseObject({ kind: text });
/** Why a step failed; of a create that failed the reason is looked at. */
export const failureSchema = v.pipe(
  anyFailure,
  v.check((failure) => failure.kind !== 'createFailed' || v.is(anyFailure, failure['cause'])),
);

/** A time as JSON has it. */
export const timeSchema = v.pipe(
  text,
  v.transform((written) => new Date(written)),
  v.check((at) => !Number.isNaN(at.getTime())),
);
