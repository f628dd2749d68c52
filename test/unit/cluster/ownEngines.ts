// Doors onto a fake world whose engines are a test's own, and in which no docker-machine is to be asked.
import { err } from '../../../src/base/result.ts';
import type { Doors, EngineDoor } from '../../../src/docker/doors.ts';
import type { FakeWorld } from '../fakeWorld.ts';

export const withEngines = (fake: FakeWorld, door: (machine: string) => EngineDoor): Doors => ({
  store: fake.store,
  keyValueStores: fake.keyValueStores,
  hosts: fake.hosts,
  engines: { ...fake.engines, engine: ({ name }) => door(name), manager: ({ name }) => door(name) },
  tool: {
    run: () => Promise.resolve(err({ kind: 'toolMissing', path: '' })),
    findsProgram: () => Promise.resolve(undefined),
  },
  dispose: () => undefined,
});
