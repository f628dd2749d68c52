// Which creates did not end well, and which later run says that the machine is whole nevertheless.
import { expect, test } from 'vitest';
import { unfinishedCreates } from '../../../src/cluster/preflight.ts';
import type { Action, Plan } from '../../../src/model/plan.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';
import { machine, plan, step } from './steps.ts';

interface Ran {
  readonly plan: Plan;
  readonly summary: RunSummary;
}

function ran(
  what: Plan,
  { done = [], failed = [] }: { readonly done?: readonly string[]; readonly failed?: readonly string[] },
): Ran {
  return {
    plan: what,
    summary: {
      verb: what.verb,
      cluster: 'demo',
      done,
      failed: failed.map((each) => ({ step: each, failure: { kind: 'cancelled', what: each } })),
      skipped: [],
      isCancelled: false,
    },
  };
}

const create: Action = { kind: 'createMachine', machine: machine('n', 'generic') };
const failedCreate = ran(plan(step('create n', [], { action: create })), { failed: ['create n'] });
const store = { kind: 'url', url: 'consul://10.0.0.1:8500' } as const;
const proofs: readonly (readonly [string, Action])[] = [
  ['a classic swarm’s manager', { kind: 'awaitNodes', manager: 'm', nodes: ['m', 'n'], store }],
  ['the managers of a swarm', { kind: 'awaitSwarm', managers: ['m'], nodes: ['m', 'n'] }],
];

test.each(proofs)('one that %s has called healthy since is whole', (_, action) => {
  const wait = plan(step('wait', [], { action }));
  expect(unfinishedCreates([ran(wait, { done: ['wait'] }), failedCreate])).toEqual(new Set());
  expect(unfinishedCreates([ran(wait, { failed: ['wait'] }), failedCreate])).toEqual(new Set(['n']));
  // What was proved before the create that failed proves nothing of what it left.
  expect(unfinishedCreates([failedCreate, ran(wait, { done: ['wait'] })])).toEqual(new Set(['n']));
});

test('one that a later up found standing is whole', () => {
  const later = ran({ ...plan(), standing: ['n'] }, {});
  expect(unfinishedCreates([later, failedCreate])).toEqual(new Set());
  expect(unfinishedCreates([failedCreate, later])).toEqual(new Set(['n']));
});

test('a rollback knows of no machine more than the run that it takes back', () => {
  expect(unfinishedCreates([ran({ ...plan(), verb: 'rollback', standing: ['n'] }, {}), failedCreate])).toEqual(
    new Set(['n']),
  );
});
