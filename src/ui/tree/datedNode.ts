/** Rows of a machine store that was lost: as they last were, with the time, and without anything that could be done with them. */
import { timeOfDay } from '../../base/clock.ts';
import type { Translate } from '../../base/text.ts';
import { levelColor, type Node, type Row } from './row.ts';
import { rowContext } from './rowContext.ts';

/** A topmost row has the time; below it there is little room, and it holds for all. */
export function datedNode(node: Node, at: Date, t: Translate): Node {
  const asOf = t('as of {0}', timeOfDay(at));
  const { row, children } = lostNode(node);
  const description = [asOf, row.description].filter(Boolean).join(' · ');
  return { row: { ...row, description, spoken: `${row.spoken}, ${asOf}` }, children };
}

function lostNode({ row, children }: Node): Node {
  return { row: lostRow(row), children: () => children().map(lostNode) };
}

const lostRow = (row: Row): Row => ({
  ...row,
  icon: row.icon && { ...row.icon, color: row.icon.color && levelColor('unknown') },
  context: rowContext('lost'),
});
