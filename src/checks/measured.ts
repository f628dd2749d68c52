/** When something was asked of one side, by what is seen of it. */
import type { Seen } from '../model/seen.ts';
import type { Measurement } from './finding.ts';

/** Of the last answer or failure; undefined: it has not been asked yet. */
export const measuredAt = (source: string, seen: Seen<unknown>): Measurement | undefined =>
  seen.state === 'waiting' ? undefined : { source, at: seen.at };
