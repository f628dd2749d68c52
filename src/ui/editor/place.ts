/** Cursor context in a cluster file: keys and indexes from the top. Pure, and tolerates incomplete YAML. */
import type { KeyPath } from '../../model/fileKeys.ts';
import { longestEdited, readLoosely } from './looseYaml.ts';
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar } from './yamlNode.ts';

/** What text typed at an offset becomes. */
export interface Place {
  /** `key`: a key of the map at `path`. `value`: the value at `path`. `item`: an element, at `path`, of a list in block style. */
  readonly what: 'key' | 'value' | 'item';
  readonly path: KeyPath;
  /** Range of the existing text. */
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
  /** For a key: whether its colon exists. */
  readonly hasColon: boolean;
  /** For an item: whether its dash exists. */
  readonly hasDash: boolean;
  /** The required blank after the colon or dash is missing. */
  readonly needsBlank: boolean;
  readonly style: 'block' | 'flow';
  /** Column of the keys of a block. */
  readonly column: number;
  /** The other keys of the same map. */
  readonly siblings: readonly string[];
}

/** Marks the cursor while the text is read, so that an empty spot has a position too. A private-use character that files do not contain. */
const cursor = '\ue000';

/** Undefined in a comment, or where YAML allows nothing. */
export function placeAt(text: string, offset: number): Place | undefined {
  if (text.length > longestEdited) return undefined;
  if (text.includes(cursor)) return undefined;
  const isBehindSign = /[^\s:]:$|^\s*(-\s+)*-$/.test(lineBefore(text, offset)) && !/^\S/.test(text.slice(offset));
  const behind = isBehindSign ? findWith(text, offset, ' ') : undefined;
  const found = behind ?? findWith(text, offset, '');
  if (!found) return undefined;
  const { scalar, blank, ...place } = found;
  const start = scalar.start - blank.length;
  return { ...place, start, end: start + scalar.text.length - cursor.length, needsBlank: blank !== '' };
}

/** A match with a blank before the cursor counts only if nothing else is there. */
function findWith(text: string, offset: number, blank: string): (Found & { readonly blank: string }) | undefined {
  const found = find(readLoosely(text.slice(0, offset) + blank + cursor + text.slice(offset)), [], 'block');
  return found && (blank === '' || found.scalar.text === cursor) ? { ...found, blank } : undefined;
}

type Found = Omit<Place, 'start' | 'end' | 'needsBlank'> & { readonly scalar: YamlScalar };

function find(node: YamlNode | undefined, path: KeyPath, style: Place['style']): Found | undefined {
  switch (node?.kind) {
    case 'scalar':
      return holdsCursor(node) ? foundValue(node, path, style) : undefined;
    case 'map':
      return first(node.entries, (entry) => findInEntry(node, entry, path));
    case 'list':
      return first(node.items, (item, index) => findInItem(item, [...path, index], node.style));
    case undefined:
      return undefined;
  }
}

function findInEntry(map: YamlMap, entry: YamlEntry, path: KeyPath): Found | undefined {
  const { key, hasColon, value } = entry;
  if (!holdsCursor(key)) return find(value, [...path, key.text], map.style);
  return {
    what: 'key',
    path,
    scalar: key,
    isQuoted: key.isQuoted,
    hasColon,
    hasDash: false,
    style: map.style,
    column: map.column,
    siblings: map.entries.filter((each) => each !== entry).map((each) => each.key.text),
  };
}

function findInItem({ value, column, hasDash }: YamlItem, path: KeyPath, style: Place['style']): Found | undefined {
  const found = find(value, path, style);
  const isItem = found !== undefined && style === 'block' && found.scalar === value;
  return isItem ? { ...found, what: 'item', column, hasDash } : found;
}

const foundValue = (scalar: YamlScalar, path: KeyPath, style: Place['style']): Found => ({
  what: 'value',
  path,
  scalar,
  isQuoted: scalar.isQuoted,
  hasColon: false,
  hasDash: false,
  style,
  column: 0,
  siblings: [],
});

const holdsCursor = ({ text }: YamlScalar): boolean => text.includes(cursor);

function first<T, R>(all: readonly T[], search: (each: T, index: number) => R | undefined): R | undefined {
  for (const [index, each] of all.entries()) {
    const found = search(each, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
}

// ---------------------------------------------------------------- nodes of a text

/** A key or value with its position. */
export interface Thing {
  readonly what: 'key' | 'value';
  /** For a key: includes the key itself. */
  readonly path: KeyPath;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The key or value at an offset. */
export function thingAt(root: YamlNode | undefined, offset: number): Thing | undefined {
  return thingIn(root, [], ({ start, end }) => start <= offset && offset <= end);
}

function thingIn(
  node: YamlNode | undefined,
  path: KeyPath,
  isHere: (scalar: YamlScalar) => boolean,
): Thing | undefined {
  switch (node?.kind) {
    case 'scalar':
      return isHere(node) ? { what: 'value', path, text: node.text, start: node.start, end: node.end } : undefined;
    case 'map':
      return first(node.entries, ({ key, value }) =>
        isHere(key)
          ? { what: 'key', path: [...path, key.text], text: key.text, start: key.start, end: key.end }
          : thingIn(value, [...path, key.text], isHere),
      );
    case 'list':
      return first(node.items, ({ value }, index) => thingIn(value, [...path, index], isHere));
    case undefined:
      return undefined;
  }
}

/** The node at a path. Undefined if there is none. */
export function nodeAt(root: YamlNode | undefined, path: KeyPath): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((node, step) => {
    if (node?.kind === 'map') return node.entries.find(({ key }) => key.text === step)?.value;
    return node?.kind === 'list' && typeof step === 'number' ? node.items[step]?.value : undefined;
  }, root);
}

/** The text at a path. Undefined if there is none, or if it is not text. */
export function textAt(root: YamlNode | undefined, path: KeyPath): string | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && node.text !== '' ? node.text : undefined;
}
