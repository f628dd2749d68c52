/** Rows that match the user's filter text, with their parents. Pure. */
import type { Translate } from '../../base/text.ts';
import type { Node, Row } from './row.ts';

/**
 * A row matches if each word is part of its label or starts a word of its description, in any order and case: "healthy" must not match
 * "unhealthy". Keeps everything below it and expands its parents. VS Code's own filter keeps every collapsed row, such as each machine.
 */
export function filterNodes(nodes: readonly Node[], text: string): readonly Node[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? nodes : nodes.flatMap((node) => filtered(node, words));
}

function filtered(node: Node, words: readonly string[]): readonly Node[] {
  if (matches(node.row, words)) return [node];
  const children = node.children().flatMap((child) => filtered(child, words));
  if (children.length === 0) return [];
  // A new ID makes it a new row for VS Code, which would keep a known one collapsed.
  return [{ row: { ...node.row, id: `${node.row.id}?filtered`, opening: 'open' }, children: () => children }];
}

/** Docker's full container name matches too. */
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
 * Message above filtered rows: VS Code hides the description of a view that is alone in its container. Empty if nothing is filtered out,
 * and if there is nothing at all, where the welcome text is shown.
 */
export function filterMessage(
  text: string,
  rows: { readonly all: number; readonly shown: number },
  t: Translate,
): string {
  if (text === '' || rows.all === 0) return '';
  return rows.shown === 0 ? t('Nothing matches “{0}”.', text) : t('Filtered by “{0}”.', text);
}
