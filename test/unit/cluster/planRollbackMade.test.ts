// A rollback takes back what its run made: not what has got the name since, and not what the run found there.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Failure } from '../../../src/model/failure.ts';
import { planRollback } from '../../../src/cluster/planRollback.ts';
import type { MachineIdentity } from '../../../src/model/machine.ts';
import type { Plan, Step } from '../../../src/model/plan.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { container, identity, machine, seen, seenMachine, snapshot, view } from '../samples.ts';
import { creation, machine as toCreate, plan, runSummary, step } from './steps.ts';

const names = ['a', 'b', 'c', 'd'];
const ran = plan(...names.map((name) => creation(toCreate(name, 'virtualbox'))));
const of = (folder: string): MachineIdentity => identity({ driver: 'virtualbox', folder });
const world = (folders: Readonly<Record<string, string>>): Snapshot =>
  snapshot(Object.entries(folders).map(([name, folder]) => seenMachine(machine(name), { identity: of(folder) })));

function removed(ofPlan: Plan, summary: RunSummary, now: Snapshot): readonly string[] {
  const back = planRollback(ofPlan, summary, now);
  if (!back.ok) throw new Error(back.error.kind);
  return back.value.steps.flatMap(({ action }) => (action.kind === 'removeMachine' ? [action.machine] : [])).sort();
}

test('machines that were replaced, or that the run did not make, stay', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), fc.constantFrom('first', 'second'), { maxKeys: 4 }),
      fc.subarray(names),
      fc.subarray(names),
      (there, made, done) => {
        const failed = names
          .filter((name) => !done.includes(name))
          .map((name) => ({ step: `create ${name}`, failure: { kind: 'cancelled', what: name } as const }));
        const summary = runSummary({
          done: done.map((name) => `create ${name}`),
          failed,
          made: Object.fromEntries(made.map((name) => [name, of('first')])),
        });
        expect(removed(ran, summary, world(there))).toEqual(
          names.filter((name) => made.includes(name) && there[name] === 'first'),
        );
      },
    ),
  );
});

test('of a run whose journal says nothing of that, all that it created go', () => {
  const summary = runSummary({ done: ['create a'] });
  expect(removed(ran, summary, world({ a: 'any', b: 'any' }))).toEqual(['a']);
});

test.each([
  ['a container', { kind: 'engineError', address: '', status: 409, said: 'Conflict. The name is in use' }],
  ['a network', { kind: 'networkExists', network: 'net', driver: 'bridge', scope: 'local' }],
] as const satisfies readonly (readonly [string, Failure])[])('%s that was in the way stays', (what, failure) => {
  const undo: Step['undo'] =
    what === 'a container'
      ? { kind: 'removeContainer', machine: 'a', container: 'web' }
      : { kind: 'removeNetwork', via: { kind: 'engine', machine: 'a' }, network: 'net' };
  const back = planRollback(
    plan(step('make it', [], { undo })),
    runSummary({ failed: [{ step: 'make it', failure }] }),
    world({ a: 'first' }),
  );
  expect(back).toMatchObject({ value: { steps: [] } });
});

test('a container goes by the id that it has when the rollback is planned', () => {
  const undo = { kind: 'removeContainer', machine: 'a', container: 'web' } as const;
  const now = snapshot([seenMachine(machine('a'), { engine: seen(view('a', {}, [container('web')])) })]);
  const back = planRollback(plan(step('run web', [], { undo })), runSummary({ done: ['run web'] }), now);
  expect(back).toMatchObject({ value: { steps: [{ action: { ...undo, id: 'id-web' } }] } });
});

const container1 = { kind: 'removeContainer', machine: 'a', container: 'web' } as const;
const network1 = { kind: 'removeNetwork', via: { kind: 'engine', machine: 'a' }, network: 'net' } as const;
const node1 = { kind: 'leaveSwarm', machine: 'a' } as const;

test.each([
  [container1, { id: 'made' }],
  [network1, { id: 'made' }],
  [node1, { nodeId: 'made' }],
])('$kind goes by the ID that was noted, whatever has its name since', (undo, noted) => {
  const now = snapshot([seenMachine(machine('a'), { engine: seen(view('a', {}, [container('web')])) })]);
  const back = planRollback(
    plan(step('make it', [], { undo })),
    runSummary({ done: ['make it'], madeObjects: { 'make it': 'made' } }),
    now,
  );
  expect(back).toMatchObject({ value: { steps: [{ action: { ...undo, ...noted } }] } });
});

test.each([container1, network1])(
  '$kind of what was there before the run, or of a step that made nothing, stays',
  (undo) => {
    const back = planRollback(
      plan(step('make it', [], { undo })),
      runSummary({ done: ['make it'], madeObjects: {} }),
      world({ a: 'first' }),
    );
    expect(back).toMatchObject({ value: { steps: [] } });
  },
);

test('nothing is undone on a machine that has been replaced since', () => {
  for (const undo of [container1, network1, node1]) {
    const back = planRollback(
      plan(creation(toCreate('a', 'generic')), step('make it', ['create a'], { undo })),
      runSummary({ done: ['create a', 'make it'], made: { a: of('first') }, madeObjects: { 'make it': 'made' } }),
      world({ a: 'second' }),
    );
    expect(back).toMatchObject({ value: { steps: [] } });
  }
});
