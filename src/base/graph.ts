/** Directed graphs without cycles, as lists of nodes that name what they come after. */
export interface GraphNode {
  readonly id: string;
  readonly after: readonly string[];
}

/**
 * The nodes so that each stands behind all it comes after; among free ones the given order is kept. Undefined when there is a
 * cycle or a name that no node has.
 */
export function inOrder<N extends GraphNode>(nodes: readonly N[]): readonly N[] | undefined {
  const done = new Set<string>();
  const ordered: N[] = [];
  let rest = [...nodes];
  while (rest.length > 0) {
    const free = rest.filter((node) => node.after.every((id) => done.has(id)));
    if (free.length === 0) return undefined;
    for (const node of free) {
      done.add(node.id);
      ordered.push(node);
    }
    rest = rest.filter((node) => !done.has(node.id));
  }
  return ordered;
}
