/** The change of a cluster file's text that puts the cluster in swarm mode: one place in it, and everything else as it was. */
import type { TextChange } from '../model/textChange.ts';
import { loadYaml, parseDocument, type Document, type Node, type Pair, type YAMLMap } from './yaml.ts';

/** Undefined: the file says so already, or is no map that could. Keys that swarm mode does not read stay, as warnings. */
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
  // Behind the line, with what stands there beside the value.
  const newLine = text.includes('\r\n') ? '\r\n' : '\n';
  const found = text.indexOf(newLine, end);
  const at = found < 0 ? text.length : found;
  const line = text.slice(text.lastIndexOf('\n', (key.range?.[0] ?? 0) - 1) + 1, key.range?.[0] ?? 0);
  return { start: at, end: at, text: `${newLine}${line.replace(/\S/g, ' ')}${own}` };
}

/** Of a value; of one that is not written, the place behind its key's colon. */
function rangeOf(value: Node | null, key: Node): { readonly start: number; readonly end: number } {
  const [start, end] = value?.range ?? [0, 0];
  if (end > start) return { start, end };
  const behind = (key.range?.[1] ?? 0) + 1;
  return { start: behind, end: behind };
}

/** As its neighbour is written: JSON wants its quotes. */
const quoted = (word: string, neighbour: string): string =>
  /^["']/.test(neighbour) ? `${neighbour.charAt(0)}${word}${neighbour.charAt(0)}` : word;
