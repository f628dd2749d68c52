/** Resources that must be disposed with their owner. */
export interface Disposable {
  dispose(): void;
}

/** Disposes what it owns in reverse order. Adding to a disposed instance disposes the item immediately. */
export class Lifetime implements Disposable {
  readonly #owned: Disposable[] = [];
  #over = false;

  get isOver(): boolean {
    return this.#over;
  }

  add<T extends Disposable>(thing: T): T {
    if (this.#over) thing.dispose();
    else this.#owned.push(thing);
    return thing;
  }

  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    for (const thing of this.#owned.splice(0).reverse()) thing.dispose();
  }
}
