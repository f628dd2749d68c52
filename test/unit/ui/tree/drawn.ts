// The whole tree of a picture, with everything opened, as text and as rows.
import { english } from '../../../../src/base/text.ts';
import type { Snapshot } from '../../../../src/model/snapshot.ts';
import { clusterNodes } from '../../../../src/ui/tree/clusterNodes.ts';
import type { Node, Row } from '../../../../src/ui/tree/row.ts';

/** Label and description of every row, indented by level. */
export function drawn(picture: Snapshot): string {
  const lines = (nodes: readonly Node[], level: number): string[] =>
    nodes.flatMap(({ row, children }) => [
      `${'  '.repeat(level)}${row.label}${row.description && `  ${row.description}`}`,
      ...lines(children(), level + 1),
    ]);
  return lines(clusterNodes(picture, english), 0).join('\n');
}

export function allRows(picture: Snapshot): Row[] {
  const rows = (nodes: readonly Node[]): Row[] => nodes.flatMap(({ row, children }) => [row, ...rows(children())]);
  return rows(clusterNodes(picture, english));
}
