/** Tolerant reader for YAML flow style. */
import {
  deepest,
  scalarOf,
  type YamlEntry,
  type YamlItem,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from './yamlNode.ts';

/** Reads the contents of brackets character by character. */
export class FlowReader {
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

  /** Moves to the next item. False at the end, past `close` if that is what ends it. */
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

  /** Skips blanks, comments and line ends. Returns false before a line that can only be outside the brackets. */
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

  /** Returns the match at the current offset and moves past it. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.at += found.length;
    return found;
  }
}
