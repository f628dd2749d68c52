/** The view's badge: the number of problems. Pure. */
import type { Translate } from '../../base/text.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { problemCount, problemList } from './problemList.ts';

export interface Badge {
  readonly value: number;
  readonly tooltip: string;
}

/** Undefined if there are no problems. */
export function badge(snapshot: Snapshot, t: Translate): Badge | undefined {
  const value = problemCount(problemList(snapshot, t));
  if (value === 0) return undefined;
  return { value, tooltip: value === 1 ? t('1 problem') : t('{0} problems', value) };
}
