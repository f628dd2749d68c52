/** What is said before a cluster is brought down of the store's data. Pure. */
import { equal } from '../../base/equal.ts';
import type { Translate } from '../../base/text.ts';
import type { DownPlans } from '../../service/services.ts';
import { warningLines } from '../explain/explainWarning.ts';

/** What the button `verb`, which removes the store's data too, does that the other one does not; empty: nothing. */
export function whatGoesWithData({ keepsData, removesData }: DownPlans, verb: string, t: Translate): string {
  const volumes = removesData.steps.flatMap(({ action }) =>
    action.kind === 'removeVolume'
      ? [t('The key-value store’s data on {0} is deleted (volume {1}).', action.machine, action.volume)]
      : [],
  );
  const warnings = removesData.warnings.filter((warning) => !keepsData.warnings.some((each) => equal(each, warning)));
  const lines = [...volumes.map((line) => `⚠ ${line}`), ...warningLines(warnings, t)];
  return lines.length === 0 ? '' : [t('With “{0}”:', verb), ...lines].join('\n');
}
