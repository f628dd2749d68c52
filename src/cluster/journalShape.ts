/**
 * Validates journal lines against the format of this version: other versions or an editor may have written them. Checks the fields that are
 * used and allows additional ones. Pure.
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

/** Required fields by kind of action. The type requires every kind. */
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
  // Earlier versions wrote only names.
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

/** A plan that a run wrote. */
export const planSchema = v.looseObject({
  verb: v.picklist(['up', 'down', 'rollback']),
  cluster: text,
  steps: v.array(v.looseObject({ id: text, action, after: texts, undo: v.optional(action) })),
  standing: texts,
});

const anyFailure = v.looseObject({ kind: text });
/** Why a step failed; for a failed create the cause is checked too. */
export const failureSchema = v.pipe(
  anyFailure,
  v.check((failure) => failure.kind !== 'createFailed' || v.is(anyFailure, failure['cause'])),
);

/** A time as JSON stores it. */
export const timeSchema = v.pipe(
  text,
  v.transform((written) => new Date(written)),
  v.check((at) => !Number.isNaN(at.getTime())),
);
