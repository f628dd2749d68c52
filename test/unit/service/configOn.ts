// Settings as nobody has changed them, with journals in a folder of the test's own.
import { join } from 'node:path';
import { defaultImages } from '../../../src/model/images.ts';
import type { Config } from '../../../src/service/services.ts';

export const configOn = (folder: string): Config => ({
  machinePath: 'docker-machine',
  storagePath: join(folder, 'store'),
  environment: () => Promise.resolve({}),
  probeTimeout: 5,
  parallelism: 0,
  onFailure: 'keep',
  images: defaultImages,
  journalPath: folder,
  sharedPath: join(folder, 'shared'),
});
