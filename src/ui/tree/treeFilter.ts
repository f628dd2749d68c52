/** The view's filter, shared by the view and the commands that change it. */
import { commands } from 'vscode';
import { Emitter } from '../../base/event.ts';
import type { Disposable } from '../../base/lifetime.ts';

export class TreeFilter implements Disposable {
  readonly #changes: Emitter<string>;
  #text = '';

  constructor(onError: (error: unknown) => void) {
    this.#changes = new Emitter(onError);
    this.onDidChange = this.#changes.event;
  }

  readonly onDidChange: Emitter<string>['event'];

  /** Empty: all rows are shown. */
  get text(): string {
    return this.#text;
  }

  set(text: string): void {
    if (text.trim() === this.#text) return;
    this.#text = text.trim();
    // Selects which of two buttons the view shows.
    void commands.executeCommand('setContext', 'dockerOverlay.isFiltered', this.#text !== '');
    this.#changes.fire(this.#text);
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
