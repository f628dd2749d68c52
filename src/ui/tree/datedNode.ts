/** Rows of a machine store that was lost: as they last were, with the time, and without anything that could be done with them. */
import { timeOfDay } from '../../base/clock.ts';
import type { Translate } from '../../base/text.ts';
import { levelColor, type Node } from './row.ts';

export function datedNode({ row, children }: Node, at: Date, t: Translate): Node {
  const asOf = t('as of {0}', timeOfDay(at));
  const { description, icon, spoken } = row;
  return {
    row: {
      ...row,
      // Rows that only hold others together have none.
      description: description && [asOf, description].join(' · '),
      icon: icon && { ...icon, color: icon.color && levelColor('unknown') },
      context: ['lost'],
      spoken: description ? `${spoken}, ${asOf}` : spoken,
    },
    children: () => children().map((each) => datedNode(each, at, t)),
  };
}
