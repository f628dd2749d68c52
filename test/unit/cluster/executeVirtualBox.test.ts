// VirtualBox makes one machine at a time, in a run and over all of this window's runs; other drivers do not wait for it.
import { describe, expect, test } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import { execute, type Telling } from '../../../src/cluster/execute.ts';
import type { Action, Step } from '../../../src/model/plan.ts';
import { failure, places, run } from './executing.ts';
import { machine, plan, step } from './steps.ts';

describe('VirtualBox', () => {
  const created = (id: string, driver: string): Step =>
    step(id, [], { action: { kind: 'createMachine', machine: machine(id, driver) } });

  test('is asked for one machine at a time, and for the next as soon as the one before exists', async () => {
    const told: string[] = [];
    const { summary } = await run(
      plan(created('a', 'virtualbox'), created('b', 'virtualbox'), created('far', 'generic')),
      async (name, { stage }) => {
        told.push(`${name} begins`);
        await sleep(5);
        stage('creating');
        await sleep(5);
        told.push(`${name} exists`);
        stage('waitingForMachine');
        await sleep(20);
        told.push(`${name} ends`);
        return ok(undefined);
      },
    );
    expect(summary.done).toEqual(['a', 'b', 'far']);
    expect(told.filter((each) => !each.startsWith('far'))).toEqual([
      'a begins',
      'a exists',
      'b begins',
      'b exists',
      'a ends',
      'b ends',
    ]);
    expect(told.slice(0, 2).sort()).toEqual(['a begins', 'far begins']);
  });

  test('goes on after a create that failed before its machine existed', async () => {
    const { summary } = await run(plan(created('a', 'virtualbox'), created('b', 'virtualbox')), async (name) =>
      name === 'a' ? err(failure) : ok(undefined),
    );
    expect(summary.done).toEqual(['b']);
  });

  test('makes one machine at a time over all runs that share the places', async () => {
    const shared = places();
    let creating = 0;
    let most = 0;
    const options = {
      perform: async (_: Action, { stage }: Telling) => {
        most = Math.max(most, (creating += 1));
        await sleep(2);
        creating -= 1;
        stage('waitingForSsh');
        return ok(undefined);
      },
      places: shared,
      signal: new AbortController().signal,
      onEvent: () => undefined,
      log: silentLog,
    };
    await Promise.all([
      execute(plan(created('a', 'virtualbox')), options),
      execute(plan(created('b', 'virtualbox')), options),
    ]);
    expect(most).toBe(1);
  });
});
