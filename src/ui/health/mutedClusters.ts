/** Clusters with notifications turned off, remembered across windows and restarts. */

/** The part of VS Code's Memento that is used. */
export interface Memory {
  get<T>(key: string, otherwise: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

const memoryKey = 'health.muted';

export class MutedClusters {
  readonly #memory: Memory;
  readonly #onChange: (hasAny: boolean) => void;

  /** Calls `onChange` with whether any are muted, now and after each change. */
  constructor(memory: Memory, onChange: (hasAny: boolean) => void) {
    this.#memory = memory;
    this.#onChange = onChange;
    onChange(this.#all().length > 0);
  }

  /** Clusters with the same name in two machine stores are different. */
  has(storePath: string, cluster: string): boolean {
    return this.#all().includes(keyOf(storePath, cluster));
  }

  /** Names of muted clusters in a machine store, without duplicates. */
  in(storePath: string): readonly string[] {
    const start = keyOf(storePath, '');
    return this.#all().flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
  }

  async mute(storePath: string, cluster: string): Promise<void> {
    const key = keyOf(storePath, cluster);
    await this.#keep([...this.#all().filter((each) => each !== key), key]);
  }

  async unmute(storePath: string, cluster: string): Promise<void> {
    await this.#keep(this.#all().filter((each) => each !== keyOf(storePath, cluster)));
  }

  async #keep(keys: readonly string[]): Promise<void> {
    await this.#memory.update(memoryKey, keys);
    this.#onChange(keys.length > 0);
  }

  #all(): readonly string[] {
    const kept = this.#memory.get<unknown>(memoryKey, []);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  }
}

const keyOf = (storePath: string, cluster: string): string => `${storePath}\n${cluster}`;
