/**
 * Tolerant YAML reader: an editor mostly sees incomplete text and needs positions, not validity. Maps, lists and scalars in block and flow
 * style, with positions. Never throws.
 */
import { FlowReader } from './flowReader.ts';
import {
  deepest,
  scalarOf,
  type YamlEntry,
  type YamlItem,
  type YamlList,
  type YamlMap,
  type YamlNode,
} from './yamlNode.ts';

/** Four times the largest file that is parsed, in UTF-16 units. Longer text is not analysed on every keystroke. */
export const longestEdited = 256 * 1024;

/** Undefined if the text is empty or longer than `longestEdited`. */
export function readLoosely(text: string): YamlNode | undefined {
  return text.length > longestEdited ? undefined : new Reader(text).top();
}

/** A line, or the part of it after a dash. */
interface Line {
  readonly start: number;
  readonly indent: number;
  /** Without indentation, comment and trailing blanks. */
  readonly content: string;
}

class Reader {
  readonly #text: string;
  readonly #lines: Line[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lines = linesOf(text);
  }

  top(): YamlNode | undefined {
    return this.#node(0);
  }

  /** Next line to read; undefined at the end. */
  get #line(): Line | undefined {
    return this.#lines[this.#at];
  }

  #node(least: number): YamlNode | undefined {
    const line = this.#line;
    if (!line || line.indent < least || this.#depth > deepest) return undefined;
    this.#depth += 1;
    try {
      if (isItem(line.content)) return this.#list(line.indent, false);
      if (/^[{[]/.test(line.content)) return this.#flowOf(line, least - 1);
      return this.#map(line.indent);
    } finally {
      this.#depth -= 1;
    }
  }

  #map(column: number): YamlMap {
    const entries: YamlEntry[] = [];
    for (let line = this.#line; line && line.indent >= column; line = this.#line) {
      // A deeper line continues a multi-line text, or is not valid yet.
      if (line.indent > column) this.#at += 1;
      else if (isItem(line.content)) break;
      else entries.push(this.#entry(line));
    }
    return { kind: 'map', style: 'block', column, entries };
  }

  #entry(line: Line): YamlEntry {
    const found = keyOf(line.content);
    const at = line.start + line.indent;
    if (!found) {
      this.#at += 1;
      return { key: scalarOf(line.content, at), hasColon: false, value: undefined };
    }
    const key = scalarOf(found.key, at);
    const rest = line.content.slice(found.length).trimStart();
    if (rest === '') {
      this.#at += 1;
      return { key, hasColon: true, value: this.#below(line.indent) };
    }
    const inner = { ...line, indent: line.indent + line.content.length - rest.length, content: rest };
    return { key, hasColon: true, value: this.#inline(inner, line.indent) };
  }

  /** Value in the lines below a key. */
  #below(column: number): YamlNode | undefined {
    const next = this.#line;
    if (next?.indent === column && isItem(next.content)) return this.#list(column, true);
    return this.#node(column + 1);
  }

  /** A value that starts on the line of its key or dash, which starts at `column`. It may continue on deeper lines. */
  #inline(line: Line, column: number): YamlNode {
    if (/^[{[]/.test(line.content)) return this.#flowOf(line, column);
    do this.#at += 1;
    while (this.#line && this.#line.indent > column);
    return scalarOf(line.content, line.start + line.indent);
  }

  /** `isAligned`: its dashes are in the same column as its key and the next key. */
  #list(column: number, isAligned: boolean): YamlList {
    const items: YamlItem[] = [];
    for (let line = this.#line; line && line.indent >= column; line = this.#line) {
      if (line.indent > column) this.#at += 1;
      else if (isItem(line.content)) items.push(this.#item(line));
      else if (isAligned || keyOf(line.content)) break;
      else {
        this.#at += 1;
        items.push({ value: scalarOf(line.content, line.start + line.indent), column, hasDash: false });
      }
    }
    return { kind: 'list', style: 'block', column, items };
  }

  #item(line: Line): YamlItem {
    const rest = line.content.slice(1).trimStart();
    const column = line.indent + (rest === '' ? 2 : line.content.length - rest.length);
    if (rest === '') {
      this.#at += 1;
      return { value: this.#node(line.indent + 1), column, hasDash: true };
    }
    const inner = { ...line, indent: column, content: rest };
    if (keyOf(rest) || isItem(rest)) {
      // Text after the dash is a line of its own, indented further.
      this.#lines[this.#at] = inner;
      return { value: this.#node(column), column, hasDash: true };
    }
    return { value: this.#inline(inner, line.indent), column, hasDash: true };
  }

  /** A value in brackets, up to the closing one or to the first line not indented beyond `column`. */
  #flowOf(line: Line, column: number): YamlNode {
    const flow = new FlowReader(this.#text, line.start + line.indent, column);
    const value = flow.node(0);
    do this.#at += 1;
    while (this.#line && this.#line.start < flow.at);
    return value;
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = text.startsWith('\ufeff') ? 1 : 0;
  let hidden: number | undefined;
  for (const whole of text.slice(start).split('\n')) {
    const content = withoutComment(whole).trim();
    const indent = whole.length - whole.trimStart().length;
    // Lines of a block scalar (`|` or `>`) are not keys.
    if (hidden !== undefined && content !== '' && indent <= hidden) hidden = undefined;
    if (hidden === undefined && content !== '') {
      lines.push({ start, indent, content });
      if (/(^|[:-]\s+)[|>][+-]?\d?[+-]?$/.test(content)) hidden = indent;
    }
    start += whole.length + 1;
  }
  return lines;
}

/** A `#` after a blank starts a comment, unless it is quoted. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    const before = line[at - 1] ?? ' ';
    if (quote !== '') {
      if (character === '\\' && quote === '"') at += 1;
      else if (character === quote) quote = '';
    } else if (/["']/.test(character) && /[\s{[,:-]/.test(before)) quote = character;
    else if (character === '#' && /\s/.test(before)) return line.slice(0, at);
  }
  return line;
}

const isItem = (content: string): boolean => /^-(\s|$)/.test(content);

/** The key at the start of a line, and its length including the colon. */
function keyOf(content: string): { readonly key: string; readonly length: number } | undefined {
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(content)?.[0];
  if (quoted === undefined && /^[{[\]},#&*!|>%@`"':]/.test(content)) return undefined;
  for (let at = content.indexOf(':', quoted?.length); at >= 0; at = content.indexOf(':', at + 1)) {
    if (at + 1 < content.length && !/\s/.test(content[at + 1] ?? '')) continue;
    return { key: content.slice(0, at).trimEnd(), length: at + 1 };
  }
  return undefined;
}
