// The services put together, over doors of a test and over the real ones on an empty folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { english } from '../../../src/base/text.ts';
import { defaultImages } from '../../../src/model/images.ts';
import { createServices } from '../../../src/service/createServices.ts';
import type { Config } from '../../../src/service/services.ts';
import { articleWorld } from '../fakeWorld.ts';

const config = (folder: string): Config => ({
  machinePath: 'docker-machine',
  storagePath: join(folder, 'store'),
  environment: async () => ({}),
  probeTimeout: 5,
  parallelism: 0,
  onFailure: 'keep',
  images: defaultImages,
  journalPath: join(folder, 'journal'),
  sharedPath: join(folder, 'shared'),
});

test('over given doors: a picture, and the doors end with the services', async () => {
  const world = articleWorld();
  let isOver = false;
  world.dispose = () => void (isOver = true);
  const services = createServices(() => config('/nowhere'), silentLog, english, world);
  expect((await services.clusters.refresh()).clusters.map(({ name }) => name)).toEqual(['swarm-manager']);
  services.dispose();
  expect(isOver).toBe(true);
});

test('over the real doors: a folder that is not there is an empty picture with its reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'services-'));
  const services = createServices(() => config(folder), silentLog, english);
  try {
    expect(await services.clusters.refresh()).toMatchObject({
      storePath: join(folder, 'store'),
      machines: [],
      storeFailure: { kind: 'storeMissing' },
    });
  } finally {
    services.dispose();
    await rm(folder, { recursive: true });
  }
});
