/** A cluster file read with what docker-machine says of its drivers. */
import type { ClusterSpec } from '../../model/spec.ts';
import type { ClusterService } from '../../service/services.ts';
import type { DriverKnowledge } from './driverKnowledge.ts';

type Read = Awaited<ReturnType<ClusterService['readSpec']>>;

/** Read once to learn which drivers it names, and again to check them. */
export async function readWithDrivers(
  runs: Pick<ClusterService, 'readSpec'>,
  drivers: DriverKnowledge,
  text: string,
  path: string,
): Promise<Read> {
  const read = await runs.readSpec(text, path);
  const known = read.spec && (await drivers.of(driversIn(read.spec)));
  return known ? runs.readSpec(text, path, known) : read;
}

function driversIn({ keyValueStore, managers, nodes }: ClusterSpec): readonly string[] {
  const store = keyValueStore?.at.kind === 'machine' ? [keyValueStore.at.machine] : [];
  return [...store, ...managers, ...nodes].map(({ driver }) => driver.name);
}
