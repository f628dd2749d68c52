// The service of up, down and back over a world that plans are carried out on in memory: its pictures are of what is there.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import type { Doors, EngineDoor, MachineCommand } from '../../../src/docker/doors.ts';
import { now } from '../../../src/model/seen.ts';
import { findMachine, type Snapshot } from '../../../src/model/snapshot.ts';
import { createClusterService } from '../../../src/service/clusterService.ts';
import type { ClusterService, ClusterStore } from '../../../src/service/services.ts';
import type { ModelWorld } from '../cluster/modelWorld.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { configOn } from './configOn.ts';

/** A service of its own, as each window has one, on a world and on the folder that all windows share. */
export function modelWindow(
  world: ModelWorld,
  folder: string,
  onRun: (args: readonly string[]) => void = () => undefined,
  fake = new FakeWorld(),
): ClusterService {
  const picture = (): Snapshot => ({ ...world.snapshot(), realStorePath: fake.realPath });
  const clusters: ClusterStore = {
    get snapshot() {
      return picture();
    },
    onDidChange: () => ({ dispose: () => undefined }),
    ready: () => Promise.resolve(),
    refresh: () => Promise.resolve(picture()),
    setAttention: () => undefined,
    setMaking: () => undefined,
    setBeingMade: () => undefined,
    setUnfinished: () => undefined,
    startEmpty: () => Promise.resolve(picture()),
    dispose: () => undefined,
  };
  const doors: Doors = {
    store: {
      ...fake.store,
      readOne: (name) => {
        const host = world.hosts.get(name);
        if (!host) return Promise.resolve(undefined);
        const { machine, identity } = host;
        return Promise.resolve({ name, directory: machine.directory, identity, machine });
      },
    },
    engines: { ...fake.engines, engine: ({ name }) => engineOf(picture(), name) },
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    tool: {
      run: async <T>(command: MachineCommand<T>) => {
        onRun(command.args);
        const machine = command.args.at(-1)!;
        if (command.args[0] === 'rm') world.apply({ kind: 'removeMachine', machine, driver: 'virtualbox' });
        await nextTurn();
        // Help that lists nothing.
        return ok((machine === '--help' ? [] : undefined) as T);
      },
      findsProgram: () => Promise.resolve(true),
    },
    dispose: () => undefined,
  };
  return createClusterService({
    config: () => configOn(folder),
    doors,
    clusters,
    log: silentLog,
    t: english,
  });
}

/** It says of itself what the picture shows, and takes every change. */
function engineOf(picture: Snapshot, machine: string): EngineDoor {
  const seen = findMachine(picture, machine);
  const view = seen && now(seen.engine);
  return {
    address: machine,
    engine: () => Promise.resolve(view ? ok(view.engine) : err({ kind: 'engineRefused', address: machine })),
    removeContainer: () => Promise.resolve(ok(undefined)),
    removeVolume: () => Promise.resolve(ok(undefined)),
  } as unknown as EngineDoor;
}
