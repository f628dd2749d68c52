/** What is said before a cluster is brought down: what goes, and what goes with the store's data besides. Pure. */
import { equal } from '../../base/equal.ts';
import type { Translate } from '../../base/text.ts';
import type { Plan } from '../../model/plan.ts';
import type { DownPlans } from '../../service/services.ts';
import { explainWarning } from '../explain/explainWarning.ts';

/** The machines that a plan removes. */
export const machinesGone = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) => (action.kind === 'removeMachine' ? [action.machine] : []));

/** Nothing goes that was not named. */
export const whatGoes = (plan: Plan, t: Translate): string =>
  t('These machines go: {0}.', machinesGone(plan).join(', '));

/** What the button `verb`, which removes the store's data too, does that the other one does not; empty: nothing. */
export function whatGoesWithData({ keepsData, removesData }: DownPlans, verb: string, t: Translate): string {
  const volumes = removesData.steps.flatMap(({ action }) =>
    action.kind === 'removeVolume'
      ? [t('The store’s data goes from {0}, with the volume {1}.', action.machine, action.volume)]
      : [],
  );
  const warnings = removesData.warnings
    .filter((warning) => !keepsData.warnings.some((each) => equal(each, warning)))
    .map((warning) => explainWarning(warning, t));
  const lines = [...volumes, ...warnings];
  return lines.length === 0 ? '' : [t('With “{0}”:', verb), ...lines.map((line) => `⚠ ${line}`)].join('\n');
}
