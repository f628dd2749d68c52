/** An observed value: awaited, available, or failed for a reason. */
import type { Failure } from './failure.ts';

/** The state of a query: no answer yet, answered, or failed, with the last successful answer. */
export type Seen<T> =
  | { readonly state: 'waiting'; readonly last: Last<T> | undefined }
  | { readonly state: 'seen'; readonly value: T; readonly at: Date }
  | { readonly state: 'failed'; readonly failure: Failure; readonly at: Date; readonly last: Last<T> | undefined };

export interface Last<T> {
  readonly value: T;
  readonly at: Date;
}

export const waiting = { state: 'waiting', last: undefined } as const;

/** Whether the first answer is still awaited. */
export const isUnheard = (seen: Seen<unknown>): boolean => seen.state === 'waiting' && seen.last === undefined;

/** The current answer; undefined while waiting and after a failure. */
export function now<T>(seen: Seen<T>): T | undefined {
  return seen.state === 'seen' ? seen.value : undefined;
}

/** The latest successful answer, regardless of its age. */
export function lastOf<T>(seen: Seen<T>): Last<T> | undefined {
  return seen.state === 'seen' ? { value: seen.value, at: seen.at } : seen.last;
}
