// Chance that can be had again: the same seed gives the same numbers.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 2³²−1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 to `limit` − 1. */
  below(limit: number): number {
    return limit <= 1 ? 0 : this.next() % limit;
  }

  chance(one: number): boolean {
    return this.below(one) === 0;
  }

  pick<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }
}

/** A seed made of words and bytes (FNV-1a). */
export function seedOf(...parts: readonly (string | number | Uint8Array)[]): number {
  let hash = 0x811c9dc5;
  const take = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      take(part.length);
      // Of a large one a part says enough.
      for (let at = 0; at < part.length; at += 1 + (part.length >> 12)) take(part[at]!);
    } else for (const character of String(part)) take(character.codePointAt(0)!);
    take(0xff);
  }
  return hash >>> 0;
}
