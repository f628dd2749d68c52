/** What an engine said of itself, for as long as nothing can have changed it unheard. */
import { seconds, type Milliseconds } from '../base/units.ts';
import type { KnownEngine } from '../cluster/observe.ts';
import type { Engine } from '../model/engine.ts';

/** Even what no event tells of (a key re-read, a node promoted elsewhere) is seen after this at the latest. */
export const factsLast: Milliseconds = seconds(60);

export class EngineFacts {
  #said: { readonly engine: Engine; readonly at: number } | undefined;
  #last: Engine | undefined;
  /** Counts what made facts doubtful, so that an answer to a question put before does not count as new. */
  #doubts = 0;
  #isOwed = false;

  /** What need not be asked, and what holds on while it cannot be. */
  get known(): KnownEngine {
    const current = this.#said && Date.now() - this.#said.at < factsLast ? this.#said.engine : undefined;
    return { current, last: this.#last };
  }

  /** It was asked and could not tell, though it lives: it is to be asked again, for no event will say when it can. */
  get isOwed(): boolean {
    return this.#isOwed;
  }

  /** An event told of a change, or the stream of events was not there all the time. */
  doubt(): void {
    this.#doubts += 1;
    this.#said = undefined;
  }

  /** To be called before a full question; the result takes the engine's answer, or that it owes it. */
  question(): (engine: Engine | 'owed') => void {
    const before = this.#doubts;
    const at = Date.now();
    return (engine) => {
      this.#isOwed = engine === 'owed';
      if (engine === 'owed') return;
      this.#last = engine;
      if (before === this.#doubts) this.#said = { engine, at };
    };
  }
}
