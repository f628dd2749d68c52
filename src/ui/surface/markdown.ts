/** Markdown for hovers and documentation: trusted markup, and escaped text from elsewhere. Pure. */
import { longestRun, type Translate } from '../../base/text.ts';
import { visible } from '../../base/visible.ts';

declare const escaped: unique symbol;

/** Markdown with escaped foreign parts. Only functions in this file create it. */
export type Markdown = string & { readonly [escaped]: 'markdown' };

/** Only Markdown goes into Markdown: `` marked`**${asText(name)}**` ``. */
export function marked(marks: TemplateStringsArray, ...parts: readonly Markdown[]): Markdown {
  return String.raw({ raw: marks }, ...parts) as Markdown;
}

/** The non-empty parts, separated by `between`. */
export const joined = (
  parts: readonly (Markdown | undefined | '' | false)[],
  between: '\n\n' | '\n' | '  \n' | Markdown,
): Markdown => parts.filter(Boolean).join(between) as Markdown;

/**
 * Any text on one line, with everything escaped that Markdown, HTML or VS Code's icons would interpret, including automatic links. Unlike
 * MarkdownString.appendText, which makes every space unbreakable, so that long texts overflow their hover.
 */
export function asText(text: string): Markdown {
  return visible(text.replaceAll(/\s+/g, ' ').trim())
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+\-.!~|$:@]/g, '\\$&') as Markdown;
}

/** The same without line breaks: Chinese text would wrap between any two characters. */
export function asUnbroken(text: string): Markdown {
  const words = text
    .split(/\s+/)
    .map((word) => (isLatin.test(word) ? asText(word) : Array.from(word, asText).join('\u2060')));
  return words.join('&nbsp;') as Markdown;
}

const isLatin = /^[\u0000-\u00ff]*$/;

/** Any text as code, even with backquotes in it. */
export function asCode(text: string): Markdown {
  const line = visible(text);
  const fence = '`'.repeat(1 + longestRun(line, '`'));
  return (fence.length > 1 ? `${fence} ${line} ${fence}` : `\`${line}\``) as Markdown;
}

/** A link that runs a command, if `hoverText` allows it. */
export function commandLink(title: string, command: string, args: readonly unknown[]): Markdown {
  const query = encodeURIComponent(JSON.stringify(args)).replaceAll(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `[${asText(title)}](command:${command}?${query})` as Markdown;
}

/** A VS Code icon; `name` is trusted. */
export const icon = (name: string): Markdown => `$(${name})` as Markdown;

/** Translations with Markdown in their placeholders. */
export const withMarkdown =
  (translate: Translate) =>
  (message: string, ...gaps: readonly Markdown[]): Markdown =>
    translate(message, ...gaps) as Markdown;

/** Separates table cells: a hover puts its columns close together. */
export const nextColumn = '&nbsp;&nbsp; | ' as Markdown;
