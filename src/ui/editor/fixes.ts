/** Quick fixes for problems in a cluster file. Pure. */
import type { Translate } from '../../base/text.ts';
import type { FileProblem } from '../../model/fileFailure.ts';

export interface Fix {
  readonly problem: FileProblem;
  readonly title: string;
  /** Replacement for the marked text. */
  readonly text: string;
}

/** Fixes for problems that overlap the range. */
export function fixesIn(problems: readonly FileProblem[], start: number, end: number, t: Translate): readonly Fix[] {
  return problems.flatMap((each): Fix[] => {
    const { problem } = each;
    if (each.start > end || each.end < start) return [];
    if (!('near' in problem) || problem.near === undefined) return [];
    return [{ problem: each, title: t('Change to "{0}"', problem.near), text: problem.near }];
  });
}
