/** Types of the texts of a check. */
import { timeOfDay } from '../../../base/clock.ts';
import { paragraph, type Translate } from '../../../base/text.ts';
import type { CheckId, FindingBy } from '../../../checks/allChecks.ts';
import { ended, type Explanation, type RemedyAction } from '../explanation.ts';

/** Words for a finding, without the buttons for its remedies. */
export interface Words extends Omit<Explanation, 'actions'> {
  /** Buttons that help with the cause, shown before and after those for its remedies. */
  readonly before?: readonly RemedyAction[];
  readonly behind?: readonly RemedyAction[];
}

/** Words for any finding of a check. */
export type Texts<Id extends CheckId> = (finding: FindingBy<Id>, t: Translate) => Words;

/** Why something does not answer, and when it last did. */
export const whySince = (why: string, since: Date | undefined, t: Translate): string =>
  paragraph([why && ended(why), since && t('It last answered at {0}.', timeOfDay(since))]);
