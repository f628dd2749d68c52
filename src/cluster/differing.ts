/** What a machine that stands has otherwise than the file says, as warnings: it is left as it is. */
import type { Warning } from '../model/plan.ts';

export function differing(
  machine: string,
): (option: string, wanted: string, found: string | undefined) => readonly Warning[] {
  return (option, wanted, found) =>
    found === wanted ? [] : [{ kind: 'differs', machine, option, wanted, found: found ?? '' }];
}
