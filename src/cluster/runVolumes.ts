/**
 * Volumes that a run removes. Docker identifies a volume by name only, so its identity is the container observed to use it: while that
 * exists, the volume cannot be replaced. Its creation time is noted then, and compared before the removal.
 */
import type { CallOptions, EngineDoor } from '../docker/doors.ts';
import type { Failure } from '../model/failure.ts';

export interface HeldVolume {
  readonly machine: string;
  readonly volume: string;
  /** ID of the container that uses it; undefined if none was observed. */
  readonly container: string | undefined;
}

export class RunVolumes {
  /** Creation time, by machine and volume. */
  readonly #created = new Map<string, string>();

  /** Call before the container is removed. Notes nothing without an answer. */
  async note({ machine, volume, container }: HeldVolume, engine: EngineDoor, call: CallOptions): Promise<void> {
    const found = await engine.volume(volume, call);
    if (!found.ok || !found.value) return;
    // Check last: if the container still uses it, the volume just read was the right one.
    const containers = await engine.containers(call);
    const holds = containers.ok && containers.value.some((each) => isOf(each, container) && uses(each, volume));
    if (holds) this.#created.set(keyOf(machine, volume), found.value.created);
  }

  /** What prevents removing the volume that has the name now. */
  async obstacle(
    { machine, volume, container }: HeldVolume,
    engine: EngineDoor,
    call: CallOptions,
  ): Promise<Failure | undefined> {
    const was = this.#created.get(keyOf(machine, volume));
    const replaced = { kind: 'targetChanged', what: 'volume', name: volume } as const;
    // No container was observed that could identify it.
    if (was === undefined && container === undefined) return undefined;
    if (was === undefined) return { ...replaced, part: 'holder', was: container ?? '', now: '' };
    const found = await engine.volume(volume, call);
    if (!found.ok) return found.error;
    // Removed, or the engine reports no time.
    if (!found.value || was === '') return undefined;
    const { created } = found.value;
    return created === was ? undefined : { ...replaced, part: 'created', was, now: created };
  }
}

const keyOf = (machine: string, volume: string): string => `${machine}\n${volume}`;

type Listed = { readonly id: string; readonly name: string; readonly mounts: readonly { readonly name: string }[] };

const isOf = ({ id, name }: Listed, container: string | undefined): boolean => id === container || name === container;
const uses = ({ mounts }: Listed, volume: string): boolean => mounts.some(({ name }) => name === volume);
