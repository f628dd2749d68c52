/** Converts rows to VS Code's TreeItem; the only place that does. */
import { ThemeColor, ThemeIcon, TreeItemCollapsibleState, type MarkdownString, type TreeItem } from 'vscode';
import { hoverText, newTreeItem } from '../surface/items.ts';
import { asLabel } from '../surface/labels.ts';
import type { Row, RowIcon } from './row.ts';
import { contextValue } from './rowContext.ts';
import { linkedCommands, tooltipText } from './tooltipText.ts';

export function treeItem(row: Row): TreeItem {
  const made = newTreeItem(row.label, row.description, openings[row.opening]);
  made.id = row.id;
  made.contextValue = contextValue(row.context);
  made.accessibilityInformation = { label: row.spoken };
  if (row.icon) made.iconPath = themeIcon(row.icon);
  return made;
}

/** Created on hover. Without a text of its own, VS Code would repeat the label. */
export function tooltip(row: Row): MarkdownString | string {
  return row.tooltip ? hoverText(tooltipText(row.tooltip), linkedCommands(row.tooltip)) : asLabel(row.label);
}

const openings: Readonly<Record<Row['opening'], TreeItemCollapsibleState>> = {
  leaf: TreeItemCollapsibleState.None,
  closed: TreeItemCollapsibleState.Collapsed,
  open: TreeItemCollapsibleState.Expanded,
};

const themeIcon = ({ name, color }: RowIcon): ThemeIcon =>
  color === undefined ? new ThemeIcon(name) : new ThemeIcon(name, new ThemeColor(color));
