/** Nodes of a tolerantly read YAML text, with positions. */

export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  readonly kind: 'map';
  readonly style: 'block' | 'flow';
  /** Column of its keys, in block style. */
  readonly column: number;
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlScalar;
  /** False: a word without a colon yet, which may become a key. */
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
  /** Column of its content, in block style. */
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

/** Nesting limit, beyond any cluster file. Deeper nodes are ignored. */
export const deepest = 30;

/** A scalar from its source text at an offset, quoted or not. */
export function scalarOf(raw: string, at: number): YamlScalar {
  const quote = /^["']/.exec(raw)?.[0];
  if (quote === undefined) return { kind: 'scalar', text: raw, start: at, end: at + raw.length, isQuoted: false };
  const inner = raw.slice(1, raw.length > 1 && raw.endsWith(quote) ? -1 : undefined);
  return { kind: 'scalar', text: inner, start: at + 1, end: at + 1 + inner.length, isQuoted: true };
}
