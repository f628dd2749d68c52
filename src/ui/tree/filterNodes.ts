/** The rows that match what a person typed, with all that they stand below. Pure. */
import type { Translate } from '../../base/text.ts';
import type { Node, Row } from './row.ts';

/**
 * A row matches when each word is a part of its label, or begins a word of its description, in any order and any case: "healthy" is
 * not to find what is unhealthy. All below it is kept as it is; what it stands below is open. VS Code's own filter leaves every closed
 * row, which in a list of machines is each of them.
 */
export function filterNodes(nodes: readonly Node[], text: string): readonly Node[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? nodes : nodes.flatMap((node) => filtered(node, words));
}

function filtered(node: Node, words: readonly string[]): readonly Node[] {
  if (matches(node.row, words)) return [node];
  const children = node.children().flatMap((child) => filtered(child, words));
  if (children.length === 0) return [];
  // With another id it is another row to VS Code, which would leave one that it knows as it is.
  return [{ row: { ...node.row, id: `${node.row.id}?filtered`, opening: 'open' }, children: () => children }];
}

/** A container's row is found by Docker's whole name, too. */
function matches({ label, description, target }: Row, words: readonly string[]): boolean {
  const name = `${label}\n${target.container ?? ''}`.toLowerCase();
  const told = ` ${description.toLowerCase()}`;
  return words.every((word) => name.includes(word) || beginsIn(told, word));
}

function beginsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true;
  return false;
}

/**
 * What is above the rows while they are filtered: VS Code shows no description of a view that is alone in its container. Empty where
 * nothing is left out, and where there is nothing at all: then the welcome text has
 * the place.
 */
export function filterMessage(
  text: string,
  rows: { readonly all: number; readonly shown: number },
  t: Translate,
): string {
  if (text === '' || rows.all === 0) return '';
  return rows.shown === 0 ? t('Nothing matches “{0}”.', text) : t('Filtered by “{0}”.', text);
}
