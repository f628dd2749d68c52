/**
 * A YAML text read without insisting: an editor mostly sees half-written ones, and wants to know where things stand rather than
 * whether they are right. Maps, lists and scalars in block and flow style, each with its place; never throws.
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

/** Four times the largest file that is read for its meaning, in UTF-16 units: a longer text is not looked into on every keystroke. */
export const longestEdited = 256 * 1024;

/** Undefined: there is nothing in it, or it is longer than `longestEdited`. */
export function readLoosely(text: string): YamlNode | undefined {
  return text.length > longestEdited ? undefined : new Reader(text).top();
}

/** A line, or what is left of it behind a dash. */
interface Line {
  /** Offset of its first character. */
  readonly start: number;
  readonly indent: number;
  /** Without its indentation, its comment and blanks at its end. */
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

  /** The line to read next; undefined at the end. */
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
      // A deeper line goes on with a text that spans lines, or is not anything yet.
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

  /** What stands in the lines below a key. */
  #below(column: number): YamlNode | undefined {
    const next = this.#line;
    if (next?.indent === column && isItem(next.content)) return this.#list(column, true);
    return this.#node(column + 1);
  }

  /** A value that begins in the line of its key or dash, which begins at `column`; it may go on in deeper lines. */
  #inline(line: Line, column: number): YamlNode {
    if (/^[{[]/.test(line.content)) return this.#flowOf(line, column);
    do this.#at += 1;
    while (this.#line && this.#line.indent > column);
    return scalarOf(line.content, line.start + line.indent);
  }

  /** `isAligned`: its dashes stand below the first letter of its key, where the next key stands too. */
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
      // What follows the dash is a line of its own, which begins further right.
      this.#lines[this.#at] = inner;
      return { value: this.#node(column), column, hasDash: true };
    }
    return { value: this.#inline(inner, line.indent), column, hasDash: true };
  }

  /** A value in brackets, to its closing one or to the first line that begins no further right than `column`. */
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
    // The lines of a text behind `|` or `>` are nobody's keys.
    if (hidden !== undefined && content !== '' && indent <= hidden) hidden = undefined;
    if (hidden === undefined && content !== '') {
      lines.push({ start, indent, content });
      if (/(^|[:-]\s+)[|>][+-]?\d?[+-]?$/.test(content)) hidden = indent;
    }
    start += whole.length + 1;
  }
  return lines;
}

/** A `#` begins a comment behind a blank, unless it stands in quotes. */
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

/** The key that a line begins with, and how long it is with its colon. */
function keyOf(content: string): { readonly key: string; readonly length: number } | undefined {
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(content)?.[0];
  if (quoted === undefined && /^[{[\]},#&*!|>%@`"':]/.test(content)) return undefined;
  for (let at = content.indexOf(':', quoted?.length); at >= 0; at = content.indexOf(':', at + 1)) {
    if (at + 1 < content.length && !/\s/.test(content[at + 1] ?? '')) continue;
    return { key: content.slice(0, at).trimEnd(), length: at + 1 };
  }
  return undefined;
}
