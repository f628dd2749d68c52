/**
 * Volumes that a run removes. Docker knows a volume by its name alone, so its identity is the container that was seen to use it: while
 * that one exists the volume cannot be replaced. When it was created is noted then, and compared right before the removal.
 */
import type { CallOptions, EngineDoor } from '../docker/doors.ts';
import type { Failure } from '../model/failure.ts';

export interface HeldVolume {
  readonly machine: string;
  readonly volume: string;
  /** ID of the container that uses it; undefined: none was seen. */
  readonly container: string | undefined;
}

export class RunVolumes {
  /** When it was created, by machine and volume. */
  readonly #created = new Map<string, string>();

  /** To be called before the container is removed. Without an answer nothing is noted. */
  async note({ machine, volume, container }: HeldVolume, engine: EngineDoor, call: CallOptions): Promise<void> {
    const found = await engine.volume(volume, call);
    if (!found.ok || !found.value) return;
    // Asked last: if the container still uses it, what was read just before was its volume.
    const containers = await engine.containers(call);
    const holds = containers.ok && containers.value.some((each) => isOf(each, container) && uses(each, volume));
    if (holds) this.#created.set(keyOf(machine, volume), found.value.created);
  }

  /** What stands against removing the volume that has that name now. */
  async obstacle(
    { machine, volume, container }: HeldVolume,
    engine: EngineDoor,
    call: CallOptions,
  ): Promise<Failure | undefined> {
    const was = this.#created.get(keyOf(machine, volume));
    const replaced = { kind: 'targetChanged', what: 'volume', name: volume } as const;
    // No container was seen that could tell it from others.
    if (was === undefined && container === undefined) return undefined;
    if (was === undefined) return { ...replaced, part: 'holder', was: container ?? '', now: '' };
    const found = await engine.volume(volume, call);
    if (!found.ok) return found.error;
    // Gone, or an engine that tells no time.
    if (!found.value || was === '') return undefined;
    const { created } = found.value;
    return created === was ? undefined : { ...replaced, part: 'created', was, now: created };
  }
}

const keyOf = (machine: string, volume: string): string => `${machine}\n${volume}`;

type Listed = { readonly id: string; readonly name: string; readonly mounts: readonly { readonly name: string }[] };

const isOf = ({ id, name }: Listed, container: string | undefined): boolean => id === container || name === container;
const uses = ({ mounts }: Listed, volume: string): boolean => mounts.some(({ name }) => name === volume);
