/** What must be ended when its owner ends. */
export interface Disposable {
  dispose(): void;
}

/** Collects what ends together; ends it in the reverse order of its making. What is added after the end is ended at once. */
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
