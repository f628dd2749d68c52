// Plans of up and down come from a fresh look, and are refused where none can be made.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { Run } from '../../../src/service/services.ts';
import { noon } from '../samples.ts';
import { planOf, quiet, setting, value } from './windowService.ts';

describe('planning', () => {
  test('looks first, and refuses what is not there', async () => {
    const { service, looks } = setting();
    expect(await service.planDown('nowhere')).toEqual(err({ kind: 'clusterUnknown', cluster: 'nowhere' }));
    expect(looks()).toBe(1);
  });

  test('plans nothing from the old snapshot of a store that was lost', async () => {
    const storeFailure = { kind: 'storeGone', path: '/store' } as const;
    const { service } = setting(undefined, () => Promise.resolve({ storeFailure, lostAt: noon }));
    const { spec } = await service.readSpec('name: demo', '/x.yaml');
    expect(await service.planUp(spec!)).toEqual(err(storeFailure));
    expect(await service.planDown('demo')).toEqual(err(storeFailure));
    const run = { id: '1', plan: planOf('m1'), summary: {} } as unknown as Run;
    expect(await service.planRollback(run)).toEqual(err(storeFailure));
  });

  test('ends with its signal', async () => {
    const { service } = setting();
    const { spec } = await service.readSpec('name: demo', '/x.yaml');
    expect(await service.planUp(spec!, { signal: AbortSignal.abort() })).toEqual(
      err({ kind: 'cancelled', what: 'demo' }),
    );
    expect(await service.planDown('demo', { signal: AbortSignal.abort() })).toEqual(
      err({ kind: 'cancelled', what: 'demo' }),
    );
  });

  test('reads paths of the home folder as a shell does', async () => {
    const { service } = setting();
    const { spec } = await service.readSpec(
      'name: demo\ndriver: { name: other, options: { other-ssh-key: ~/key } }',
      '/x.yaml',
    );
    const creates = value(await service.planUp(spec!)).steps.flatMap(({ action }) =>
      action.kind === 'createMachine' ? [action.machine.options['other-ssh-key']] : [],
    );
    expect(new Set(creates)).toEqual(new Set([join(homedir(), 'key')]));
  });

  test('says that there is no docker-machine instead of planning for it', async () => {
    const failure = { kind: 'toolMissing', path: 'docker-machine' } as const;
    const { service } = setting(async () => err(failure));
    const { spec } = await service.readSpec('name: demo', '/x.yaml');
    expect(await service.planUp(spec!)).toEqual(err(failure));
  });

  test('waits for no picture where there is no docker-machine, nor after a cancel', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const failure = { kind: 'toolMissing', path: 'docker-machine' } as const;
    expect(await setting(async () => err(failure), never).service.planDown('demo')).toEqual(err(failure));
    const { service } = setting(undefined, never);
    const cancel = new AbortController();
    const planned = service.planDown('demo', { signal: cancel.signal });
    setTimeout(() => cancel.abort(), 20);
    expect(await planned).toEqual(err({ kind: 'cancelled', what: 'demo' }));
  });

  test('is refused while a run is under way on the cluster', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const first = setting(async (args) => (args[0] === 'create' && (await held), ok(undefined)));
    const running = first.service.run(planOf('a'), quiet);
    await expect.poll(() => first.fake.ran.length).toBe(1);
    const { service, looks } = setting();
    const { spec } = await service.readSpec('name: demo', '/x.yaml');
    for (const planned of [service.planUp(spec!), service.planDown('demo')])
      expect(await planned).toMatchObject({ ok: false, error: { kind: 'alreadyRunning', verb: 'up' } });
    expect(looks()).toBe(0);
    go();
    await running;
    expect(await service.planDown('demo')).toMatchObject({ error: { kind: 'clusterUnknown' } });
  });
});
