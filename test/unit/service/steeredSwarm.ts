// Swarms of the fake kind behind the service that steers them, which is patient enough for each of their steps.
import { vi } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { waiting } from '../../../src/model/seen.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Patience } from '../../../src/service/awaitSettled.ts';
import type { SwarmService } from '../../../src/service/services.ts';
import { createSwarmService } from '../../../src/service/swarmService.ts';
import { FakeSwarm } from '../fakeSwarm.ts';
import { swarmManager, swarmNode, swarmService } from '../swarmParts.ts';

// For the tests of whoever imports this.
vi.setConfig({ testTimeout: 60_000 });

/** Long enough for every step of the fake, and never waited out by what goes well. */
const patience: Patience = { pace: 1, steady: 0, grace: 5, silence: 60, standstill: 5000 };

export interface World {
  readonly swarm: FakeSwarm;
  readonly service: SwarmService;
  readonly changes: Emitter<Snapshot>;
  readonly over: AbortController;
  /** How often the picture was asked for anew. */
  readonly refreshed: () => number;
}

export function world(
  swarm: FakeSwarm,
  own: { readonly busy?: Failure; readonly patience?: Partial<Patience>; readonly id?: string } = {},
): World {
  const changes = new Emitter<Snapshot>();
  const over = new AbortController();
  let refreshed = 0;
  const picture = swarm.picture(
    own.id === undefined ? {} : { swarm: { id: own.id, source: undefined, view: waiting, managers: [] } },
  );
  const service = createSwarmService({
    engines: swarm.engines,
    clusters: {
      snapshot: picture,
      refresh: () => {
        refreshed += 1;
        return Promise.resolve(picture);
      },
      onDidChange: changes.event,
    },
    runUnderWay: () => Promise.resolve(own.busy),
    log: silentLog,
    over: over.signal,
    patience: { ...patience, ...own.patience },
  });
  return { swarm, service, changes, over, refreshed: () => refreshed };
}

export const web = swarmService('web', { replicas: 3 });
export const standard = (): World =>
  world(new FakeSwarm([swarmManager('m1'), swarmNode('w1'), swarmNode('w2')], [web]));
export const threeManagers = (): World =>
  world(new FakeSwarm([swarmManager('m1'), swarmManager('m2'), swarmManager('m3'), swarmNode('w1')], [web]));

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

export const changes = ({ swarm }: World): string[] =>
  swarm.asked.filter((each) => !/ (view|engine|joinTokens)$/.test(each));
