// One input put to its reader: how long it took by the processor's clock, and what did not hold.
import { setImmediate } from 'node:timers/promises';
import { Random, seedOf } from './random.ts';
import type { Target } from './target.ts';

export interface Verdict {
  /** Milliseconds of processor time, so that a busy computer blames nobody. */
  readonly took: number;
  /** What was thrown, with its stack; undefined: all holds. */
  readonly thrown: string | undefined;
}

/** No input may take longer, 1 MB of the worst included. */
export const longestRead = 2000;

export async function judge(target: Target, input: Buffer): Promise<Verdict> {
  const before = process.threadCpuUsage();
  let thrown: string | undefined;
  try {
    // Most readers answer at once, and a hundred thousand turns of the loop cost more than they do.
    const read = target.read(input, new Random(seedOf(input)));
    if (read instanceof Promise) {
      await read;
      // Node tells of promises that nobody waits for when a turn of its loop is over.
      await setImmediate();
    }
  } catch (error) {
    thrown = error instanceof Error ? (error.stack ?? error.message) : `threw ${String(error)}`;
  }
  const { user, system } = process.threadCpuUsage(before);
  const took = (user + system) / 1000;
  if (thrown === undefined && took > longestRead) thrown = `took ${Math.round(took)} ms for ${input.length} bytes`;
  return { took, thrown };
}

/** What two failures of one cause have in common: the words without their numbers, and where in our code. */
export function causeOf(thrown: string): string {
  const [words = '', ...frames] = thrown.split('\n');
  const place = frames.find((frame) => /[\\/](src|test)[\\/]/.test(frame)) ?? '';
  return `${words.replaceAll(/\d+/g, '#').slice(0, 120)} ${/[^\\/(]+:\d+:\d+/.exec(place)?.[0] ?? ''}`;
}
