/** A row's tooltip in Markdown. All texts are escaped, since they come from elsewhere (engines, files). */
import type { RemedyAction } from '../explain/explanation.ts';
import {
  asText,
  asUnbroken,
  commandLink,
  icon,
  joined,
  marked,
  nextColumn,
  type Markdown,
} from '../surface/markdown.ts';
import { severityIcons, type Tooltip } from './row.ts';

export function tooltipText({ title, facts, problems }: Tooltip): Markdown {
  const blocks = [
    marked`**${asText(title)}**`,
    ...problems.map(({ what, why, remedy, actions = [], severity = 'warning' }) =>
      joined(
        [
          marked`${icon(severityIcons[severity])} ${asText(what)}`,
          asText(why),
          remedy && marked`*${asText(remedy)}*`,
          joined(
            actions.filter(isLinked).map(({ title, command, args }) => commandLink(title, command, args)),
            marked` · `,
          ),
        ],
        '  \n',
      ),
    ),
    facts.length > 0 &&
      joined(
        [
          marked`| | |`,
          marked`|:--|:--|`,
          ...facts.map(([label, value]) => marked`| ${asUnbroken(label)}${nextColumn}${asText(value)} |`),
        ],
        '\n',
      ),
  ];
  return joined(blocks, '\n\n');
}

/** Commands whose links work in it. */
export const linkedCommands = ({ problems }: Tooltip): readonly string[] => [
  ...new Set(problems.flatMap(({ actions = [] }) => actions.filter(isLinked).map(({ command }) => command))),
];

/** VS Code's own commands take arguments that a link cannot carry. */
const isLinked = ({ command }: RemedyAction): boolean => command.startsWith('dockerOverlay.');
