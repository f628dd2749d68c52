/**
 * A YAML text read without insisting: an editor mostly sees half-written ones, and wants to know where things stand rather than
 * whether they are right. Maps, lists and scalars in block and flow style, each with its place; never throws.
 */

export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  readonly kind: 'map';
  readonly style: 'block' | 'flow';
  /** Where its keys begin in their lines; of a block. */
  readonly column: number;
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlScalar;
  /** A word that no colon follows yet may become a key. */
  readonly hasColon: boolean;
  readonly value: YamlNode | undefined;
}

export interface YamlList {
  readonly kind: 'list';
  readonly style: 'block' | 'flow';
  readonly column: number;
  readonly items: readonly YamlItem[];
}

export interface YamlItem {
  readonly value: YamlNode | undefined;
  /** Where its content begins in its line; of a block. */
  readonly column: number;
  /** False: a word where a dash should be. */
  readonly hasDash: boolean;
}

/** `start` and `end` enclose the text without its quotes. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/** More levels than any cluster file has; what is deeper is not looked at. */
const deepest = 30;

/** Undefined: there is nothing in it. */
export function readLoosely(text: string): YamlNode | undefined {
  return new Reader(text).top();
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

/** Reads what stands in brackets, character by character. */
class FlowReader {
  readonly #text: string;
  readonly #column: number;
  at: number;

  constructor(text: string, at: number, column: number) {
    this.#text = text;
    this.at = at;
    this.#column = column;
  }

  node(depth: number): YamlNode {
    const first = this.#text[this.at];
    if (depth < deepest && first === '{') return this.#map(depth);
    if (depth < deepest && first === '[') return this.#list(depth);
    return this.#scalar();
  }

  #map(depth: number): YamlMap {
    const entries: YamlEntry[] = [];
    this.at += 1;
    while (this.#goesOn('}')) {
      const key = this.#scalar();
      const hasColon = this.#goesOn('') && this.#text[this.at] === ':';
      if (hasColon) this.at += 1;
      const hasValue = hasColon && this.#goesOn('') && !/[,}\]]/.test(this.#text[this.at] ?? ',');
      entries.push({ key, hasColon, value: hasValue ? this.node(depth + 1) : undefined });
      this.#skipComma();
    }
    return { kind: 'map', style: 'flow', column: 0, entries };
  }

  #list(depth: number): YamlList {
    const items: YamlItem[] = [];
    this.at += 1;
    while (this.#goesOn(']')) {
      items.push({ value: this.node(depth + 1), column: 0, hasDash: true });
      this.#skipComma();
    }
    return { kind: 'list', style: 'flow', column: 0, items };
  }

  /** At the next thing; false at the end, which is taken along when it is `close`. */
  #goesOn(close: string): boolean {
    if (!this.#skipBlanks()) return false;
    const next = this.#text[this.at];
    if (next === undefined) return false;
    if (next !== close) return close === '' || !/[}\]]/.test(next);
    this.at += 1;
    return false;
  }

  #skipComma(): void {
    const before = this.at;
    if (this.#skipBlanks() && this.#text[this.at] === ',') this.at += 1;
    else if (this.at === before && !/[}\]\s]/.test(this.#text[this.at] ?? ' ')) this.at += 1;
  }

  /** Over blanks, comments and ends of lines; false where a line begins that can only be outside of the brackets. */
  #skipBlanks(): boolean {
    for (;;) {
      this.#match(/[^\S\n]*(#[^\n]*)?/y);
      const before = this.at;
      if (this.#match(/\n/y) === '') return true;
      const indent = this.#match(/[^\S\n]*/y).length;
      if (indent > this.#column || /[\s#}\],]/.test(this.#text[this.at] ?? ' ')) continue;
      this.at = before;
      return false;
    }
  }

  #scalar(): YamlScalar {
    const at = this.at;
    const quoted = this.#match(/"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\r\n]|'')*'?/y);
    const word = quoted || this.#match(/(?:[^,[\]{}:#\r\n]|:(?![\s,[\]{}]|$)|(?<!\s)#)*/y).trimEnd();
    return scalarOf(word, at);
  }

  /** What matches here, and beyond it. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.at += found.length;
    return found;
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

function scalarOf(raw: string, at: number): YamlScalar {
  const quote = /^["']/.exec(raw)?.[0];
  if (quote === undefined) return { kind: 'scalar', text: raw, start: at, end: at + raw.length, isQuoted: false };
  const inner = raw.slice(1, raw.length > 1 && raw.endsWith(quote) ? -1 : undefined);
  return { kind: 'scalar', text: inner, start: at + 1, end: at + 1 + inner.length, isQuoted: true };
}
