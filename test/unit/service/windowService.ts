// The service of up, down and back as each window has one, over a world in memory, with journals in a folder that all windows share.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import type { Doors, MachineCommand } from '../../../src/docker/doors.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { createClusterService } from '../../../src/service/clusterService.ts';
import { PlansOfNow } from '../../../src/service/plansOfNow.ts';
import type { ClusterService, ClusterStore } from '../../../src/service/services.ts';
import { creation, machine as created, plan } from '../cluster/steps.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { machine, noon } from '../samples.ts';
import { configOn } from './configOn.ts';

export let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cluster-service-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Setting {
  readonly service: ClusterService;
  readonly fake: FakeWorld;
  /** How often the picture was asked for. */
  readonly looks: () => number;
  /** What the picture was told of clusters that are being made. */
  readonly told: readonly (readonly [cluster: string, isBeingMade: boolean])[];
}

/** A service of its own, as each window has one, on the folder that all share. */
export function setting(
  tool?: (args: readonly string[], signal: AbortSignal | undefined) => Promise<Outcome<void>>,
  seen: () => Promise<Partial<Snapshot>> = () => Promise.resolve({}),
  over?: AbortSignal,
): Setting {
  const fake = new FakeWorld();
  const told: (readonly [string, boolean])[] = [];
  let looks = 0;
  const picture = (): Snapshot => ({
    at: noon,
    storePath: '/store',
    storeFailure: undefined,
    lostAt: undefined,
    hasAuthority: true,
    machines: [],
    clusters: [],
  });
  const clusters: ClusterStore = {
    snapshot: picture(),
    onDidChange: () => ({ dispose: () => undefined }),
    ready: () => Promise.resolve(),
    refresh: async () => {
      looks += 1;
      const change = await seen();
      return { ...picture(), ...change };
    },
    setAttention: () => undefined,
    setMaking: () => undefined,
    setBeingMade: (cluster, isBeingMade) => void told.push([cluster, isBeingMade]),
    setUnfinished: () => undefined,
    startEmpty: () => Promise.reject(new Error('not asked')),
    dispose: () => undefined,
  };
  const doors: Doors = {
    store: fake.store,
    engines: fake.engines,
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    tool: {
      run: async <T>(command: MachineCommand<T>, { signal }: { readonly signal?: AbortSignal | undefined } = {}) => {
        fake.ran.push(command.args);
        const outcome = await (tool?.(command.args, signal) ?? Promise.resolve(ok(undefined)));
        if (!outcome.ok) return outcome;
        if (command.args[0] === 'create') fake.add(machine(command.args.at(-1)!, { address: '10.0.0.1' }));
        return command.parse(command.args[0] === 'version' ? 'docker-machine version 0.16.2, build bd45ab13\n' : '');
      },
      findsProgram: () => Promise.resolve(true),
    },
    dispose: () => undefined,
  };
  const plans = new PlansOfNow();
  const made = createClusterService({
    plans,
    config: () => configOn(folder),
    doors,
    clusters,
    log: silentLog,
    t: english,
    ...(over && { over }),
  });
  const service: ClusterService = {
    ...made,
    // Plans of these tests are made by hand: here each is taken for one that was planned a moment ago.
    run: async (shown, options) => {
      const { ok: isMade, ...outcome } = await plans.make(picture(), () => ok(shown));
      return isMade ? made.run((outcome as { readonly value: Plan }).value, options) : made.run(shown, options);
    },
  };
  return { service, fake, looks: () => looks, told };
}

export const planOf = (...names: readonly string[]): Plan =>
  plan(...names.map((name) => creation(created(name, 'generic'))));

export const quiet = { signal: new AbortController().signal, onEvent: (): void => undefined };

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}
