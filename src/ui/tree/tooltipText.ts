/** A row's tooltip in Markdown. Texts come from elsewhere (engines, files), so all of them go in as text. */
import { asText, asUnbroken, icon, joined, marked, nextColumn, type Markdown } from '../surface/markdown.ts';
import { gravityIcons, type Tooltip } from './row.ts';

export function tooltipText({ title, facts, problems }: Tooltip): Markdown {
  const blocks = [
    marked`**${asText(title)}**`,
    ...problems.map(({ what, why, remedy, gravity = 'slight' }) =>
      joined(
        [marked`${icon(gravityIcons[gravity])} ${asText(what)}`, asText(why), remedy && marked`*${asText(remedy)}*`],
        '  \n',
      ),
    ),
    facts.length > 0 &&
      joined(
        [
          marked`
| | |
          `,
          marked`|:--|:--|`,
          ...facts.map(([label, value]) => marked`| ${asUnbroken(label)}${nextColumn}${asText(value)} |`),
        ],
        '\n',
      ),
  ];
  return joined(blocks, '\n\n');
}
