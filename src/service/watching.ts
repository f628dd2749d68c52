/** What those share who keep the picture current. */
import type { Milliseconds } from '../base/units.ts';
import type { Findings } from '../cluster/findings.ts';
import type { Group } from '../cluster/recognise.ts';
import type { Doors } from '../docker/doors.ts';
import type { Attention } from './endpointWatch.ts';

export interface Watching {
  readonly doors: Doors;
  /** All that is known. Who changes it says so by `changed`. */
  readonly findings: KnownSoFar;
  readonly groups: () => readonly Group[];
  readonly attention: () => Attention;
  /** How many machines are watched. */
  readonly watched: () => number;
  /** How long one engine, manager or key-value store may take for an answer. */
  readonly timeout: () => Milliseconds;
  /** Bounds the questions under way; the silent give their place away. */
  readonly gate: <T>(question: () => Promise<T>) => Promise<T>;
  readonly pingGate: <T>(ping: () => Promise<T>) => Promise<T>;
  readonly changed: () => void;
  /** What is known was found to hold still: nobody is told, but who asks sees that it is new. */
  readonly confirmed: () => void;
  /** A mistake of this program. */
  readonly bug: (error: unknown) => void;
  /** Aborts when nothing is watched any more. */
  readonly over: AbortSignal;
}

/** Findings that are being made. */
export type KnownSoFar = {
  -readonly [K in keyof Findings]: Findings[K] extends ReadonlyMap<infer Key, infer Value>
    ? Map<Key, Value>
    : Findings[K];
};
