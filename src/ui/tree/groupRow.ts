/** Rows that only hold others together, and rows that only say something. */
import { paragraph } from '../../base/text.ts';
import type { Explanation } from '../explain/explanation.ts';
import { levelColor, type Row, type Target } from './row.ts';
import { rowContext } from './rowContext.ts';

/** What a group is in menus, and its codicon. */
const groupIcons = {
  machines: 'server',
  otherMachines: 'server',
  networks: 'type-hierarchy-sub',
  services: 'layers',
  stack: 'folder',
} as const;

export function groupRow(id: string, label: string, count: number, word: keyof typeof groupIcons, target: Target): Row {
  return {
    // With another id it is another row to VS Code, which would leave closed one that it knows as a row with nothing below it.
    id: count === 0 ? `${id}?empty` : id,
    label,
    description: '',
    // VS Code puts leaves of a row without icon further to the left than what can be opened.
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
