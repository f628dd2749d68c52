/** The one place where a row becomes VS Code's TreeItem. */
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { asText, nextColumn } from './asText.ts';
import { contextValue, type Row, type RowIcon, type Tooltip } from './row.ts';

export function treeItem(row: Row): TreeItem {
  const made = new TreeItem(row.label, openings[row.opening]);
  made.id = row.id;
  made.description = row.description;
  made.contextValue = contextValue(row.context);
  made.accessibilityInformation = { label: row.spoken };
  if (row.icon) made.iconPath = themeIcon(row.icon);
  return made;
}

/** Made when it is looked at. Without a text of its own VS Code would show the label again. */
export function tooltip(row: Row): MarkdownString | string {
  return row.tooltip ? markdown(row.tooltip) : row.label;
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
  const blocks = [
    `**${asText(title)}**`,
    ...problems.map(({ what, why, remedy }) =>
      [`$(warning) ${asText(what)}`, asText(why), remedy && `*${asText(remedy)}*`].filter(Boolean).join('  \n'),
    ),
    ...(facts.length === 0
      ? []
      : [
          '| | |\n|:--|:--|\n' +
            facts.map(([label, value]) => `| ${asText(label)}${nextColumn}${asText(value)} |`).join('\n'),
        ]),
  ];
  return new MarkdownString(blocks.join('\n\n'), true);
}
