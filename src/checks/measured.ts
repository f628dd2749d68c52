/** When and where an observed value was measured. */
import type { Seen } from '../model/seen.ts';
import type { Measurement } from './finding.ts';

/** For the last answer or failure; undefined if not asked yet. */
export const measuredAt = (source: string, seen: Seen<unknown>): Measurement | undefined =>
  seen.state === 'waiting' ? undefined : { source, at: seen.at };
