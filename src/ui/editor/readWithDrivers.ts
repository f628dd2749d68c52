/** Reads a cluster file with what docker-machine knows about its drivers. */
import type { ClusterService } from '../../service/services.ts';
import type { DriverKnowledge } from './driverKnowledge.ts';

type Read = Awaited<ReturnType<ClusterService['readSpec']>>;

/** Reads twice: once to find the drivers that it names, then to check them. */
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
