/** Maps paths in a YAML file to positions in its text. */
import type { Document, Node, Pair, Yaml } from './yaml.ts';

/** One element per step: a key of a map or an index of a list. */
export type FilePath = readonly (string | number)[];
export type Places = (path: FilePath, part: 'key' | 'value') => { readonly start: number; readonly end: number };

/** Returns the range at a path, or of its nearest existing parent. */
export function placesIn(document: Document.Parsed, yaml: Yaml): Places {
  return (path, part) => {
    let node: Node | null | undefined = document.contents;
    let range = node?.range;
    // Use a map's first key: the range of the whole map says little.
    if (yaml.isMap(node)) range = rangeOf(node.items[0]) ?? range;
    for (const [depth, step] of path.entries()) {
      if (yaml.isAlias(node)) node = node.resolve(document);
      const isLast = depth === path.length - 1;
      if (yaml.isMap(node)) {
        const pair: Pair | undefined = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === step);
        if (!pair) break;
        range = rangeOf(pair) ?? range;
        node = yaml.isNode(pair.value) ? pair.value : undefined;
        if (isLast && part === 'value' && node?.range && node.range[1] > node.range[0]) range = node.range;
      } else if (yaml.isSeq(node)) {
        const next: unknown = node.items[Number(step)];
        if (!yaml.isNode(next)) break;
        node = next;
        range = (yaml.isMap(node) && !isLast ? rangeOf(node.items[0]) : undefined) ?? node.range ?? range;
      } else break;
    }
    return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
  };

  function rangeOf(pair: Pair | undefined): Node['range'] {
    return yaml.isNode(pair?.key) ? pair.key.range : undefined;
  }
}

/** Formats a path for users, such as `nodes[1].driver.options.x`. */
export function keyText(path: FilePath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${String(step)}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}
