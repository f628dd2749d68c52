/** Keys on rows of the view: Enter opens, Delete removes, Ctrl+C copies the name. */
import { commands, env } from 'vscode';
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { isMatching, type RowMatch } from '../tree/rowContext.ts';
import type { SelectedRow, Selection } from '../tree/selection.ts';

/** A command that a key runs on the rows that offer it. */
export interface OnRow {
  readonly id: string;
  readonly on?: RowMatch;
}

/** Runs the first command that the focused row offers. Undefined if it offers none. */
export async function runOnRow({ selection }: Shell, offered: readonly OnRow[]): Promise<Outcome<unknown>> {
  const rows = await focusedRows(selection);
  const [focused] = rows;
  const command = focused && offered.find(({ on }) => on && isMatching(on, focused.context));
  if (!command) return ok(undefined);
  const elements = rows.map(({ element }) => element);
  return ok(await commands.executeCommand(`dockerOverlay.${command.id}`, focused.element, elements));
}

/** Like VS Code's own Enter if the row offers nothing: selects it, and expands or collapses it. */
export async function openRow(shell: Shell, offered: readonly OnRow[]): Promise<Outcome<unknown>> {
  const opened = await runOnRow(shell, offered);
  if (opened.ok && opened.value === undefined) await commands.executeCommand('list.select');
  return opened;
}

export async function copyName({ selection }: Shell): Promise<Outcome<{ readonly names: readonly string[] }>> {
  const names = (await focusedRows(selection)).map(({ name }) => name);
  if (names.length > 0) {
    await env.clipboard.writeText(names.join('\n'));
    window.setStatusBarMessage(t('Copied {0}', names.join(', ')), 3000);
  }
  return ok({ names });
}

/**
 * The focused row, with the other selected rows if it is one of them. VS Code reports the selection but not the focus, which arrow keys can
 * move separately. Toggling the focused row in the selection, and back, reveals it.
 */
async function focusedRows(selection: Selection): Promise<readonly SelectedRow[]> {
  const before = selection.rows;
  await commands.executeCommand('list.toggleSelection');
  const toggled = selection.rows;
  await commands.executeCommand('list.toggleSelection');
  const has = (rows: readonly SelectedRow[], { element }: SelectedRow): boolean =>
    rows.some((each) => each.element === element);
  const added = toggled.find((row) => !has(before, row));
  if (added) return [added];
  const removed = before.find((row) => !has(toggled, row));
  return removed ? [removed, ...toggled] : [];
}
