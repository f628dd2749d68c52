/** Group rows, and rows that only show a message. */
import { paragraph } from '../../base/text.ts';
import type { Explanation } from '../explain/explanation.ts';
import { levelColor, type Row, type Target } from './row.ts';
import { rowContext } from './rowContext.ts';

/** Context word of each group, with its codicon. */
const groupIcons = {
  machines: 'server',
  otherMachines: 'server',
  networks: 'type-hierarchy-sub',
  services: 'layers',
  stack: 'folder',
} as const;

export function groupRow(id: string, label: string, count: number, word: keyof typeof groupIcons, target: Target): Row {
  return {
    // A new ID makes it a new row for VS Code, which keeps a row collapsed if it once had no children.
    id: count === 0 ? `${id}?empty` : id,
    label,
    description: '',
    // VS Code indents leaves without an icon less than rows that expand.
    icon: { name: groupIcons[word], color: undefined },
    context: rowContext('group', word),
    spoken: `${label}, ${String(count)}`,
    tooltip: undefined,
    target,
    opening: count === 0 ? 'leaf' : 'open',
  };
}

/** Why something cannot be shown, in its place. */
export function messageRow(id: string, { short, what, why, remedy }: Explanation, target: Target): Row {
  return {
    id,
    label: short,
    description: what,
    icon: { name: 'warning', color: levelColor('degraded') },
    context: rowContext('message'),
    spoken: paragraph([what, remedy]),
    tooltip: { title: short, facts: [], problems: [{ what, why, remedy }] },
    target,
    opening: 'leaf',
  };
}
