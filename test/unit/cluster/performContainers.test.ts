// Containers and images on the engine of a machine: what is asked of it, and what each of its failures means.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Action, ContainerToRun } from '../../../src/model/plan.ts';
import { storeContainer } from '../../../src/model/storeContainer.ts';
import { world } from './articleDoors.ts';
import { perform } from './performing.ts';

describe('containers', () => {
  const etcd = storeContainer('etcd', 'etcd:3', 'demo');
  const run: Action = { kind: 'runContainer', machine: 'kvstore', container: etcd };

  test("run with their machine's address filled in", async () => {
    let ran: ContainerToRun | undefined;
    const doors = world({ engine: { runContainer: async (each) => ((ran = each), ok(undefined)) } });
    expect((await perform(doors, run)).outcome.ok).toBe(true);
    expect(ran?.environment).toContain('ETCD_ADVERTISE_CLIENT_URLS=http://192.168.99.100:2379');
    expect(JSON.stringify(ran)).not.toContain('{address}');
  });

  const error = (status: number, said: string): Failure => ({ kind: 'engineError', address: 'x', status, said });
  test.each<[Failure, Failure['kind']]>([
    [error(404, 'No such image: etcd:3'), 'imageMissing'],
    [error(404, 'manifest for etcd:3 not found: manifest unknown: manifest unknown'), 'imageMissing'],
    [error(404, 'pull access denied for etcd, repository does not exist or may require docker login'), 'imageMissing'],
    [error(409, 'Conflict. The container name "/etcd" is already in use'), 'engineError'],
    [error(500, 'Get https://registry: dial tcp: lookup registry: no such host'), 'engineError'],
    [{ kind: 'engineRefused', address: 'x' }, 'engineRefused'],
  ])('%j is %s', async (failure, kind) => {
    const doors = world({ engine: { runContainer: async () => err(failure), pullImage: async () => err(failure) } });
    expect((await perform(doors, run)).outcome).toMatchObject({ ok: false, error: { kind } });
    expect((await perform(doors, { kind: 'pullImage', machine: 'kvstore', image: 'etcd:3' })).outcome).toMatchObject({
      ok: false,
      error: { kind },
    });
  });

  test.each<Action>([
    run,
    { kind: 'startContainer', machine: 'kvstore', container: 'c' },
    { kind: 'removeContainer', machine: 'kvstore', container: 'c' },
    { kind: 'removeVolume', machine: 'kvstore', volume: 'v' },
    { kind: 'pullImage', machine: 'kvstore', image: 'i' },
    { kind: 'checkEngineVersion', machine: 'kvstore' },
    { kind: 'removeNetwork', via: { kind: 'engine', machine: 'kvstore' }, network: 'n' },
  ])('on a machine that went is a failure and no crash: $kind', async (action) => {
    const doors = world();
    doors.fake.remove('kvstore');
    expect((await perform(doors, action)).outcome).toEqual(err({ kind: 'machineUnknown', machine: 'kvstore' }));
  });
});

describe("where the record has no address the machine's driver is asked for it", () => {
  /** The article's store machine, as azure's driver leaves its record. */
  function cloud(own: Parameters<typeof world>[0] = {}): ReturnType<typeof world> {
    const doors = world(own);
    doors.fake.addresses.set('kvstore', '192.168.99.100');
    doors.fake.entries = doors.fake.entries.map((entry) =>
      'machine' in entry && entry.name === 'kvstore'
        ? { ...entry, machine: { ...entry.machine, driver: 'azure', address: undefined } }
        : entry,
    );
    return doors;
  }

  test.each<Action>([
    { kind: 'checkEngineVersion', machine: 'kvstore' },
    { kind: 'awaitStore', store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 } },
    { kind: 'removeContainer', machine: 'kvstore', container: 'c' },
  ])('$kind', async (action) => {
    const doors = cloud({ engine: { removeContainer: async () => ok(undefined) } });
    for (let time = 0; time < 3; time += 1) expect((await perform(doors, action)).outcome.ok).toBe(true);
    expect(doors.fake.ran).toEqual([['ip', 'kvstore']]);
  });

  test('runContainer, and it is filled in', async () => {
    let ran: ContainerToRun | undefined;
    const doors = cloud({ engine: { runContainer: async (each) => ((ran = each), ok(undefined)) } });
    const container = storeContainer('etcd', 'etcd:3', 'demo');
    await perform(doors, { kind: 'runContainer', machine: 'kvstore', container });
    expect(ran?.environment).toContain('ETCD_ADVERTISE_CLIENT_URLS=http://192.168.99.100:2379');
  });

  test('and one that cannot tell fails the step, with its words', async () => {
    const doors = cloud();
    doors.fake.addresses.clear();
    expect((await perform(doors, { kind: 'checkEngineVersion', machine: 'kvstore' })).outcome).toMatchObject({
      ok: false,
      error: { kind: 'addressUntold', machine: 'kvstore' },
    });
  });
});
