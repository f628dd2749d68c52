// A machine whose create failed and that somebody then mended: a plan that found it whole is remembered by all later windows.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createJournal } from '../../../src/cluster/journal.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { newWorld } from '../cluster/modelWorld.ts';
import { facts, specOf } from '../cluster/planInputs.ts';
import { configOn } from './configOn.ts';
import { modelWindow } from './modelWindow.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mended-by-hand-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const spec = await specOf('name: demo');

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

test('one that a plan found whole and that then falls silent is not made again, whatever window plans', async () => {
  const world = newWorld();
  const first = value(planUp(spec, world.snapshot(), facts));
  await failed(first, 'create swarm-node2');
  world.run(first);
  expect(value(await modelWindow(world, folder).planUp(spec)).steps).toEqual([]);
  world.hosts.get('swarm-node2')!.silent = { kind: 'engineSilent', address: 'x', after: 5000, connected: true };
  const later = value(await modelWindow(world, folder).planUp(spec));
  expect(later.steps.map(({ action }) => action.kind)).not.toContain('removeMachine');
  expect(await modelWindow(world, folder).unfinishedRuns()).toEqual([]);
});

test('one that no plan has found whole is made again', async () => {
  const world = newWorld();
  const first = value(planUp(spec, world.snapshot(), facts));
  await failed(first, 'create swarm-node2');
  world.run(first);
  world.hosts.get('swarm-node2')!.silent = { kind: 'engineRefused', address: 'x' };
  const later = value(await modelWindow(world, folder).planUp(spec));
  expect(later.steps.map(({ id }) => id)).toContain('remove swarm-node2');
});

/** Writes a run of the plan in which one step failed, as a window that is closed by now has. */
async function failed(plan: Plan, step: string): Promise<void> {
  const storeHash = createHash('sha256').update(configOn(folder).storagePath).digest('hex').slice(0, 16);
  const journal = createJournal(join(folder, 'runs', storeHash), silentLog);
  const entry = await journal.begin(plan);
  await entry.end({
    verb: 'up',
    cluster: 'demo',
    done: plan.steps.map(({ id }) => id).filter((id) => id !== step && !id.startsWith('wait')),
    failed: [{ step, failure: { kind: 'timedOut', what: step, after: 1 } }],
    skipped: [],
    isCancelled: false,
  });
}
