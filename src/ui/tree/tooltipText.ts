/** A row's tooltip in Markdown. Texts come from elsewhere (engines, files), so all of them go in as text. */
import { gravityIcons } from '../health/gravityIcons.ts';
import { asText, nextColumn } from './asText.ts';
import type { Tooltip } from './row.ts';

export function tooltipText({ title, facts, problems }: Tooltip): string {
  const blocks = [
    `**${asText(title)}**`,
    ...problems.map(({ what, why, remedy, gravity = 'slight' }) =>
      [`$(${gravityIcons[gravity]}) ${asText(what)}`, asText(why), remedy && `*${asText(remedy)}*`]
        .filter(Boolean)
        .join('  \n'),
    ),
    ...(facts.length === 0
      ? []
      : [
          '| | |\n|:--|:--|\n' +
            facts.map(([label, value]) => `| ${inOneLine(label)}${nextColumn}${asText(value)} |`).join('\n'),
        ]),
  ];
  return blocks.join('\n\n');
}

/** A long value beside it must not break a label, which Chinese ones would be between any two signs. */
function inOneLine(label: string): string {
  const joined = /^[\u0000-\u00ff]*$/.test(label) ? label : Array.from(label).join('\u2060');
  return asText(joined).replaceAll(' ', '&nbsp;');
}
