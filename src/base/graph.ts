/** Directed acyclic graphs, as lists of nodes that name their predecessors. */
export interface GraphNode {
  readonly id: string;
  readonly after: readonly string[];
}

/** Sorts nodes topologically; among free nodes the given order is kept. Undefined if there is a cycle or an unknown name. */
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
