/** Tracks the rows passed to VS Code, so that a new snapshot redraws only those that changed. */
import type { Node, Row, Target } from './row.ts';

/** VS Code's handle for a row: the same object for the same ID as long as the row exists. Passed to commands as their argument. */
export type Element = Target & { readonly id: string };

/** Rows to redraw, including those below; `everything` if the top-level rows changed. */
export type Changes = 'everything' | readonly Element[];

interface Shown {
  readonly element: Element;
  readonly parent: Element | undefined;
  node: Node;
  /** IDs of its children, once it has been expanded. */
  children: readonly string[] | undefined;
}

export class ShownTree {
  readonly #shown = new Map<string, Shown>();
  #roots: readonly Node[] = [];
  #rootIds: readonly string[] = [];

  /** Takes a new tree and returns what to redraw. */
  update(roots: readonly Node[]): Changes {
    this.#roots = roots;
    const ids = roots.map(({ row }) => row.id);
    const sameRoots = sameList(ids, this.#rootIds);
    this.#rootIds = ids;
    const changed: Element[] = [];
    const kept = new Set<string>();
    for (const node of roots) this.#compare(node, changed, kept);
    for (const id of this.#shown.keys()) if (!kept.has(id)) this.#shown.delete(id);
    return sameRoots ? changed : 'everything';
  }

  /** The rows below `element`, or the top-level rows. */
  children(element?: Element): readonly Element[] {
    if (!element) return this.#roots.map((node) => this.#show(node, undefined));
    const shown = this.#shown.get(element.id);
    if (!shown) return [];
    const nodes = shown.node.children();
    shown.children = nodes.map(({ row }) => row.id);
    return nodes.map((node) => this.#show(node, shown.element));
  }

  row(element: Element): Row | undefined {
    return this.#shown.get(element.id)?.node.row;
  }

  parent(element: Element): Element | undefined {
    return this.#shown.get(element.id)?.parent;
  }

  #show(node: Node, parent: Element | undefined): Element {
    const { id, target } = node.row;
    const known = this.#shown.get(id);
    if (known) {
      known.node = node;
      return known.element;
    }
    const element = { ...target, id };
    this.#shown.set(id, { element, parent, node, children: undefined });
    return element;
  }

  /** Walks only rows already passed to VS Code: children of collapsed rows do not exist yet. */
  #compare(node: Node, changed: Element[], kept: Set<string>): void {
    const shown = this.#shown.get(node.row.id);
    if (!shown) return;
    kept.add(node.row.id);
    const before = shown.node.row;
    shown.node = node;
    let differs = !sameRow(before, node.row);
    if (shown.children) {
      const children = node.children();
      const ids = children.map(({ row }) => row.id);
      differs ||= !sameList(ids, shown.children);
      shown.children = ids;
      if (differs) changed.push(shown.element);
      for (const child of children) this.#compare(child, changed, kept);
    } else if (differs) changed.push(shown.element);
  }
}

const sameRow = (a: Row, b: Row): boolean => JSON.stringify(a) === JSON.stringify(b);
const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);
