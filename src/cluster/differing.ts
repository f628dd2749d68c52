/** Warnings for differences between an existing machine and the file; the machine is not changed. */
import type { Warning } from '../model/planWarning.ts';

export function differing(
  machine: string,
): (option: string, wanted: string, found: string | undefined) => readonly Warning[] {
  return (option, wanted, found) =>
    found === wanted ? [] : [{ kind: 'differs', machine, option, wanted, found: found ?? '' }];
}
