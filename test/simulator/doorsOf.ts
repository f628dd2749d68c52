// The product's doors onto a simulated world, without services behind them.
import { silentLog } from '../../src/base/log.ts';
import type { Seconds } from '../../src/base/units.ts';
import { defaultImages } from '../../src/model/images.ts';
import { createDoors } from '../../src/service/createServices.ts';
import type { Simulated } from './simulator.ts';

export type SimulatedDoors = ReturnType<typeof createDoors>;

export function doorsOf(
  { machinePath, storagePath, folder }: Simulated,
  probeTimeout: Seconds = 5,
  environment: Readonly<Record<string, string>> = {},
): SimulatedDoors {
  return createDoors(
    () => ({
      machinePath,
      storagePath,
      environment: () => Promise.resolve(environment),
      probeTimeout,
      parallelism: 0,
      onFailure: 'keep',
      images: defaultImages,
      journalPath: folder,
      sharedPath: folder,
    }),
    silentLog,
  );
}
