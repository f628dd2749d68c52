// What is fuzzed: a reader of the product, what it is fed with, and what must hold whatever it reads.
import type { Random } from './random.ts';

/** A good input to begin with. */
export interface Sample {
  /** Where it comes from: a file below test/records, or what it was made of. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Target {
  readonly name: string;
  readonly form: Form;
  readonly samples: readonly Sample[];
  /** Its share of all cases; readers of small things take more. */
  readonly weight: number;
  /** Longest input in bytes; default 1 MiB. */
  readonly longest?: number;
  /** From how many milliseconds on the slope counts; more where the reader itself refuses what is larger. Default 150. */
  readonly steepFrom?: number;
  /**
   * Reads one input and throws where something does not hold. `random` comes from the input itself, so that a kept input behaves as
   * it did.
   */
  readonly read: (input: Buffer, random: Random) => unknown;
  /** What cases of one target share: folders, servers. */
  readonly open?: () => Promise<() => Promise<void>>;
}

/** Which changes make sense of an input. */
export type Form = 'json' | 'text' | 'yaml' | 'bytes';

export class Broken extends Error {}

/** Something that must hold for every input. */
export function hold(condition: boolean, words: () => string): void {
  if (!condition) throw new Broken(words());
}
