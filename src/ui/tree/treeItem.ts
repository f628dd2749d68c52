/** The one place where a row becomes VS Code's TreeItem. */
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { contextValue, type Row, type RowIcon, type Tooltip } from './row.ts';

export function treeItem(row: Row): TreeItem {
  const made = new TreeItem(row.label, openings[row.opening]);
  made.id = row.id;
  made.description = row.description;
  made.contextValue = contextValue(row.context);
  made.accessibilityInformation = { label: row.spoken };
  if (row.icon) made.iconPath = themeIcon(row.icon);
  // Without a text of its own VS Code would show the label again.
  made.tooltip = row.tooltip ? markdown(row.tooltip) : row.label;
  return made;
}

const openings: Readonly<Record<Row['opening'], TreeItemCollapsibleState>> = {
  leaf: TreeItemCollapsibleState.None,
  closed: TreeItemCollapsibleState.Collapsed,
  open: TreeItemCollapsibleState.Expanded,
};

const themeIcon = ({ name, color }: RowIcon): ThemeIcon =>
  color === undefined ? new ThemeIcon(name) : new ThemeIcon(name, new ThemeColor(color));

/** Texts come from elsewhere (engines, files), so all of them go in as text, never as Markdown. */
function markdown({ title, facts, problems }: Tooltip): MarkdownString {
  const made = new MarkdownString('', true);
  made.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  for (const { what, why, remedy } of problems) {
    made.appendMarkdown('$(warning) ').appendText(what);
    if (why) made.appendMarkdown('  \n').appendText(why);
    if (remedy) made.appendMarkdown('  \n*').appendText(remedy).appendMarkdown('*');
    made.appendMarkdown('\n\n');
  }
  if (facts.length > 0) {
    made.appendMarkdown('| | |\n|:--|:--|\n');
    for (const [label, value] of facts) {
      made
        .appendMarkdown('| ')
        .appendText(cell(label))
        .appendMarkdown(' | ')
        .appendText(cell(value))
        .appendMarkdown(' |\n');
    }
  }
  return made;
}

const cell = (text: string): string => text.replaceAll('|', '¦').replaceAll(/\s+/g, ' ');
