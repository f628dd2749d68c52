// Generates the tables of docs/cluster-file.md from the schema that validates cluster files: one row per key, between `<!-- keys PATH -->`
// and `<!-- end -->`.
import path from 'node:path';
import { keysAt, type FileKey, type KeyPath } from '../src/model/fileKeys.ts';
import { becomes } from '../src/ui/editor/becomes.ts';
import { root } from './runProgram.ts';

export const referenceFile = path.join(root, 'docs/cluster-file.md');

const marked = /<!-- keys(?: (\S+))? -->[\s\S]*?<!-- end -->/g;

/** Returns the page with every table regenerated from the schema. */
export function withTables(page: string): string {
  return page.replace(marked, (_, keys?: string) => {
    return `<!-- ${keys === undefined ? 'keys' : `keys ${keys}`} -->\n\n${table(pathOf(keys ?? ''))}\n\n<!-- end -->`;
  });
}

/** `networks[]` is an element of the list `networks`. */
function pathOf(keys: string): KeyPath {
  return keys
    .split('.')
    .filter(Boolean)
    .flatMap((key): KeyPath => (key.endsWith('[]') ? [key.slice(0, -2), 0] : [key]));
}

/** The paths of all maps with fixed keys. The page must have a table for each of them and no others. */
export function mapsOf(at: string): readonly string[] {
  const below = keysAt(pathOf(at)).flatMap(({ name, takes }) => {
    const here = `${at === '' ? '' : `${at}.`}${name}${takes === 'maps' ? '[]' : ''}`;
    return takes === 'map' || takes === 'maps' ? mapsOf(here) : [];
  });
  return [at, ...below];
}

export function mapsIn(page: string): readonly string[] {
  return [...page.matchAll(marked)].map(([, keys = '']) => keys);
}

function table(at: KeyPath): string {
  const rows = keysAt(at).map((key) => [
    `\`${key.name}\``,
    typeOf(key),
    key.default === undefined ? '' : `\`${key.default}\``,
    escaped(key.description ?? ''),
    flagOf([...at, key.name]),
  ]);
  const lines = [['Key', 'Type', 'Default', 'Meaning', 'Becomes'], ['---', '---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function typeOf({ takes, choices }: FileKey): string {
  switch (takes) {
    case 'choice':
      return choices.map((choice) => `\`${choice}\``).join(', ');
    case 'yesOrNo':
      return 'boolean';
    case 'maps':
      return 'list of maps';
    case 'record':
      return 'map';
    default:
      return takes;
  }
}

function flagOf(at: KeyPath): string {
  const flag = becomes(at, undefined);
  return flag === undefined ? '' : `\`${escaped(flag)}\``;
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
