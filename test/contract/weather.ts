// What contracts of every kind do to a world and its machines, and find them by.
import type { Doors } from '../../src/docker/doors.ts';
import type { Machine } from '../../src/model/machine.ts';

export interface EngineWeather {
  readonly doors: Doors;
  /** Stops a machine's engine where it stands: ports open, nobody answers. */
  freeze(machine: string): Promise<void>;
  thaw(machine: string): Promise<void>;
  stopEngine(machine: string): Promise<void>;
  startEngine(machine: string): Promise<void>;
  close(): Promise<void>;
}

/** On hosts of a network of their own. */
export interface HostWeather extends EngineWeather {
  pullCable(machine: string): Promise<void>;
  plugCable(machine: string): Promise<void>;
}

/** The machines of a world whose records can be read, by name. */
export async function machinesOf({ store }: Doors): Promise<ReadonlyMap<string, Machine>> {
  const { entries } = await store.read();
  return new Map(entries.flatMap((entry) => ('machine' in entry ? [[entry.name, entry.machine] as const] : [])));
}
