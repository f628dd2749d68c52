/** Rows of a machine store that was lost: as they last were, with the time, and without anything that could be done with them. */
import { timeOfDay } from '../../base/clock.ts';
import type { Translate } from '../../base/text.ts';
import { levelColor, type Node, type Row } from './row.ts';
import { rowContext } from './rowContext.ts';

/** A topmost row has the time; below it there is little room, and it holds for all. */
export function datedNode(node: Node, at: Date, t: Translate): Node {
  const asOf = t('as of {0}', timeOfDay(at));
  const { row, children } = lostNode(node, at, t);
  const description = [asOf, row.description].filter(Boolean).join(' · ');
  return { row: { ...row, description, spoken: `${row.spoken}, ${asOf}` }, children };
}

function lostNode({ row, children }: Node, at: Date, t: Translate): Node {
  return { row: lostRow(row, at, t), children: () => children().map((each) => lostNode(each, at, t)) };
}

const lostRow = (row: Row, at: Date, t: Translate): Row => ({
  ...row,
  // A tooltip is read without the topmost row.
  tooltip: row.tooltip && { ...row.tooltip, facts: [[t('As of'), timeOfDay(at)], ...row.tooltip.facts] },
  icon: row.icon && { ...row.icon, color: row.icon.color && levelColor('unknown') },
  context: rowContext('lost'),
});
