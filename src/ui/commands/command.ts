/** A command as a row of a table: where it is offered, what it needs, and what it does. Rows load nothing until they run. */
import type { Outcome } from '../../model/failure.ts';
import type { Shell } from '../shell.ts';
import type { RowMatch } from '../tree/rowContext.ts';

/**
 * The argument as it came: from a tree row, the explorer, a key binding or another extension. Where several rows are selected, VS Code
 * gives them all beside the one that was clicked. The result is plain data.
 */
export type Run = (shell: Shell, argument: unknown, selected: unknown) => Promise<Outcome<unknown>>;

/** A place in a menu, as VS Code sorts it (`3_power@1`), and a further condition. */
export interface MenuPlace {
  readonly group: string;
  readonly when?: string;
}

/** `npm run commands` writes package.json's commands, menus and key bindings from these rows. */
export interface Command {
  /** Behind `dockerOverlay.`; its title is `command.ID` of package.nls.json. */
  readonly id: string;
  /** A codicon's name. */
  readonly icon?: string;
  /** Hidden and refused while everything is read-only. The services in use when it asks are those that carry it out. */
  readonly changes?: true;
  /** Refused until the workspace is trusted: it runs a program, or what a file asks for. */
  readonly runs?: 'program' | 'file';
  /** When the palette offers it, beyond that. */
  readonly palette?: string;
  /** Rows of the view that offer it: in the group of their menu, and in line at this place. */
  readonly on?: RowMatch;
  readonly group?: string;
  readonly inline?: number;
  /** The rows that offer it in line, where these are others. */
  readonly inlineOn?: RowMatch;
  /** The key that runs it on a row that offers it: Enter or Delete. */
  readonly press?: 'open' | 'remove';
  /** A key binding while the view has the focus, and that of macOS. */
  readonly key?: { readonly key: string; readonly mac?: string };
  /** The title bar of the view. */
  readonly view?: MenuPlace;
  /** Menus that VS Code shows for cluster files. */
  readonly files?: Readonly<Partial<Record<'explorer/context' | 'editor/title' | 'editor/context', MenuPlace>>>;
  /** The menu of "New File…". */
  readonly newFile?: true;
  readonly run: Run;
}
