/** The view's selection, for commands run by keys. */
import type { RowContext } from './rowContext.ts';
import type { Element } from './shownTree.ts';

export interface SelectedRow {
  readonly element: Element;
  readonly name: string;
  readonly context: RowContext;
}

export class Selection {
  #read: () => readonly SelectedRow[] = () => [];

  /** `read`: returns the current selection. */
  follow(read: () => readonly SelectedRow[]): void {
    this.#read = read;
  }

  get rows(): readonly SelectedRow[] {
    return this.#read();
  }
}
