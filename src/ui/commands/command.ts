/** A command as a table row: where it is offered, what it needs and what it does. Rows load nothing until they run. */
import type { Outcome } from '../../model/failure.ts';
import type { Shell } from '../shell.ts';
import type { RowMatch } from '../tree/rowContext.ts';

/**
 * The raw argument: from a tree row, the explorer, a key binding or another extension. If several rows are selected, VS Code passes all of
 * them next to the clicked one. Returns plain data.
 */
export type Run = (shell: Shell, argument: unknown, selected: unknown) => Promise<Outcome<unknown>>;

/** Position in a menu, in VS Code's sort format (`3_power@1`), and an extra condition. */
export interface MenuPlace {
  readonly group: string;
  readonly when?: string;
}

/** `npm run commands` generates package.json's commands, menus and key bindings from these rows. */
export interface Command {
  /** Without the prefix `dockerOverlay.`. The title is `command.ID` in package.nls.json. */
  readonly id: string;
  /** A codicon's name. */
  readonly icon?: string;
  /** Changes something: hidden and refused in read-only mode. The services do not change between confirmation and run. */
  readonly changes?: true;
  /** Refused until the workspace is trusted: it runs a program or contents of a file. */
  readonly runs?: 'program' | 'file';
  /** Extra condition for the command palette. */
  readonly palette?: string;
  /** Tree rows that offer it, in their context menu (`group`) and as an inline button (`inline`). */
  readonly on?: RowMatch;
  readonly group?: string;
  readonly inline?: number;
  /** Rows with the inline button, if they differ from `on`. */
  readonly inlineOn?: RowMatch;
  /** Key that runs it on a row that offers it: Enter or Delete. */
  readonly press?: 'open' | 'remove';
  /** Key binding while the view has the focus, with its macOS variant. */
  readonly key?: { readonly key: string; readonly mac?: string };
  /** Position in the view's title bar. */
  readonly view?: MenuPlace;
  /** Menus that VS Code shows for cluster files. */
  readonly files?: Readonly<Partial<Record<'explorer/context' | 'editor/title' | 'editor/context', MenuPlace>>>;
  /** Listed under "New File…". */
  readonly newFile?: true;
  readonly run: Run;
}
