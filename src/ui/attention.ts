/** Whether the extension is visible: one of its views, pages or status items shows, and the window has the focus. */
import { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';

export class Attention implements Disposable {
  readonly #seen = new Set<string>();
  readonly #changes = new Emitter<'visible' | 'background'>();
  #isFocused: boolean;

  constructor(isFocused: boolean) {
    this.#isFocused = isFocused;
  }

  readonly onDidChange = this.#changes.event;

  get now(): 'visible' | 'background' {
    return this.#isFocused && this.#seen.size > 0 ? 'visible' : 'background';
  }

  setFocused(isFocused: boolean): void {
    this.#change(() => (this.#isFocused = isFocused));
  }

  /** `what` is a unique name for a view, page or status item. A page that closes passes `false`. */
  setSeen(what: string, isSeen: boolean): void {
    this.#change(() => (isSeen ? this.#seen.add(what) : this.#seen.delete(what)));
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #change(apply: () => unknown): void {
    const before = this.now;
    apply();
    if (this.now !== before) this.#changes.fire(this.now);
  }
}
