/** Swarms whose unlock key was shown, remembered across windows and restarts. The keys themselves are not stored. */
import type { Memory } from '../health/mutedClusters.ts';

const memoryKey = 'unlockKeys.shownOf';

/** Limits the list: nothing reports that a removed swarm is gone for good. */
const most = 100;

export class ShownKeys {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  has(swarm: string): boolean {
    return this.#all().includes(swarm);
  }

  async add(swarm: string): Promise<void> {
    await this.#memory.update(memoryKey, [...this.#all().filter((each) => each !== swarm), swarm].slice(-most));
  }

  #all(): readonly string[] {
    const kept = this.#memory.get<unknown>(memoryKey, []);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  }
}
