/** A cluster file read with what docker-machine says of its drivers. */
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
  const known = await drivers.of(read.drivers);
  return known ? runs.readSpec(text, path, known) : read;
}
