// The real doors together: who reads the machine store tells the engines' pool which machines there are.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { Doors, EngineDoor } from '../../../src/docker/doors.ts';
import { defaultImages } from '../../../src/model/images.ts';
import type { Machine } from '../../../src/model/machine.ts';
import { createDoors } from '../../../src/service/createServices.ts';

const record = path.resolve(import.meta.dirname, '../../records/store/kvstore-config.json');
let folder: string;
let doors: Doors;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'doors-'));
  await mkdir(path.join(folder, 'machines/kvstore'), { recursive: true });
  await cp(record, path.join(folder, 'machines/kvstore/config.json'));
  doors = createDoors(
    () => ({
      machinePath: 'docker-machine',
      storagePath: folder,
      environment: async () => ({}),
      probeTimeout: 5,
      parallelism: 0,
      onFailure: 'keep',
      images: defaultImages,
      journalPath: folder,
      sharedPath: folder,
    }),
    silentLog,
  );
});
afterEach(async () => {
  doors.dispose();
  await rm(folder, { recursive: true });
});

test('a door is kept as long as its machine is', async () => {
  const entry = await doors.store.readOne('kvstore');
  const machine: Machine | undefined = entry && 'machine' in entry ? entry.machine : undefined;
  const door = (): EngineDoor => doors.engines.engine(machine!);
  const first = door();
  await doors.store.read();
  expect(door()).toBe(first);
  await rm(path.join(folder, 'machines/kvstore'), { recursive: true });
  expect(await doors.store.read()).toMatchObject({ entries: [], failure: undefined });
  expect(door()).not.toBe(first);
});

test('a store that cannot be read says nothing of its machines', async () => {
  const entry = await doors.store.readOne('kvstore');
  const machine: Machine | undefined = entry && 'machine' in entry ? entry.machine : undefined;
  const door = (): EngineDoor => doors.engines.engine(machine!);
  const first = door();
  await rm(path.join(folder, 'machines'), { recursive: true });
  await rm(folder, { recursive: true });
  expect((await doors.store.read()).failure).toBeDefined();
  await mkdir(folder);
  expect(door()).toBe(first);
});
