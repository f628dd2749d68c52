/** What is selected in the view, for commands that a key runs there. */
import type { RowContext } from './rowContext.ts';
import type { Element } from './shownTree.ts';

export interface SelectedRow {
  readonly element: Element;
  readonly name: string;
  readonly context: RowContext;
}

export class Selection {
  #read: () => readonly SelectedRow[] = () => [];

  /** `read`: the rows that are selected at that moment. */
  follow(read: () => readonly SelectedRow[]): void {
    this.#read = read;
  }

  get rows(): readonly SelectedRow[] {
    return this.#read();
  }
}
