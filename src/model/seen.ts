/** An answer that may be awaited, there, or missing for a reason. */
import type { Failure } from './failure.ts';

/** What was asked of somebody: not answered yet, answered, or why not, with the last good answer beside it. */
export type Seen<T> =
  | { readonly state: 'waiting'; readonly last: Last<T> | undefined }
  | { readonly state: 'seen'; readonly value: T; readonly at: Date }
  | { readonly state: 'failed'; readonly failure: Failure; readonly at: Date; readonly last: Last<T> | undefined };

export interface Last<T> {
  readonly value: T;
  readonly at: Date;
}

export const waiting = { state: 'waiting', last: undefined } as const;

/** Whether an answer is awaited, and none was ever given. */
export const isUnheard = (seen: Seen<unknown>): boolean => seen.state === 'waiting' && seen.last === undefined;

/** What was seen just now; undefined while waiting and after a failure. */
export function now<T>(seen: Seen<T>): T | undefined {
  return seen.state === 'seen' ? seen.value : undefined;
}

/** The newest good answer, however old. */
export function lastOf<T>(seen: Seen<T>): Last<T> | undefined {
  return seen.state === 'seen' ? { value: seen.value, at: seen.at } : seen.last;
}
