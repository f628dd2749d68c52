// One join of w1 through m1 that fails as a test wants it, and what is asked of whom from then on.
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import type { CallOptions, EngineDoor } from '../../../src/docker/doors.ts';
import type { Engine } from '../../../src/model/engine.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { engine, machine, noSwarm } from '../samples.ts';
import { addressOf, membership } from '../swarms.ts';
import { withEngines } from './ownEngines.ts';

export interface Joined {
  readonly outcome: Outcome<void>;
  /** After the join itself. */
  readonly asked: readonly string[];
}

/** Calls whose own signal is over come to nothing, as the real ones do. A failure `cancelled` comes from somebody who cancels. */
export async function joinFailing(
  failure: Failure,
  engines: { readonly m1?: Partial<Engine>; readonly w1?: Partial<Engine> } = {},
): Promise<Joined> {
  const fake = new FakeWorld();
  const own: Readonly<Record<string, Engine>> = {
    m1: engine('m1', { swarm: membership('m1'), ...engines.m1 }),
    w1: engine('w1', { swarm: noSwarm, ...engines.w1 }),
  };
  for (const name of Object.keys(own)) fake.add(machine(name, { address: addressOf(name) }));
  const asked: string[] = [];
  const controller = new AbortController();
  const call = async <T>(what: string, options: CallOptions | undefined, value: () => T): Promise<Outcome<T>> => {
    if (options?.signal?.aborted) return Promise.resolve(err({ kind: 'cancelled', what }));
    asked.push(what);
    return Promise.resolve(ok(value()));
  };
  const door = (name: string): EngineDoor => ({
    ...fake.engineOf(name).door(),
    engine: (options) => call(`${name} engine`, options, () => own[name]!),
    swarm: {
      joinTokens: (options: CallOptions) =>
        call(`${name} tokens`, options, () => ({ worker: 'SWMTKN-w', manager: 'SWMTKN-m' })),
      join: () => {
        asked.push(`${name} join`);
        if (failure.kind === 'cancelled') controller.abort();
        return Promise.resolve(err(failure));
      },
      leave: (_: unknown, options: CallOptions) => call(`${name} leave`, options, () => undefined),
      removeNode: (id: string, _: unknown, options: CallOptions) =>
        call(`${name} remove ${id}`, options, () => undefined),
    } as Partial<EngineDoor['swarm']> as EngineDoor['swarm'],
  });
  const outcome = await createPerform(withEngines(fake, door), { t: english })(
    { kind: 'joinSwarm', machine: 'w1', via: 'm1', as: { role: 'worker', interface: 'eth1', availability: 'active' } },
    { signal: controller.signal, stage: () => undefined, said: () => undefined },
  );
  return { outcome, asked: asked.slice(asked.indexOf('w1 join') + 1) };
}
