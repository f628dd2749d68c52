/** Swarms whose unlock key a person has been shown, remembered over windows and restarts. The keys themselves are kept nowhere. */
import type { Memory } from '../health/mutedClusters.ts';

const memoryKey = 'unlockKeys.shownOf';

/** Swarms come and go, and nobody says of one that is gone that it will not come back. */
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
