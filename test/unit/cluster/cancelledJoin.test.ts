// A join that is cancelled while its engine hangs on a manager: it does not go on behind.
import { expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import type { CallOptions, Doors, EngineDoor } from '../../../src/docker/doors.ts';
import type { SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { engine, machine, noSwarm } from '../samples.ts';
import { addressOf, membership } from '../swarms.ts';

const cancelled: Failure = { kind: 'cancelled', what: 'w1' };

/** What is asked while a join of w1 is cancelled; calls whose own signal is over come to nothing, as the real ones do. */
async function askedOn(state: Partial<SwarmMembership>): Promise<readonly string[]> {
  const fake = new FakeWorld();
  for (const name of ['m1', 'w1']) fake.add(machine(name, { address: addressOf(name) }));
  const asked: string[] = [];
  const controller = new AbortController();
  const call = async <T>(what: string, options: CallOptions | undefined, value: () => T): Promise<Outcome<T>> => {
    if (options?.signal?.aborted) return err(cancelled);
    asked.push(what);
    return ok(value());
  };
  const door = (name: string): EngineDoor => ({
    ...fake.engineOf(name).door(),
    engine: (options) =>
      call(`${name} engine`, options, () =>
        engine(name, { swarm: name === 'm1' ? membership('m1') : { ...noSwarm, ...state } }),
      ),
    swarm: {
      joinTokens: (options: CallOptions) => call(`${name} tokens`, options, () => ({ worker: 'w', manager: 'm' })),
      join: async () => {
        asked.push(`${name} join`);
        controller.abort();
        return Promise.resolve(err(cancelled));
      },
      leave: (_: unknown, options: CallOptions) => call(`${name} leave`, options, () => undefined),
      removeNode: (id: string, _: unknown, options: CallOptions) =>
        call(`${name} remove ${id}`, options, () => undefined),
    } as Partial<EngineDoor['swarm']> as EngineDoor['swarm'],
  });
  const doors: Doors = {
    store: fake.store,
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    engines: { engine: (each) => door(each.name), manager: (each) => door(each.name), dispose: () => undefined },
    tool: { run: () => Promise.resolve(err({ kind: 'toolMissing', path: '' })) },
    dispose: () => undefined,
  };
  const outcome = await createPerform(doors, { t: english })(
    {
      kind: 'joinSwarm',
      machine: 'w1',
      via: 'm1',
      as: { role: 'worker', interface: 'eth1', availability: 'active' },
    },
    { signal: controller.signal, stage: () => undefined, said: () => undefined },
  );
  expect(outcome).toEqual(err(cancelled));
  return asked.slice(asked.indexOf('w1 join') + 1);
}

test('its engine is made to leave, and what it left in the list is taken away', async () => {
  expect(await askedOn({ state: 'pending', nodeId: 'half' })).toEqual(['w1 engine', 'w1 leave', 'm1 remove half']);
});

test.each<Partial<SwarmMembership>>([
  { state: 'active', nodeId: 'n1' },
  { state: 'locked', nodeId: 'n1' },
  { state: 'inactive' },
])('an engine that is not on its way in is left as it is: %j', async (state) => {
  expect(await askedOn(state)).toEqual(['w1 engine']);
});
