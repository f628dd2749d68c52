/** Changes the text of a cluster file to swarm mode: a single edit that leaves the rest untouched. */
import type { TextChange } from '../model/textChange.ts';
import { loadYaml, parseDocument, type Document, type Node, type Pair, type YAMLMap } from './yaml.ts';

/** Undefined if the file already uses swarm mode or is not a valid map. Keys that swarm mode ignores stay (warnings). */
export async function changeToSwarmMode(text: string): Promise<TextChange | undefined> {
  const yaml = await loadYaml();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, yaml);
  } catch {
    return undefined;
  }
  const map = document.contents;
  if (document.errors.length > 0 || !yaml.isMap(map)) return undefined;
  const pairOf = (key: string): Pair | undefined =>
    (map as YAMLMap).items.find((pair) => yaml.isScalar(pair.key) && pair.key.value === key);
  const there = pairOf('orchestration');
  if (there) {
    if (yaml.isScalar(there.value) && there.value.value === 'swarm-mode') return undefined;
    const { start, end } = rangeOf(there.value as Node | null, there.key as Node);
    return { start, end, text: start === end ? ' swarm-mode' : quoted('swarm-mode', text.slice(start, end)) };
  }
  const before = pairOf('name') ?? map.items[0];
  if (!before) return undefined;
  const key = before.key as Node;
  const { end } = rangeOf(before.value as Node | null, key);
  const keyText = text.slice(key.range?.[0], key.range?.[1]);
  const own = `${quoted('orchestration', keyText)}: ${quoted('swarm-mode', keyText)}`;
  if (map.flow) return { start: end, end, text: `, ${own}` };
  // Insert after the line, including anything after the value.
  const newLine = text.includes('\r\n') ? '\r\n' : '\n';
  const found = text.indexOf(newLine, end);
  const at = found < 0 ? text.length : found;
  const line = text.slice(text.lastIndexOf('\n', (key.range?.[0] ?? 0) - 1) + 1, key.range?.[0] ?? 0);
  return { start: at, end: at, text: `${newLine}${line.replace(/\S/g, ' ')}${own}` };
}

/** Range of a value; if it is missing, the position after its key's colon. */
function rangeOf(value: Node | null, key: Node): { readonly start: number; readonly end: number } {
  const [start, end] = value?.range ?? [0, 0];
  if (end > start) return { start, end };
  const behind = (key.range?.[1] ?? 0) + 1;
  return { start: behind, end: behind };
}

/** Quotes the word like its neighbour: JSON requires quotes. */
const quoted = (word: string, neighbour: string): string =>
  /^["']/.test(neighbour) ? `${neighbour.charAt(0)}${word}${neighbour.charAt(0)}` : word;
