/** Markdown of hovers and documentation: our own marks, and the words of others as text. Pure. */
import { longestRun, type Translate } from '../../base/text.ts';
import { visible } from '../../base/visible.ts';

declare const escaped: unique symbol;

/** Markdown whose foreign parts have been escaped: what the functions here give, and nothing else. */
export type Markdown = string & { readonly [escaped]: 'markdown' };

/** Only Markdown goes into Markdown: `` marked`**${asText(name)}**` ``. */
export function marked(marks: TemplateStringsArray, ...parts: readonly Markdown[]): Markdown {
  return String.raw({ raw: marks }, ...parts) as Markdown;
}

/** The parts that say something, with `between` between them. */
export const joined = (
  parts: readonly (Markdown | undefined | '' | false)[],
  between: '\n\n' | '\n' | '  \n' | Markdown,
): Markdown => parts.filter(Boolean).join(between) as Markdown;

/**
 * Any text, on one line, with everything escaped that Markdown, HTML or VS Code's icons would read: no link, no image, no address that
 * becomes a link by itself. MarkdownString.appendText makes every space unbreakable, so that long texts run out of their hover.
 */
export function asText(text: string): Markdown {
  return visible(text.replaceAll(/\s+/g, ' ').trim())
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+\-.!~|$:@]/g, '\\$&') as Markdown;
}

/** The same, in one line whatever stands beside it: a Chinese text would be broken between any two signs. */
export function asUnbroken(text: string): Markdown {
  const words = text
    .split(/\s+/)
    .map((word) => (isLatin.test(word) ? asText(word) : Array.from(word, asText).join('\u2060')));
  return words.join('&nbsp;') as Markdown;
}

const isLatin = /^[\u0000-\u00ff]*$/;

/** Any text as code, also one with backquotes in it. */
export function asCode(text: string): Markdown {
  const line = visible(text);
  const fence = '`'.repeat(1 + longestRun(line, '`'));
  return (fence.length > 1 ? `${fence} ${line} ${fence}` : `\`${line}\``) as Markdown;
}

/** A link that runs a command, where `hoverText` allows it. */
export function commandLink(title: string, command: string, args: readonly unknown[]): Markdown {
  const query = encodeURIComponent(JSON.stringify(args)).replaceAll(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `[${asText(title)}](command:${command}?${query})` as Markdown;
}

/** One of VS Code's icons, by a name of ours. */
export const icon = (name: string): Markdown => `$(${name})` as Markdown;

/** Words of ours with Markdown in their gaps. */
export const withMarkdown =
  (translate: Translate) =>
  (message: string, ...gaps: readonly Markdown[]): Markdown =>
    translate(message, ...gaps) as Markdown;

/** Between two cells of a table: a hover sets its columns close together. */
export const nextColumn = '&nbsp;&nbsp; | ' as Markdown;
