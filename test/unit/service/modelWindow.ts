// The service of up, down and back over a world that plans are carried out on in memory: its pictures are of what is there.
import { silentLog } from '../../../src/base/log.ts';
import { ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import type { Doors, MachineCommand } from '../../../src/docker/doors.ts';
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
): ClusterService {
  const fake = new FakeWorld();
  const clusters: ClusterStore = {
    get snapshot() {
      return world.snapshot();
    },
    onDidChange: () => ({ dispose: () => undefined }),
    ready: () => Promise.resolve(),
    refresh: () => Promise.resolve(world.snapshot()),
    setAttention: () => undefined,
    setMaking: () => undefined,
    setBeingMade: () => undefined,
    setUnfinished: () => undefined,
    dispose: () => undefined,
  };
  const doors: Doors = {
    store: {
      ...fake.store,
      readOne: (name) => {
        const machine = world.hosts.get(name)?.machine;
        return Promise.resolve(machine && { name, directory: machine.directory, machine });
      },
    },
    engines: fake.engines,
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    tool: {
      run: <T>(command: MachineCommand<T>) => {
        onRun(command.args);
        const machine = command.args.at(-1)!;
        if (command.args[0] === 'rm') world.apply({ kind: 'removeMachine', machine, driver: 'virtualbox' });
        // Help that lists nothing.
        return Promise.resolve(ok((machine === '--help' ? [] : undefined) as T));
      },
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
